import Foundation
import Synchronization
import UnixSignals

/// Ctrl-C of a person who talks: it stops an answer, never the program.
final class Interrupts: Sendable {
  private struct State {
    var next = 0
    var waiters: [Int: AsyncStream<Void>.Continuation] = [:]
  }

  private let state = Mutex(State())

  /// From the return on the signals are ours.
  static func trap() async -> UnixSignalsSequence { await UnixSignalsSequence(trapping: .sigint, .sigterm) }

  /// Listens until the task is cancelled. A signal that asks the program to end calls `ending` first.
  func run(_ signals: UnixSignalsSequence, ending: @Sendable () -> Void) async {
    for await signal in signals {
      if signal == .sigterm {
        ending()
        exit(143)
      }
      fire()
    }
  }

  func fire() {
    let waiters = state.withLock { state -> [AsyncStream<Void>.Continuation] in
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in waiters {
      waiter.yield()
      waiter.finish()
    }
  }

  /// Returns at the next one, or when the task is cancelled.
  func wait() async {
    let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let key = state.withLock { state -> Int in
      state.next += 1
      state.waiters[state.next] = continuation
      return state.next
    }
    defer { state.withLock { _ = $0.waiters.removeValue(forKey: key) } }
    for await _ in stream { return }
  }
}
