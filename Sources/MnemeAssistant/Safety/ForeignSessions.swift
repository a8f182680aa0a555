import Synchronization

/// Conversations in which words of pages, files or tools were read: what the assistant said since may be made of them.
///
/// Kept as long as the process, for the latest conversations.
final class ForeignSessions: Sendable {
  private let limit: Int
  private let state = Mutex((used: [String: Int](), count: 0))

  init(limit: Int = 1000) { self.limit = max(1, limit) }

  /// A conversation that is asked for is one of the latest again.
  func contains(_ session: String?) -> Bool {
    guard let session else { return false }
    return state.withLock { state in
      guard state.used[session] != nil else { return false }
      state.count += 1
      state.used[session] = state.count
      return true
    }
  }

  /// O(limit) when another has to make room.
  func note(_ session: String?) {
    guard let session else { return }
    state.withLock { state in
      state.count += 1
      state.used[session] = state.count
      guard state.used.count > limit, let oldest = state.used.min(by: { $0.value < $1.value }) else { return }
      state.used[oldest.key] = nil
    }
  }
}
