import Foundation
package import MnemeCore
import Synchronization

/// An `AccessStore` that keeps everything in memory, counts its calls and fails when told to.
package final class InMemoryAccessStore: AccessStore {
  package struct Calls: Sendable, Hashable {
    package var adds = 0
    package var reads = 0
    package var removals = 0
    /// Items and hours of all batches that were applied.
    package var rows = 0

    package init(adds: Int = 0, reads: Int = 0, removals: Int = 0, rows: Int = 0) {
      self.adds = adds
      self.reads = reads
      self.removals = removals
      self.rows = rows
    }
  }

  private struct Owner: Hashable {
    let space: SpaceID
    let key: ItemKey
  }

  private struct Hour: Hashable {
    let space: SpaceID
    let hour: Int
  }

  private struct State {
    var items: [Owner: ItemAccess] = [:]
    var hours: [Hour: HourAccess] = [:]
    var missing: Set<Owner> = []
    var calls = Calls()
    var failure: MnemeError?
  }

  private let state = Mutex(State())
  /// Awaited by every call before it does anything: lets a test hold one back.
  private let gate: (@Sendable () async -> Void)?

  package init(gate: (@Sendable () async -> Void)? = nil) { self.gate = gate }

  package var calls: Calls { state.withLock { $0.calls } }

  /// Every later call throws this; nil ends it.
  package func fail(with error: MnemeError?) { state.withLock { $0.failure = error } }

  /// From now on the item counts as one that does not exist.
  package func delete(_ key: ItemKey, in space: SpaceID) {
    state.withLock { state in
      let owner = Owner(space: space, key: key)
      state.missing.insert(owner)
      state.items[owner] = nil
    }
  }

  package func add(_ batch: AccessBatch) async throws(MnemeError) {
    await gate?()
    try enter { $0.adds += 1 }
    state.withLock { state in
      state.calls.rows += batch.items.count + batch.hours.count
      for delta in batch.items {
        let owner = Owner(space: delta.space, key: delta.key)
        if state.missing.contains(owner) { continue }
        let old = state.items[owner]
        let sum = Self.sum(
          old?.count, old?.countedAt, delta.count, batch.at, halfLife: batch.itemHalfLife)
        let channels = Set(old?.channels ?? []).union(delta.channels).sorted()
        state.items[owner] = ItemAccess(
          key: delta.key, count: sum.count, countedAt: sum.at, total: (old?.total ?? 0) + delta.total,
          lastAccess: max(old?.lastAccess ?? delta.lastAccess, delta.lastAccess),
          channels: Array(channels.prefix(AccessLimits.channelsPerItem)))
      }
      for delta in batch.hours {
        let owner = Hour(space: delta.space, hour: delta.hour)
        let old = state.hours[owner]
        let sum = Self.sum(
          old?.count, old?.countedAt, delta.count, batch.at, halfLife: batch.hourHalfLife)
        state.hours[owner] = HourAccess(hour: delta.hour, count: sum.count, countedAt: sum.at)
      }
    }
  }

  package func accesses(in space: SpaceID, limit: Int, halfLife: Double) async throws(MnemeError)
    -> SpaceAccesses
  {
    await gate?()
    try enter { $0.reads += 1 }
    return state.withLock { state in
      func weight(_ item: ItemAccess) -> Double {
        log2(item.count) + item.countedAt.timeIntervalSince1970 / halfLife
      }
      let items = state.items.filter { $0.key.space == space }.map(\.value).sorted { a, b in
        let (first, second) = (weight(a), weight(b))
        if first != second { return first > second }
        if a.key.source != b.key.source { return a.key.source == .message }
        return a.key.ordinal < b.key.ordinal
      }
      let hours = state.hours.filter { $0.key.space == space }.map(\.value).sorted { $0.hour < $1.hour }
      return SpaceAccesses(items: Array(items.prefix(limit)), hours: hours)
    }
  }

  package func removeAccesses(of items: [ItemKey], in space: SpaceID) async throws(MnemeError) {
    await gate?()
    try enter { $0.removals += 1 }
    state.withLock { state in
      for key in items { state.items[Owner(space: space, key: key)] = nil }
    }
  }

  package func removeAccesses(of space: SpaceID) async throws(MnemeError) {
    await gate?()
    try enter { $0.removals += 1 }
    state.withLock { state in
      state.items = state.items.filter { $0.key.space != space }
      state.hours = state.hours.filter { $0.key.space != space }
    }
  }

  private func enter(_ count: (inout Calls) -> Void) throws(MnemeError) {
    let failure = state.withLock { state in
      count(&state.calls)
      return state.failure
    }
    if let failure { throw failure }
  }

  /// The rule of `AccessStore`.
  private static func sum(
    _ count: Double?, _ countedAt: Date?, _ delta: Double, _ at: Date, halfLife: Double
  ) -> (count: Double, at: Date) {
    guard let count, let countedAt else { return (delta, at) }
    let later = max(countedAt, at)
    func decayed(_ value: Double, from time: Date) -> Double {
      value * exp2(-later.timeIntervalSince(time) / halfLife)
    }
    return (decayed(count, from: countedAt) + decayed(delta, from: at), later)
  }
}
