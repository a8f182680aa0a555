package import MnemeCore
import Synchronization

/// M0: the newest events of all spaces, and their fan-out.
///
/// One lock orders the events; publishing takes it once, copies nothing and never waits for a reader. One ring serves all
/// spaces, so a busy space shortens the history of the others, not their live streams.
package final class EventBuffer: EventFeed {
  private struct State {
    var ring: EventRing
    var subscribers: [Subscriber] = []
    var nextSubscriber = 0
    var lostBySubscribers: UInt64 = 0
    var finished = false
  }

  private struct Subscriber {
    let id: Int
    let mailbox: EventMailbox
  }

  /// Ends a subscription when the stream that holds it is gone.
  private final class Subscription: Sendable {
    let id: Int
    let mailbox: EventMailbox
    let buffer: EventBuffer

    init(id: Int, mailbox: EventMailbox, buffer: EventBuffer) {
      self.id = id
      self.mailbox = mailbox
      self.buffer = buffer
    }

    func end() {
      buffer.remove(id)
      mailbox.close()
    }

    deinit { end() }
  }

  private let clock: any WallClock
  private let subscriberCapacity: Int
  private let state: Mutex<State>

  /// - Parameters:
  ///   - capacity: events kept, 1 or more.
  ///   - subscriberCapacity: unread events kept for each subscriber besides its replay, 1 or more.
  ///   - firstSequence: nil takes the microseconds since 1970, so that sequences ascend from one run of the program to the
  ///     next and a client that resumes after a restart is told what it missed. They stay below 2^53.
  package init(
    capacity: Int = 1000, subscriberCapacity: Int = 256, clock: any WallClock = SystemClock(),
    firstSequence: UInt64? = nil
  ) {
    self.clock = clock
    self.subscriberCapacity = subscriberCapacity
    let first = firstSequence ?? UInt64(max(1, clock.now().milliseconds)) * 1000
    state = Mutex(State(ring: EventRing(capacity: capacity, first: first)))
  }

  @discardableResult
  package func publish(_ payload: MemoryEvent.Payload, in space: SpaceID) -> UInt64 {
    let (sequence, subscribers) = state.withLock { state in
      // The clock is read under the lock, so times ascend with the sequences.
      let event = MemoryEvent(sequence: state.ring.next, time: clock.now(), space: space, payload: payload)
      state.ring.push(event)
      for subscriber in state.subscribers where subscriber.mailbox.space == nil || subscriber.mailbox.space == space {
        if !subscriber.mailbox.offer(event) { state.lostBySubscribers += 1 }
      }
      return (event.sequence, state.subscribers)
    }
    for subscriber in subscribers { subscriber.mailbox.wake() }
    return sequence
  }

  package func subscribe(to space: SpaceID?, after sequence: UInt64?) -> AsyncStream<EventDelivery> {
    let subscription = state.withLock { state in
      let (gap, replay) = Self.replay(&state.ring, after: sequence, in: space)
      let mailbox = EventMailbox(space: space, capacity: subscriberCapacity, gap: gap, replay: replay)
      let id = state.nextSubscriber
      state.nextSubscriber += 1
      if state.finished { mailbox.finish() } else { state.subscribers.append(Subscriber(id: id, mailbox: mailbox)) }
      return Subscription(id: id, mailbox: mailbox, buffer: self)
    }
    return AsyncStream {
      await subscription.mailbox.next()
    } onCancel: { [weak subscription] in
      subscription?.end()
    }
  }

  package func recent(_ limit: Int, of kind: MemoryEvent.Kind? = nil, in space: SpaceID? = nil) -> [MemoryEvent] {
    state.withLock { $0.ring.recent(limit, of: kind, in: space) }
  }

  package var statistics: EventStatistics {
    state.withLock { state in
      EventStatistics(
        held: state.ring.held, capacity: state.ring.capacity, totalPushed: state.ring.totalPushed,
        totalDropped: state.ring.totalDropped, subscribers: state.subscribers.count,
        lostBySubscribers: state.lostBySubscribers)
    }
  }

  /// Events read by `recent` and by replays so far: the proof that a look back reads only what it returns.
  package var touched: UInt64 { state.withLock { $0.ring.touched } }

  /// Forgets the events kept; counters, sequences and subscribers stay.
  package func clear() {
    state.withLock { $0.ring.clear() }
  }

  /// Ends every stream once its reader has read what is there, and every later one likewise; for shutdown.
  package func finish() {
    let subscribers = state.withLock { state in
      state.finished = true
      defer { state.subscribers = [] }
      return state.subscribers
    }
    for subscriber in subscribers { subscriber.mailbox.finish() }
  }

  private func remove(_ id: Int) {
    state.withLock { state in
      if let index = state.subscribers.firstIndex(where: { $0.id == id }) { state.subscribers.remove(at: index) }
    }
  }

  private static func replay(_ ring: inout EventRing, after sequence: UInt64?, in space: SpaceID?)
    -> (EventGap?, [MemoryEvent])
  {
    guard let sequence else { return (nil, []) }
    // A sequence from the future was given out before the clock was set back: all that is kept is news.
    let isKnown = sequence < ring.next
    let isComplete = isKnown && sequence + 1 >= ring.oldest
    let gap = isComplete ? nil : EventGap(missed: nil, through: ring.oldest - 1)
    return (gap, ring.events(after: isKnown ? sequence : 0, in: space))
  }
}
