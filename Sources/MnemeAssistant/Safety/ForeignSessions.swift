import Synchronization

/// Conversations in which words of pages, files or tools were read: what the assistant said since may be made of them.
///
/// Kept as long as the process, for the latest conversations.
final class ForeignSessions: Sendable {
  private let limit: Int
  private let state = Mutex((known: Set<String>(), order: [String]()))

  init(limit: Int = 1000) { self.limit = max(1, limit) }

  func contains(_ session: String?) -> Bool {
    guard let session else { return false }
    return state.withLock { $0.known.contains(session) }
  }

  func note(_ session: String?) {
    guard let session else { return }
    state.withLock { state in
      guard state.known.insert(session).inserted else { return }
      state.order.append(session)
      if state.order.count > limit { state.known.remove(state.order.removeFirst()) }
    }
  }
}
