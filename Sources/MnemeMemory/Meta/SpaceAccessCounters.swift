package import Foundation
package import MnemeCore

/// The counters of one space in memory: items, their channels, the hot set and the hours of the day.
struct SpaceAccessCounters {
  private struct Entry {
    var weight = DecayedWeight.zero
    var total = 0
    var lastAccess = Date.distantPast
    /// One bit for each of `channels`.
    var channelBits: UInt64 = 0
  }

  /// Bits of `Entry.channelBits`: channels beyond the 64th of a space do not count as distinct.
  private static let channelLimit = 64

  private let settings: MetaMemorySettings
  private var entries: [ItemKey: Entry] = [:]
  private var channelIndexes: [String: Int] = [:]
  private var hot: HotItems
  private(set) var hours = [DecayedWeight](repeating: .zero, count: 24)

  init(settings: MetaMemorySettings) {
    self.settings = settings
    // Twice what is asked for, so that removals seldom need a rebuild.
    hot = HotItems(capacity: 2 * max(1, settings.hotItems))
  }

  var trackedItems: Int { entries.count }
  /// Distinct channels seen in the space; kept, not computed.
  var channelCount: Int { channelIndexes.count }

  // MARK: Growing

  /// - Returns: whether the channel is new to the item.
  @discardableResult
  mutating func add(
    _ weight: DecayedWeight, total: Int, lastAccess: Date, channels: some Sequence<String>, to key: ItemKey
  )
    -> Bool
  {
    var entry = entries[key] ?? Entry()
    entry.weight += weight
    entry.total += total
    entry.lastAccess = max(entry.lastAccess, lastAccess)
    let known = entry.channelBits
    for channel in channels where entry.channelBits.nonzeroBitCount < AccessLimits.channelsPerItem {
      if let index = index(of: channel) { entry.channelBits |= 1 << UInt64(index) }
    }
    entries[key] = entry
    hot.grow(key, to: entry.weight, tracked: entries.count)
    if entries.count > settings.itemsPerSpace + settings.itemsPerSpace / 4 { dropColdest() }
    return entry.channelBits != known
  }

  mutating func add(_ weight: DecayedWeight, toHour hour: Int) {
    hours[hour] += weight
  }

  mutating func remove(_ keys: some Sequence<ItemKey>) {
    var mustRebuild = false
    for key in keys where entries.removeValue(forKey: key) != nil {
      if hot.remove(key, tracked: entries.count, needed: settings.hotItems) { mustRebuild = true }
    }
    if mustRebuild {
      hot.rebuild(from: entries.lazy.map { HotItems.Item(key: $0.key, weight: $0.value.weight) })
    }
  }

  private mutating func index(of channel: String) -> Int? {
    if let index = channelIndexes[channel] { return index }
    guard channelIndexes.count < Self.channelLimit else { return nil }
    let index = channelIndexes.count
    channelIndexes[channel] = index
    return index
  }

  /// Cuts back to the bound. The hottest stay, so the hot set stays right.
  private mutating func dropColdest() {
    let ordered = entries.map { HotItems.Item(key: $0.key, weight: $0.value.weight) }.sorted { $0.precedes($1) }
    for item in ordered.dropFirst(max(settings.itemsPerSpace, hot.capacity)) { entries[item.key] = nil }
  }

  // MARK: Reading

  func usage(of key: ItemKey, at now: Date) -> ItemUsage {
    guard let entry = entries[key] else { return .none }
    return ItemUsage(
      // A clock set back must not make more of an item than was counted.
      count: min(entry.weight.count(at: now, halfLife: settings.itemHalfLife), Double(entry.total)),
      total: entry.total, lastAccess: entry.lastAccess, channels: entry.channelBits.nonzeroBitCount)
  }

  /// Best first.
  func hottest(_ limit: Int, at now: Date) -> [HotItem] {
    hot.items.prefix(max(0, min(limit, settings.hotItems))).map { item in
      HotItem(key: item.key, count: usage(of: item.key, at: now).count)
    }
  }
}

/// How an item was used so far.
package struct ItemUsage: Sendable, Hashable {
  /// Accesses, each halved every half-life since; 0 or more.
  package let count: Double
  /// Accesses without decay.
  package let total: Int
  package let lastAccess: Date?
  /// Distinct channels it was recalled on, at most `AccessLimits.channelsPerItem`.
  package let channels: Int

  package init(count: Double, total: Int, lastAccess: Date?, channels: Int) {
    self.count = count
    self.total = total
    self.lastAccess = lastAccess
    self.channels = channels
  }

  /// Never recalled.
  package static let none = ItemUsage(count: 0, total: 0, lastAccess: nil, channels: 0)
}

package struct HotItem: Sendable, Hashable {
  package let key: ItemKey
  /// Decayed count.
  package let count: Double

  package init(key: ItemKey, count: Double) {
    self.key = key
    self.count = count
  }
}
