import Synchronization

/// Whether a server said that its tools changed, and a way to wait for that.
final class ToolNews: Sendable {
  private let state = Mutex((isRaised: false, next: StopSignal()))

  func raise() {
    let waiting = state.withLock { state in
      defer { state = (true, StopSignal()) }
      return state.next
    }
    waiting.stop()
  }

  /// - Returns: whether it was raised.
  func lower() -> Bool {
    state.withLock { state in
      defer { state.isRaised = false }
      return state.isRaised
    }
  }

  /// Returns at once when it is raised already, else when it is, the time is over or the task is cancelled.
  /// - Returns: whether it is raised.
  func wait(atMost limit: Duration) async -> Bool {
    let (isRaised, next) = state.withLock { $0 }
    if isRaised { return true }
    // Cancellation ends the sleep, which is what is wanted.
    return await next.running { try? await Task.sleep(for: limit) } == nil
  }
}
