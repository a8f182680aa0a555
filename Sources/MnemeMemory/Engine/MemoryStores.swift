package import MnemeCore

/// The ports of one store, as the engine uses them; usually all of them are the same object. Each can be replaced, which is
/// how reads and writes are counted.
package struct MemoryStores: Sendable {
  package var messages: any MessageStore
  package var sessions: any SessionStore
  package var memories: any MemoryStore
  package var vectors: any VectorStore
  package var jobs: any JobQueue
  /// Memories as indexes and time travellers read them.
  package var archive: any MemoryArchive
  /// Conversations as people search them.
  package var history: any ArchiveStore
  package var graph: any GraphStore
  package var accesses: any AccessStore
  package var forgetting: any ForgettingStore
  package var upkeep: any MaintenanceStore
  package var transfer: any TransferStore
  package var calibrations: any CalibrationStore
  package var lineage: any StoreLineage
  package var readings: any MessageReadingStore
  package var extraction: any ExtractionStore
  package var interactions: any InteractionStore
  package var foreignTexts: any ForeignTextStore

  package init(
    _ store: some MessageStore & SessionStore & MemoryStore & VectorStore & JobQueue & MemoryArchive & ArchiveStore
      & GraphStore & AccessStore & ForgettingStore & MaintenanceStore & TransferStore & CalibrationStore & StoreLineage
      & MessageReadingStore & ExtractionStore & InteractionStore & ForeignTextStore
  ) {
    messages = store
    sessions = store
    memories = store
    vectors = store
    jobs = store
    archive = store
    history = store
    graph = store
    accesses = store
    forgetting = store
    upkeep = store
    transfer = store
    calibrations = store
    lineage = store
    readings = store
    foreignTexts = store
    extraction = store
    interactions = store
  }
}
