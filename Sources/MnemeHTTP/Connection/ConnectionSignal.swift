import Synchronization

/// Something that happens once and that any number of tasks may wait for.
final class ConnectionSignal: Sendable {
  enum Reason: Sendable { case clientGone, shutdown }

  private struct State {
    var reason: Reason?
    var next = 0
    var waiters: [Int: AsyncStream<Reason>.Continuation] = [:]
  }

  private let state = Mutex(State())

  /// The first reason stays; later ones change nothing.
  func fire(_ reason: Reason) {
    let waiters = state.withLock { state -> [AsyncStream<Reason>.Continuation] in
      guard state.reason == nil else { return [] }
      state.reason = reason
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in waiters {
      waiter.yield(reason)
      waiter.finish()
    }
  }

  /// Returns when it fires, or nil when the task is cancelled.
  func wait() async -> Reason? {
    let (stream, continuation) = AsyncStream<Reason>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let key = state.withLock { state -> Int? in
      if let reason = state.reason {
        continuation.yield(reason)
        continuation.finish()
        return nil
      }
      state.next += 1
      state.waiters[state.next] = continuation
      return state.next
    }
    defer {
      if let key { state.withLock { _ = $0.waiters.removeValue(forKey: key) } }
    }
    for await reason in stream { return reason }
    return nil
  }
}
