import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Waits for one child and takes it off the system's list.
final class ProcessWatch: Sendable {
  typealias Waiter = @Sendable (RunningProcess.Ending?) -> Void

  private struct State {
    var ending: RunningProcess.Ending?
    var last = 0
    /// Each is called once, outside of the lock.
    var waiting: [Int: Waiter] = [:]
    /// Given up before they began to wait.
    var gone: Set<Int> = []
  }

  private let id: pid_t
  private let endsGroup: Bool
  private let state = Mutex(State())

  init(id: pid_t, endsGroup: Bool) {
    self.id = id
    self.endsGroup = endsGroup
  }

  var ending: RunningProcess.Ending? { state.withLock { $0.ending } }

  func signal(_ number: Int32) {
    state.withLock { state in
      guard state.ending == nil else { return }
      _ = kill(-id, number)
      // It may have left its own group; it is not told twice where it has not.
      if getpgid(id) != id { _ = kill(id, number) }
    }
  }

  /// For one wait.
  func token() -> Int {
    state.withLock { state in
      state.last += 1
      return state.last
    }
  }

  /// - Parameter body: told the end, or nil when the wait was given up.
  func wait(_ token: Int, _ body: @escaping Waiter) {
    let (isOver, ending) = state.withLock { state -> (Bool, RunningProcess.Ending?) in
      if state.gone.remove(token) != nil || state.ending != nil { return (true, state.ending) }
      state.waiting[token] = body
      return (false, nil)
    }
    if isOver { body(ending) }
  }

  func giveUp(_ token: Int) {
    let body = state.withLock { state -> Waiter? in
      if let body = state.waiting.removeValue(forKey: token) { return body }
      if state.ending == nil { state.gone.insert(token) }
      return nil
    }
    body?(nil)
  }

  /// Blocks until the end of the child; on a thread of its own, once.
  func wait() {
    var information = siginfo_t()
    // It stays on the system's list, and its number its own, until it is taken off below.
    var isThere = waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) == 0
    while !isThere, errno == EINTR { isThere = waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) == 0 }
    let (waiting, ending) = state.withLock { state -> ([Waiter], RunningProcess.Ending) in
      // Where somebody else took it off, nobody knows how it ended, which is no success, and its number may be another's.
      var ending = RunningProcess.Ending.signalled(SIGKILL)
      if isThere {
        if endsGroup { _ = kill(-id, SIGKILL) }
        var word: Int32 = 0
        var taken = waitpid(id, &word, 0)
        while taken != id, errno == EINTR { taken = waitpid(id, &word, 0) }
        let signal = word & 0x7F
        if taken == id { ending = signal == 0 ? .exited((word >> 8) & 0xFF) : .signalled(signal) }
      }
      state.ending = ending
      defer { (state.waiting, state.gone) = ([:], []) }
      return (Array(state.waiting.values), ending)
    }
    for body in waiting { body(ending) }
  }
}
