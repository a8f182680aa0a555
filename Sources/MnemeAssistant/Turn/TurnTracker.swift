import Synchronization

/// Counts the turns that run, so that shutdown waits for them and not a moment longer.
final class TurnTracker: Sendable {
  private struct State {
    var running = 0
    var begun = 0
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  var running: Int { state.withLock { $0.running } }

  /// Since the start.
  var begun: Int { state.withLock { $0.begun } }

  func begin() {
    state.withLock {
      $0.running += 1
      $0.begun += 1
    }
  }

  func end() {
    let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      state.running -= 1
      guard state.running == 0 else { return [] }
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Returns when no turn runs.
  func drained() async {
    await withCheckedContinuation { continuation in
      let now = state.withLock { state in
        if state.running == 0 { return true }
        state.waiters.append(continuation)
        return false
      }
      if now { continuation.resume() }
    }
  }
}
