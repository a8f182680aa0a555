package import MnemeCore

/// The ports of one store, as the engine uses them; usually all of them are the same object.
package struct MemoryStores: Sendable {
  package let messages: any MessageStore
  package let sessions: any SessionStore
  package let memories: any MemoryStore
  package let vectors: any VectorStore
  package let jobs: any JobQueue
  /// Memories as indexes and time travellers read them.
  package let archive: any MemoryArchive
  /// Conversations as people search them.
  package let history: any ArchiveStore
  package let graph: any GraphStore
  package let accesses: any AccessStore
  package let forgetting: any ForgettingStore
  package let upkeep: any MaintenanceStore
  package let transfer: any TransferStore

  package init(
    _ store: some MessageStore & SessionStore & MemoryStore & VectorStore & JobQueue & MemoryArchive & ArchiveStore
      & GraphStore & AccessStore & ForgettingStore & MaintenanceStore & TransferStore
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
  }
}
