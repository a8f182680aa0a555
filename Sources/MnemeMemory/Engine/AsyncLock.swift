import Synchronization

/// A first-come, first-served lock for asynchronous critical sections.
final class AsyncLock: Sendable {
  private struct State {
    var held = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  /// Runs `body` alone. The wait cannot be cancelled; sections are short.
  func withLock<T, E: Error>(_ body: () async throws(E) -> T) async throws(E) -> T {
    await withCheckedContinuation { continuation in
      let free = state.withLock { state in
        if state.held {
          state.waiting.append(continuation)
          return false
        }
        state.held = true
        return true
      }
      if free { continuation.resume() }
    }
    defer {
      let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
        if state.waiting.isEmpty {
          state.held = false
          return nil
        }
        return state.waiting.removeFirst()
      }
      next?.resume()
    }
    return try await body()
  }
}
