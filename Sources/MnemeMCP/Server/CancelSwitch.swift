import Synchronization

/// Ends one request from outside of the task that serves it.
package final class CancelSwitch: Sendable {
  private struct State {
    var isFired = false
    var next = 0
    var waiters: [Int: AsyncStream<Void>.Continuation] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  package var isFired: Bool { state.withLock { $0.isFired } }

  /// Further calls do nothing.
  package func fire() {
    let waiters = state.withLock { state -> [AsyncStream<Void>.Continuation] in
      state.isFired = true
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in waiters { waiter.finish() }
  }

  /// Returns when it is fired, or when the task is cancelled.
  package func wait() async {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    let key = state.withLock { state -> Int? in
      guard !state.isFired else { return nil }
      state.next += 1
      state.waiters[state.next] = continuation
      return state.next
    }
    guard let key else { return }
    for await _ in stream {}
    state.withLock { _ = $0.waiters.removeValue(forKey: key) }
  }

  /// Runs `body`; firing cancels it.
  package func watch<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        await self.wait()
        return nil
      }
      defer { group.cancelAll() }
      guard let value = try await group.next() ?? nil else { throw CancellationError() }
      return value
    }
  }
}
