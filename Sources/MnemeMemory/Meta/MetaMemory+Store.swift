import Foundation
package import MnemeCore
import Synchronization

/// Between memory and store: lazy reads, batched writes, removal.
extension MetaMemory {
  /// Longest pause between tries to write while the store fails, and the first one; each failure doubles it.
  private static let longestRetry = 300.0
  private static let firstRetry = 5.0

  // MARK: Reading

  /// Runs `body` on the counters of a space, which are read from the store first when they are not in memory.
  func reading<T: Sendable>(_ space: SpaceID, _ body: (SpaceAccessCounters) -> sending T) async throws(MnemeError) -> T
  {
    while true {
      let result = state.withLock { state -> T? in
        guard state.spaces[space] != nil else { return nil }
        state.uses += 1
        state.spaces[space]?.lastUse = state.uses
        return state.spaces[space].map { body($0.counters) }
      }
      // Another space's load may have evicted this one in between; then it is read again.
      if let result { return result }
      try await load(space)
    }
  }

  private func load(_ space: SpaceID) async throws(MnemeError) {
    try await storeCalls.withLock { () async throws(MnemeError) in
      if state.withLock({ $0.spaces[space] != nil }) { return }
      let stored = try await store.accesses(
        in: space, limit: settings.itemsPerSpace, halfLife: settings.itemHalfLife)
      var counters = SpaceAccessCounters(settings: settings)
      for item in stored.items {
        counters.add(
          DecayedWeight(count: item.count, at: item.countedAt, halfLife: settings.itemHalfLife), total: item.total,
          lastAccess: item.lastAccess, channels: item.channels, to: item.key)
      }
      for hour in stored.hours where (0..<24).contains(hour.hour) {
        counters.add(
          DecayedWeight(count: hour.count, at: hour.countedAt, halfLife: settings.hourHalfLife), toHour: hour.hour)
      }
      state.withLock { [counters] state in
        // Nothing is being written while the lock is held, so the store has all but what is pending.
        var counters = counters
        state.pending.apply(to: &counters, of: space)
        state.uses += 1
        state.spaces[space] = LoadedSpace(counters: counters, lastUse: state.uses)
        state.counts.loads += 1
        while state.spaces.count > max(1, settings.loadedSpaces),
          let oldest = state.spaces.min(by: { $0.value.lastUse < $1.value.lastUse })
        {
          state.spaces[oldest.key] = nil
        }
      }
    }
  }

  // MARK: Writing

  /// Enough is pending, or it has been pending for long enough.
  package var isFlushDue: Bool {
    let now = clock.now()
    return state.withLock { state in
      if state.pending.isEmpty { return false }
      if let retryAt = state.retryAt, now < retryAt { return false }
      return state.pending.itemCount >= settings.flushCount
        || now.timeIntervalSince(state.lastFlush) >= settings.flushSeconds || state.retryAt != nil
    }
  }

  /// Writes when it is due.
  /// - Throws: what the store throws; everything stays pending and is due again after a growing pause.
  package func flushIfDue() async throws(MnemeError) {
    if isFlushDue { try await flush() }
  }

  /// Writes everything pending with one call to the store, none when nothing is pending.
  /// - Throws: what the store throws; everything stays pending.
  package func flush() async throws(MnemeError) {
    try await storeCalls.withLock { () async throws(MnemeError) in
      let taken = state.withLock { state -> PendingAccesses in
        defer { state.pending = PendingAccesses() }
        return state.pending
      }
      if taken.isEmpty { return }
      let now = Date(milliseconds: clock.now().milliseconds)
      do throws(MnemeError) {
        try await store.add(taken.batch(at: now, settings: settings))
      } catch {
        state.withLock { state in
          state.pending.merge(taken)
          state.counts.failedFlushes += 1
          let pause = Self.firstRetry * exp2(Double(min(state.failuresInRow, 10)))
          state.failuresInRow += 1
          state.retryAt = now.addingTimeInterval(min(pause, Self.longestRetry))
        }
        throw error
      }
      state.withLock { state in
        state.lastFlush = now
        state.retryAt = nil
        state.failuresInRow = 0
        state.counts.flushes += 1
      }
    }
  }

  // MARK: Forgetting

  /// Removes all trace of items that are being forgotten, in memory and in the store.
  package func remove(_ items: [ItemKey], in space: SpaceID) async throws(MnemeError) {
    try await storeCalls.withLock { () async throws(MnemeError) in
      let keys = Set(items)
      state.withLock { state in
        state.pending.remove(keys, in: space)
        state.spaces[space]?.counters.remove(items)
      }
      try await store.removeAccesses(of: items, in: space)
    }
  }

  /// Removes everything known of a space, in memory and in the store.
  package func remove(_ space: SpaceID) async throws(MnemeError) {
    try await storeCalls.withLock { () async throws(MnemeError) in
      state.withLock { state in
        state.pending.remove(space)
        state.spaces[space] = nil
      }
      try await store.removeAccesses(of: space)
    }
  }
}
