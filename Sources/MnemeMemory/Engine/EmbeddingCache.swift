import Synchronization

/// Keeps the chunk vectors of documents by their full text.
package protocol DocumentVectorCache: Sendable {
  /// Nil for a text that is not kept (any more).
  subscript(text: String) -> [Float]? { get }
  func insert(_ vectors: [Float], for text: String)
  func removeAll()
}

/// Chunk vectors of recently embedded documents, so that a text that was embedded to look for duplicates is not embedded
/// again to be stored. Bounded; the least recently used entry goes first. The key is the text itself: nothing is hashed
/// that could differ from one process to the next. Every operation is O(1), an insertion on average.
package final class EmbeddingCache: DocumentVectorCache {
  private struct Entry {
    var vectors: [Float]
    /// Number of its latest use.
    var use: Int
  }

  private struct State {
    var entries: [String: Entry] = [:]
    /// Texts in the order of their uses. One stands here for each use; only the latest one counts.
    var uses: [(text: String, use: Int)] = []
    var head = 0
    var next = 0

    mutating func touch(_ text: String) {
      next += 1
      uses.append((text, next))
      entries[text]?.use = next
    }

    /// Drops what is too much, then the uses that later ones have overtaken.
    mutating func trim(to capacity: Int) {
      while entries.count > capacity, head < uses.count {
        let oldest = uses[head]
        head += 1
        if entries[oldest.text]?.use == oldest.use { entries[oldest.text] = nil }
      }
      if uses.count > 2 * (capacity + 8) {
        uses = uses[head...].filter { entries[$0.text]?.use == $0.use }
        head = 0
      }
    }
  }

  private let capacity: Int
  private let state = Mutex(State())

  /// - Parameter capacity: documents kept; 0 keeps none.
  package init(capacity: Int) {
    self.capacity = max(0, capacity)
  }

  package subscript(text: String) -> [Float]? {
    state.withLock { state in
      guard let vectors = state.entries[text]?.vectors else { return nil }
      state.touch(text)
      state.trim(to: capacity)
      return vectors
    }
  }

  package func insert(_ vectors: [Float], for text: String) {
    state.withLock { state in
      state.entries[text] = Entry(vectors: vectors, use: 0)
      state.touch(text)
      state.trim(to: capacity)
    }
  }

  package func removeAll() { state.withLock { $0 = State() } }
}
