import MnemeCore
import Synchronization

/// What one subscriber has still to read: the replay it asked for, then the newest events since, bounded.
///
/// A writer never waits: when the box is full the oldest unread event gives way, and the reader finds a gap in its place.
final class EventMailbox: Sendable {
  private struct State {
    var replayGap: EventGap?
    var replay: [MemoryEvent]
    var replayPosition = 0
    /// Ring of unread live events.
    var events: [MemoryEvent] = []
    var head = 0
    var count = 0
    /// Live events that gave way since the last read gap.
    var lost = 0
    var lostThrough: UInt64 = 0
    var readers: [CheckedContinuation<EventDelivery?, Never>] = []
    var finished = false
  }

  let space: SpaceID?
  private let capacity: Int
  private let state: Mutex<State>

  /// - Parameter capacity: unread live events kept, 1 or more.
  init(space: SpaceID?, capacity: Int, gap: EventGap?, replay: [MemoryEvent]) {
    self.space = space
    self.capacity = max(1, capacity)
    state = Mutex(State(replayGap: gap, replay: replay))
  }

  /// Keeps the event without waking the reader, which `wake` does: the caller holds a lock that ordered the event.
  /// - Returns: false when an older event gave way to it.
  func offer(_ event: MemoryEvent) -> Bool {
    state.withLock { state in
      if state.finished { return true }
      guard state.count == capacity else {
        let index = (state.head + state.count) % capacity
        if index < state.events.count { state.events[index] = event } else { state.events.append(event) }
        state.count += 1
        return true
      }
      state.lost += 1
      state.lostThrough = state.events[state.head].sequence
      state.events[state.head] = event
      state.head = (state.head + 1) % capacity
      return false
    }
  }

  func wake() {
    while let (reader, delivery) = state.withLock({ state in
      Self.match(&state, capacity)
    }) {
      reader.resume(returning: delivery)
    }
  }

  /// The next delivery; nil when there will be none.
  func next() async -> EventDelivery? {
    await withCheckedContinuation { continuation in
      state.withLock { $0.readers.append(continuation) }
      wake()
    }
  }

  /// Nothing more will come; what is unread can still be read.
  func finish() {
    state.withLock { $0.finished = true }
    wake()
  }

  /// The reader is gone.
  func close() {
    state.withLock { state in
      state.finished = true
      state.replayGap = nil
      state.replay = []
      state.replayPosition = 0
      state.events = []
      state.head = 0
      state.count = 0
      state.lost = 0
    }
    wake()
  }

  private static func match(_ state: inout State, _ capacity: Int)
    -> (CheckedContinuation<EventDelivery?, Never>, EventDelivery?)?
  {
    guard !state.readers.isEmpty else { return nil }
    let delivery = take(&state, capacity)
    if delivery == nil, !state.finished { return nil }
    return (state.readers.removeFirst(), delivery)
  }

  private static func take(_ state: inout State, _ capacity: Int) -> EventDelivery? {
    if let gap = state.replayGap {
      state.replayGap = nil
      return .gap(gap)
    }
    if state.replayPosition < state.replay.count {
      let event = state.replay[state.replayPosition]
      state.replayPosition += 1
      if state.replayPosition == state.replay.count {
        state.replay = []
        state.replayPosition = 0
      }
      return .event(event)
    }
    if state.lost > 0 {
      defer { state.lost = 0 }
      return .gap(EventGap(missed: state.lost, through: state.lostThrough))
    }
    guard state.count > 0 else { return nil }
    let event = state.events[state.head]
    state.head = (state.head + 1) % capacity
    state.count -= 1
    return .event(event)
  }
}
