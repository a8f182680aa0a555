package import Foundation
package import Logging
package import MnemeCore
import Synchronization

/// M5.3: how often, when and on which channels the items of each space are recalled.
///
/// Recording is synchronous and cheap and needs no store. Counters of a space are read from the store when they are first
/// asked for, in one read, and then kept in memory; what is recorded goes to the store in batches, one call for each
/// (write-behind). A killed process loses what is pending, at most `flushCount` items or `flushSeconds`; a failed
/// write loses nothing. Text never gets here.
package final class MetaMemory: Sendable {
  struct State {
    var spaces: [SpaceID: LoadedSpace] = [:]
    var uses: UInt64 = 0
    var pending = PendingAccesses()
    var lastFlush: Date
    /// After a failed write, not before this.
    var retryAt: Date?
    var failuresInRow = 0
    /// Last event that was recorded, so that a new listener neither repeats nor skips one.
    var lastEvent: UInt64 = 0
    var counts = Counts()
  }

  struct LoadedSpace {
    var counters: SpaceAccessCounters
    var lastUse: UInt64
  }

  struct Counts {
    var accesses = 0
    var uncounted = 0
    var missedEvents = 0
    var loads = 0
    var flushes = 0
    var failedFlushes = 0
  }

  let store: any AccessStore
  let settings: MetaMemorySettings
  let clock: any WallClock
  let timeZone: TimeZone
  let logger: Logger
  let state: Mutex<State>
  /// One store call at a time, so that a read sees either all or nothing of a write.
  let storeCalls = AsyncLock()
  /// Something is due to be written.
  let due = WorkSignal()

  /// - Parameter timeZone: the owner's, for the hours of the day.
  package init(
    store: any AccessStore, settings: MetaMemorySettings = MetaMemorySettings(), clock: any WallClock = SystemClock(),
    timeZone: TimeZone = .current, logger: Logger
  ) {
    self.store = store
    self.settings = settings
    self.clock = clock
    self.timeZone = timeZone
    self.logger = logger
    state = Mutex(State(lastFlush: clock.now()))
  }

  // MARK: Recording

  /// Counts one recall: each item once, its channel and the hour. Nothing is awaited; see `isFlushDue`.
  /// - Parameters:
  ///   - items: what was returned, best first.
  ///   - time: nil takes the clock.
  package func record(_ items: [ItemKey], channel: String, in space: SpaceID, at time: Date? = nil) {
    let time = time ?? clock.now()
    let channel = String(channel.unicodeScalars.prefix(Limits.nameCharacters))
    let hour = hour(of: time)
    let itemWeight = DecayedWeight(at: time, halfLife: settings.itemHalfLife)
    let hourWeight = DecayedWeight(at: time, halfLife: settings.hourHalfLife)
    var seen = Set<ItemKey>(minimumCapacity: items.count)
    let distinct = items.filter { seen.insert($0).inserted }
    state.withLock { state in
      state.counts.accesses += 1
      for key in distinct {
        // A channel that the store is known to have is not written again.
        let isNew =
          state.spaces[space]?.counters.add(
            itemWeight, total: 1, lastAccess: time, channels: CollectionOfOne(channel), to: key) ?? true
        let delta = PendingAccesses.Item(
          weight: itemWeight, total: 1, lastAccess: time, channels: isNew ? [channel] : [])
        if !state.pending.add(delta, to: key, in: space, limit: settings.pendingItems) { state.counts.uncounted += 1 }
      }
      state.spaces[space]?.counters.add(hourWeight, toHour: hour)
      state.pending.add(hourWeight, toHour: hour, in: space)
    }
  }

  private func hour(of time: Date) -> Int {
    let seconds = Int(time.timeIntervalSince1970.rounded(.down)) + timeZone.secondsFromGMT(for: time)
    let ofDay = seconds % 86_400
    return (ofDay < 0 ? ofDay + 86_400 : ofDay) / 3600
  }

  // MARK: Reading

  /// In the order asked; `.none` for items never recalled. O(`items`).
  package func usage(of items: [ItemKey], in space: SpaceID) async throws(MnemeError) -> [ItemUsage] {
    let now = clock.now()
    return try await reading(space) { counters in items.map { counters.usage(of: $0, at: now) } }
  }

  /// The items with the greatest decayed counts, best first, at most `MetaMemorySettings.hotItems`. O(`limit`).
  package func hottest(_ limit: Int, in space: SpaceID) async throws(MnemeError) -> [HotItem] {
    let now = clock.now()
    return try await reading(space) { $0.hottest(limit, at: now) }
  }

  /// The hours in which the space is used more than usual; nil where none stands out.
  package func circadian(of space: SpaceID) async throws(MnemeError) -> CircadianProfile? {
    CircadianProfile(
      rates: try await hourlyProfile(of: space), secondsFromUTC: timeZone.secondsFromGMT(for: clock.now()))
  }

  /// 24 decayed counts of recalls by hour of the owner's day.
  package func hourlyProfile(of space: SpaceID) async throws(MnemeError) -> [Double] {
    let now = clock.now()
    return try await reading(space) { [settings] counters in
      counters.hours.map { $0.count(at: now, halfLife: settings.hourHalfLife) }
    }
  }

  /// Items tracked in memory and distinct channels of the space.
  package func summary(of space: SpaceID) async throws(MnemeError) -> MetaMemorySummary {
    try await reading(space) { MetaMemorySummary(trackedItems: $0.trackedItems, channels: $0.channelCount) }
  }

  package var statistics: MetaMemoryStatistics {
    state.withLock { state in
      MetaMemoryStatistics(
        accesses: state.counts.accesses, uncounted: state.counts.uncounted, missedEvents: state.counts.missedEvents,
        loadedSpaces: state.spaces.count, pendingItems: state.pending.itemCount, loads: state.counts.loads,
        flushes: state.counts.flushes, failedFlushes: state.counts.failedFlushes)
    }
  }
}

/// What meta memory knows of one space.
package struct MetaMemorySummary: Sendable, Hashable {
  package let trackedItems: Int
  package let channels: Int

  package init(trackedItems: Int, channels: Int) {
    self.trackedItems = trackedItems
    self.channels = channels
  }
}

/// Counters of a meta memory since it was made.
package struct MetaMemoryStatistics: Sendable, Hashable {
  /// Recalls recorded.
  package let accesses: Int
  /// Items not counted because too many were waiting to be written.
  package let uncounted: Int
  /// Events that the listener lost.
  package let missedEvents: Int
  package let loadedSpaces: Int
  package let pendingItems: Int
  /// Reads of a space from the store.
  package let loads: Int
  package let flushes: Int
  package let failedFlushes: Int

  package init(
    accesses: Int, uncounted: Int, missedEvents: Int, loadedSpaces: Int, pendingItems: Int, loads: Int, flushes: Int,
    failedFlushes: Int
  ) {
    self.accesses = accesses
    self.uncounted = uncounted
    self.missedEvents = missedEvents
    self.loadedSpaces = loadedSpaces
    self.pendingItems = pendingItems
    self.loads = loads
    self.flushes = flushes
    self.failedFlushes = failedFlushes
  }
}
