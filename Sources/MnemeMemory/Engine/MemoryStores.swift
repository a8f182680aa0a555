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

  package init(
    _ store: some MessageStore & SessionStore & MemoryStore & VectorStore & JobQueue & MemoryArchive
  ) {
    messages = store
    sessions = store
    memories = store
    vectors = store
    jobs = store
    archive = store
  }
}
