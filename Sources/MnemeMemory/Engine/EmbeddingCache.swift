import Synchronization

/// Chunk vectors of recently embedded documents by their full text, so that a text that was embedded to look for
/// duplicates is not embedded again to be stored. Bounded; the oldest entry goes first.
final class EmbeddingCache: Sendable {
  private struct State {
    var values: [String: [Float]] = [:]
    var order: [String] = []
    var head = 0
  }

  private let capacity: Int
  private let state = Mutex(State())

  init(capacity: Int) {
    self.capacity = capacity
  }

  subscript(text: String) -> [Float]? {
    state.withLock { $0.values[text] }
  }

  func removeAll() { state.withLock { $0 = State() } }

  func insert(_ vectors: [Float], for text: String) {
    state.withLock { state in
      guard state.values.updateValue(vectors, forKey: text) == nil else { return }
      state.order.append(text)
      while state.order.count - state.head > capacity {
        state.values[state.order[state.head]] = nil
        state.head += 1
      }
      if state.head > capacity {
        state.order.removeFirst(state.head)
        state.head = 0
      }
    }
  }
}
