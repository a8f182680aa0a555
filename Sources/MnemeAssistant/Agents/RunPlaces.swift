import Synchronization

/// A bounded number of things that run at once; whoever finds none free waits, in order.
final class RunPlaces: Sendable {
  private struct State {
    var free: Int
    var waiting: [AsyncStream<Void>.Continuation] = []
  }

  private let state: Mutex<State>

  init(_ count: Int) { state = Mutex(State(free: count)) }

  /// Returns when there is a place, or when the task is cancelled; `leave` follows in both cases.
  func enter() async {
    let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let isFree = state.withLock { state -> Bool in
      if state.free > 0 {
        state.free -= 1
        return true
      }
      state.waiting.append(continuation)
      return false
    }
    if isFree { return }
    for await _ in stream { return }
  }

  func leave() {
    let next = state.withLock { state -> AsyncStream<Void>.Continuation? in
      if state.waiting.isEmpty {
        state.free += 1
        return nil
      }
      return state.waiting.removeFirst()
    }
    next?.yield()
  }
}
