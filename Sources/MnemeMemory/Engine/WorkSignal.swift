import Synchronization

/// Tells a single worker that there is work, and callers that there is none.
///
/// The worker alternates `waitForWork` and a pass over the queue that it closes with `passEnded`. A signal given during
/// a pass makes the next `waitForWork` return at once, so no wake-up is lost.
final class WorkSignal: Sendable {
  private struct State {
    var signalled = true
    var idle = false
    var worker: CheckedContinuation<Void, Never>?
    var idlers: [Int: CheckedContinuation<Void, Never>] = [:]
    var nextIdler = 0
    var cancelledIdlers: Set<Int> = []
  }

  private let state = Mutex(State())

  /// There may be work.
  func signal() {
    let worker = state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.signalled = true
      state.idle = false
      defer { state.worker = nil }
      return state.worker
    }
    worker?.resume()
  }

  /// Returns when there may be work, after `timeout`, or when the task is cancelled.
  func waitForWork(timeout: Duration?) async {
    // The timer is a child of the caller and ends with this call.
    await withTaskGroup(of: Void.self) { group in
      if let timeout {
        group.addTask {
          // Cancellation means that work came first.
          try? await Task.sleep(for: timeout)
          if !Task.isCancelled { self.signal() }
        }
      }
      await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          let resume = state.withLock { state in
            if state.signalled || Task.isCancelled { return true }
            state.worker = continuation
            return false
          }
          if resume { continuation.resume() }
        }
      } onCancel: {
        self.signal()
      }
      state.withLock { $0.signalled = false }
      group.cancelAll()
    }
  }

  /// A pass found nothing more to do now.
  func passEnded() {
    let idlers = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      guard !state.signalled else { return [] }
      state.idle = true
      defer { state.idlers = [:] }
      return Array(state.idlers.values)
    }
    for idler in idlers { idler.resume() }
  }

  /// Returns when a pass that began after the last signal has ended, or when the task is cancelled.
  func waitUntilIdle() async {
    let ticket = state.withLock { state in
      state.nextIdler += 1
      return state.nextIdler
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let resume = state.withLock { state in
          if state.idle || state.cancelledIdlers.remove(ticket) != nil { return true }
          state.idlers[ticket] = continuation
          return false
        }
        if resume { continuation.resume() }
      }
    } onCancel: {
      let idler = state.withLock { state -> CheckedContinuation<Void, Never>? in
        if let idler = state.idlers.removeValue(forKey: ticket) { return idler }
        if !state.idle { state.cancelledIdlers.insert(ticket) }
        return nil
      }
      idler?.resume()
    }
    state.withLock { _ = $0.cancelledIdlers.remove(ticket) }
  }
}
