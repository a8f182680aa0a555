/// Where parts of the house tell what happened, and others listen: the event buffer as edges and meta memory see it.
///
/// Nothing here waits: publishing never blocks on a reader, and a reader that is too slow loses the oldest events it has
/// not read, which it is told by a gap.
package protocol EventFeed: Sendable {
  /// Stamps the event with the time and the next sequence, keeps it and hands it to every subscriber. O(1) in the events kept.
  /// - Returns: the event's sequence.
  @discardableResult
  func publish(_ payload: MemoryEvent.Payload, in space: SpaceID) -> UInt64

  /// Events of one space (nil: of all) from now on, in ascending sequence.
  ///
  /// With `sequence`, the last one the caller has seen, first what is kept of the events after it; a gap comes before
  /// them when some are kept no more, or when the sequence was never given out. The subscription is made when this returns
  /// and ends with the stream or the task that reads it.
  func subscribe(to space: SpaceID?, after sequence: UInt64?) -> AsyncStream<EventDelivery>

  /// The newest `limit` events kept, of one kind and one space where given, oldest first. O(`limit`).
  func recent(_ limit: Int, of kind: MemoryEvent.Kind?, in space: SpaceID?) -> [MemoryEvent]

  var statistics: EventStatistics { get }
}

/// What a subscriber receives.
package enum EventDelivery: Sendable, Hashable {
  case event(MemoryEvent)
  /// Events are missing here.
  case gap(EventGap)
}

package struct EventGap: Sendable, Hashable {
  /// How many events the subscriber lost; nil where nobody counted (it was away).
  package let missed: Int?
  /// Nothing later than this sequence is missing.
  package let through: UInt64

  package init(missed: Int?, through: UInt64) {
    self.missed = missed
    self.through = through
  }
}

/// Counters of an event buffer since it was made.
package struct EventStatistics: Sendable, Hashable, Codable {
  /// Events kept now, and how many can be.
  package let held: Int
  package let capacity: Int
  /// Events published.
  package let totalPushed: UInt64
  /// Events that gave way to newer ones.
  package let totalDropped: UInt64
  package let subscribers: Int
  /// Events that subscribers lost because they read too slowly, all subscribers together.
  package let lostBySubscribers: UInt64

  package init(
    held: Int, capacity: Int, totalPushed: UInt64, totalDropped: UInt64, subscribers: Int, lostBySubscribers: UInt64
  ) {
    self.held = held
    self.capacity = capacity
    self.totalPushed = totalPushed
    self.totalDropped = totalDropped
    self.subscribers = subscribers
    self.lostBySubscribers = lostBySubscribers
  }

  private enum CodingKeys: String, CodingKey {
    case held, capacity, subscribers
    case totalPushed = "total_pushed"
    case totalDropped = "total_dropped"
    case lostBySubscribers = "lost_by_subscribers"
  }
}
