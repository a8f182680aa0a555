package import MnemeCore

/// The ports of one store, as the engine uses them; usually all six are the same object.
package struct MemoryStores: Sendable {
  package let messages: any MessageStore
  package let sessions: any SessionStore
  package let memories: any MemoryStore
  package let vectors: any VectorStore
  package let lexical: any LexicalIndex
  package let jobs: any JobQueue

  package init(
    _ store: some MessageStore & SessionStore & MemoryStore & VectorStore & LexicalIndex & JobQueue
  ) {
    messages = store
    sessions = store
    memories = store
    vectors = store
    lexical = store
    jobs = store
  }
}
