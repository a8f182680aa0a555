import Foundation
import MnemeCore

/// Increments that the store does not have yet.
struct PendingAccesses {
  private struct Owner: Hashable {
    let space: SpaceID
    let key: ItemKey
  }

  private struct Hour: Hashable {
    let space: SpaceID
    let hour: Int
  }

  struct Item {
    var weight: DecayedWeight
    var total: Int
    var lastAccess: Date
    /// In the order they came, each once.
    var channels: [String]
  }

  private var items: [Owner: Item] = [:]
  private var hours: [Hour: DecayedWeight] = [:]

  var itemCount: Int { items.count }
  var isEmpty: Bool { items.isEmpty && hours.isEmpty }

  /// - Parameter limit: items that may be pending; false when this one would be one too many.
  mutating func add(_ item: Item, to key: ItemKey, in space: SpaceID, limit: Int) -> Bool {
    let owner = Owner(space: space, key: key)
    guard var sum = items[owner] else {
      guard items.count < limit else { return false }
      items[owner] = item
      return true
    }
    sum.weight += item.weight
    sum.total += item.total
    sum.lastAccess = max(sum.lastAccess, item.lastAccess)
    for channel in item.channels where !sum.channels.contains(channel) { sum.channels.append(channel) }
    items[owner] = sum
    return true
  }

  mutating func add(_ weight: DecayedWeight, toHour hour: Int, in space: SpaceID) {
    hours[Hour(space: space, hour: hour), default: .zero] += weight
  }

  /// Takes back what could not be written.
  mutating func merge(_ other: PendingAccesses) {
    for (owner, item) in other.items { _ = add(item, to: owner.key, in: owner.space, limit: .max) }
    for (hour, weight) in other.hours { hours[hour, default: .zero] += weight }
  }

  mutating func remove(_ keys: some Sequence<ItemKey>, in space: SpaceID) {
    for key in keys { items[Owner(space: space, key: key)] = nil }
  }

  mutating func remove(_ space: SpaceID) {
    items = items.filter { $0.key.space != space }
    hours = hours.filter { $0.key.space != space }
  }

  /// Adds what is pending of a space to counters that came from the store.
  func apply(to counters: inout SpaceAccessCounters, of space: SpaceID) {
    // In a fixed order, so that equal stores make equal memories.
    for (owner, item) in items.filter({ $0.key.space == space }).sorted(by: { Self.precedes($0.key, $1.key) }) {
      counters.add(
        item.weight, total: item.total, lastAccess: item.lastAccess, channels: item.channels, to: owner.key)
    }
    for (hour, weight) in hours where hour.space == space { counters.add(weight, toHour: hour.hour) }
  }

  /// Everything pending as of `at`, ordered by space, source and ordinal.
  func batch(at: Date, settings: MetaMemorySettings) -> AccessBatch {
    AccessBatch(
      at: at, itemHalfLife: settings.itemHalfLife, hourHalfLife: settings.hourHalfLife,
      items: items.sorted { Self.precedes($0.key, $1.key) }.map { owner, item in
        ItemAccessDelta(
          space: owner.space, key: owner.key,
          count: Self.positive(item.weight.count(at: at, halfLife: settings.itemHalfLife)),
          total: item.total, lastAccess: item.lastAccess, channels: item.channels)
      },
      hours: hours.sorted { ($0.key.space.rawValue, $0.key.hour) < ($1.key.space.rawValue, $1.key.hour) }
        .map { hour, weight in
          HourAccessDelta(
            space: hour.space, hour: hour.hour,
            count: Self.positive(weight.count(at: at, halfLife: settings.hourHalfLife)))
        })
  }

  /// What waited for a thousand half-lives underflows; the store is promised a positive number.
  private static func positive(_ count: Double) -> Double { max(count, .leastNormalMagnitude) }

  private static func precedes(_ a: Owner, _ b: Owner) -> Bool {
    if a.space != b.space { return a.space.rawValue < b.space.rawValue }
    if a.key.source != b.key.source { return a.key.source == .message }
    return a.key.ordinal < b.key.ordinal
  }
}
