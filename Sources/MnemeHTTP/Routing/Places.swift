import Synchronization

/// A bounded number of places for something that may run only so often at once.
final class Places: Sendable {
  private struct State {
    var taken = 0
    var waiters: [AsyncStream<Void>.Continuation] = []
  }

  private let state = Mutex(State())

  /// Places that are taken.
  var count: Int { state.withLock { $0.taken } }

  /// Returns when no place is taken, or when the task is cancelled.
  func emptied() async {
    let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let isEmpty = state.withLock { state -> Bool in
      if state.taken == 0 { return true }
      state.waiters.append(continuation)
      return false
    }
    if isEmpty { return }
    for await _ in stream { return }
  }

  /// - Returns: nil when `limit` are taken.
  func take(limit: Int) -> Place? {
    let isFree = state.withLock { state -> Bool in
      guard state.taken < limit else { return false }
      state.taken += 1
      return true
    }
    return isFree ? Place(self) : nil
  }

  fileprivate func giveBack() {
    let waiters = state.withLock { state -> [AsyncStream<Void>.Continuation] in
      state.taken -= 1
      guard state.taken == 0 else { return [] }
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.yield() }
  }
}

/// One place taken; given back by `release()` or with the last reference.
final class Place: Sendable {
  private let places: Places
  private let held = Mutex(true)

  fileprivate init(_ places: Places) { self.places = places }

  func release() {
    let was = held.withLock { held in
      defer { held = false }
      return held
    }
    if was { places.giveBack() }
  }

  deinit { release() }
}
