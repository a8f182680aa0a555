package import Foundation

/// Keeps how often and when the items of a space were recalled: exponentially decayed counters that are only ever added
/// to, so that several writers and a late flush cannot undo each other.
///
/// A decayed count is a pair of a value and the time it holds for: `count` at `countedAt` is worth
/// `count · 2^(-(t - countedAt) / halfLife)` at a later `t`. Two counts are added at the later of their times:
///
///     at'    = max(at, batch.at)
///     count' = count · 2^(-(at' - at) / h) + delta · 2^(-(at' - batch.at) / h)
///
/// which is associative, commutative and needs no sweep (forward decay: Cormode, Shkapenyuk, Srivastava and Xu, 2009). In
/// SQL it is one upsert for all rows, with `pow`, `max` and the excluded row. Items keep their order under it: of two counts,
/// the one with the greater `log2(count) + countedAt / halfLife` is the greater at any time.
package protocol AccessStore: Sendable {
  /// Adds a whole batch in one transaction, with one statement for each of its lists whatever their length.
  ///
  /// Items that do not exist any more are skipped. Applying a batch twice counts it twice; callers repeat one only after
  /// a failure.
  func add(_ batch: AccessBatch) async throws(MnemeError)

  /// What is kept of one space, in one read: at most `limit` items, those with the greatest decayed counts, greatest first,
  /// equal ones by source (messages first), then ordinal, both ascending; and its hours.
  /// - Parameter halfLife: seconds, of item counts.
  func accesses(in space: SpaceID, limit: Int, halfLife: Double) async throws(MnemeError) -> SpaceAccesses

  /// Removes the counters of forgotten items; unknown ones are no error.
  func removeAccesses(of items: [ItemKey], in space: SpaceID) async throws(MnemeError)

  /// Removes everything kept of a space.
  func removeAccesses(of space: SpaceID) async throws(MnemeError)
}

/// Increments to be added together.
package struct AccessBatch: Sendable, Hashable {
  /// The time all counts below hold for; milliseconds precision.
  package let at: Date
  /// Seconds until a count of an item has halved, more than 0.
  package let itemHalfLife: Double
  /// Seconds until a count of an hour has halved, more than 0.
  package let hourHalfLife: Double
  /// One for each item at most.
  package let items: [ItemAccessDelta]
  /// One for each space and hour at most.
  package let hours: [HourAccessDelta]

  package init(
    at: Date, itemHalfLife: Double, hourHalfLife: Double, items: [ItemAccessDelta], hours: [HourAccessDelta]
  ) {
    self.at = at
    self.itemHalfLife = itemHalfLife
    self.hourHalfLife = hourHalfLife
    self.items = items
    self.hours = hours
  }
}

/// What is to be added to one item.
package struct ItemAccessDelta: Sendable, Hashable {
  package let space: SpaceID
  package let key: ItemKey
  /// Decayed count at the batch's time, more than 0.
  package let count: Double
  /// Accesses without decay, 1 or more; added.
  package let total: Int
  /// The stored value becomes the later of the two.
  package let lastAccess: Date
  /// Channels that join the item's, each once; usually none. A store may drop those beyond `AccessLimits.channelsPerItem`.
  package let channels: [String]

  package init(space: SpaceID, key: ItemKey, count: Double, total: Int, lastAccess: Date, channels: [String]) {
    self.space = space
    self.key = key
    self.count = count
    self.total = total
    self.lastAccess = lastAccess
    self.channels = channels
  }
}

/// What is to be added to one hour of the day.
package struct HourAccessDelta: Sendable, Hashable {
  package let space: SpaceID
  /// 0…23, in the owner's time zone.
  package let hour: Int
  /// Decayed count at the batch's time, more than 0.
  package let count: Double

  package init(space: SpaceID, hour: Int, count: Double) {
    self.space = space
    self.hour = hour
    self.count = count
  }
}

/// Everything a store keeps of one space.
package struct SpaceAccesses: Sendable, Hashable {
  package let items: [ItemAccess]
  /// Hours that have a count, ascending.
  package let hours: [HourAccess]

  package init(items: [ItemAccess], hours: [HourAccess]) {
    self.items = items
    self.hours = hours
  }
}

package struct ItemAccess: Sendable, Hashable {
  package let key: ItemKey
  package let count: Double
  package let countedAt: Date
  package let total: Int
  package let lastAccess: Date
  /// Ascending, at most `AccessLimits.channelsPerItem`.
  package let channels: [String]

  package init(
    key: ItemKey, count: Double, countedAt: Date, total: Int, lastAccess: Date, channels: [String]
  ) {
    self.key = key
    self.count = count
    self.countedAt = countedAt
    self.total = total
    self.lastAccess = lastAccess
    self.channels = channels
  }
}

package struct HourAccess: Sendable, Hashable {
  /// 0…23, in the owner's time zone.
  package let hour: Int
  package let count: Double
  package let countedAt: Date

  package init(hour: Int, count: Double, countedAt: Date) {
    self.hour = hour
    self.count = count
    self.countedAt = countedAt
  }
}

package enum AccessLimits {
  /// Distinct channels remembered of one item.
  package static let channelsPerItem = 16
}
