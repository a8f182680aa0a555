import MnemeCore
import Synchronization

/// Lets the turns of one conversation follow one another, in the order in which they came.
///
/// A turn that hangs holds the others up for `hold` at most; then the next one begins beside it.
final class TurnLanes: Sendable {
  struct Key: Hashable, Sendable {
    let space: SpaceID
    let session: String
  }

  private struct Queue {
    var running = 0
    var waiting: [(number: Int, go: AsyncStream<Void>.Continuation)] = []
  }

  private struct State {
    var queues: [Key: Queue] = [:]
    var numbers = 0
    var overtaken = 0
  }

  /// Turns of one conversation at once.
  private let width: Int
  private let hold: Duration
  private let state = Mutex(State())

  init(width: Int, hold: Duration = .seconds(60)) {
    self.width = width
    self.hold = hold
  }

  /// Turns that wait, and those that began because the one before took too long, since the start.
  var counts: (waiting: Int, overtaken: Int) {
    state.withLock { state in (state.queues.values.reduce(0) { $0 + $1.waiting.count }, state.overtaken) }
  }

  /// Nil when another turn of the conversation runs.
  func enterAtOnce(_ key: Key) -> TurnLane? {
    let isFree = state.withLock { state in
      guard state.queues[key, default: Queue()].running < width else { return false }
      state.queues[key, default: Queue()].running += 1
      return true
    }
    return isFree ? TurnLane(self, key) : nil
  }

  /// Returns when it is this turn's turn.
  func enter(_ key: Key) async -> TurnLane {
    if let lane = enterAtOnce(key) { return lane }
    let (stream, go) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let number = state.withLock { state in
      state.numbers += 1
      // The last one may have left meanwhile.
      if state.queues[key, default: Queue()].running < width {
        state.queues[key, default: Queue()].running += 1
        go.yield()
      } else {
        state.queues[key]?.waiting.append((state.numbers, go))
      }
      return state.numbers
    }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { for await _ in stream { return } }
      // Ends by cancellation, which it reports by throwing.
      group.addTask { [hold] in try? await Task.sleep(for: hold) }
      await group.next()
      group.cancelAll()
    }
    state.withLock { state in
      // Whoever still waits was not let in: the time is over, or the client has left.
      guard let place = state.queues[key]?.waiting.firstIndex(where: { $0.number == number }) else { return }
      state.queues[key]?.waiting.remove(at: place)
      state.queues[key]?.running += 1
      state.overtaken += 1
    }
    return TurnLane(self, key)
  }

  fileprivate func leave(_ key: Key) {
    let next = state.withLock { state -> AsyncStream<Void>.Continuation? in
      guard var queue = state.queues[key] else { return nil }
      defer { state.queues[key] = queue.running == 0 ? nil : queue }
      if queue.running <= width, !queue.waiting.isEmpty { return queue.waiting.removeFirst().go }
      queue.running -= 1
      return nil
    }
    next?.yield()
  }
}

/// A turn's place in its lane, given back by `leave` or with the last reference.
final class TurnLane: Sendable {
  private let lanes: TurnLanes
  private let key: TurnLanes.Key
  private let held = Mutex(true)

  fileprivate init(_ lanes: TurnLanes, _ key: TurnLanes.Key) {
    self.lanes = lanes
    self.key = key
  }

  func leave() {
    let was = held.withLock { held in
      defer { held = false }
      return held
    }
    if was { lanes.leave(key) }
  }

  deinit { leave() }
}
