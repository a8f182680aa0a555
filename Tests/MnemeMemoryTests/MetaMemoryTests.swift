import Foundation
import Logging
import MnemeCore
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeMemory

@Suite struct MetaMemoryTests {
  private let clock = ManualClock()
  private let store = InMemoryAccessStore()

  private func memory(
    _ store: InMemoryAccessStore? = nil, zone: TimeZone = .gmt, _ change: (inout MetaMemorySettings) -> Void = { _ in }
  ) -> MetaMemory {
    var settings = MetaMemorySettings()
    change(&settings)
    return MetaMemory(
      store: store ?? self.store, settings: settings, clock: clock, timeZone: zone, logger: Logger(label: "test"))
  }

  private static func keys(_ ordinals: some Sequence<Int64>) -> [ItemKey] { ordinals.map { ItemKey(.memory, $0) } }

  // MARK: Counting

  @Test func usageCountsDecaysAndRemembers() async throws {
    let meta = memory()
    meta.record(Self.keys([1, 2]), channel: "web", in: .me)
    clock.advance(by: 7 * 86_400)
    meta.record(Self.keys([1]), channel: "cli", in: .me)
    let usage = try await meta.usage(of: Self.keys([1, 2, 3]), in: .me)
    #expect(abs(usage[0].count - 1.5) < 1e-9)
    #expect(usage[0].total == 2 && usage[0].channels == 2 && usage[0].lastAccess == clock.now())
    #expect(abs(usage[1].count - 0.5) < 1e-9)
    #expect(usage[2] == .none)
    #expect(try await meta.hottest(10, in: .me).map(\.key) == Self.keys([1, 2]))
    #expect(try await meta.summary(of: .me) == MetaMemorySummary(trackedItems: 2, channels: 2))
  }

  @Test func anItemTwiceInOneRecallCountsOnce() async throws {
    let meta = memory()
    meta.record(Self.keys([1, 1, 1]), channel: "web", in: .me)
    #expect(try await meta.usage(of: Self.keys([1]), in: .me)[0].total == 1)
  }

  @Test func spacesDoNotShare() async throws {
    let meta = memory()
    let other = try SpaceID("other")
    meta.record(Self.keys([1]), channel: "web", in: .me)
    #expect(try await meta.usage(of: Self.keys([1]), in: other) == [.none])
    #expect(try await meta.hottest(10, in: other).isEmpty)
  }

  @Test func hoursAreThoseOfTheOwnersZone() async throws {
    // 2025-06-15 15:06 UTC is 00:06 the next day in Seoul.
    let seoul = try #require(TimeZone(identifier: "Asia/Seoul"))
    for (zone, hour) in [(TimeZone.gmt, 15), (seoul, 0)] {
      let meta = memory(InMemoryAccessStore(), zone: zone)
      meta.record([], channel: "web", in: .me)
      let profile = try await meta.hourlyProfile(of: .me)
      #expect(profile.count == 24)
      #expect(profile.indices.filter { profile[$0] > 0 } == [hour])
    }
  }

  @Test func aClockSetBackMakesNothingLarger() async throws {
    let meta = memory()
    meta.record(Self.keys([1]), channel: "web", in: .me)
    clock.advance(by: -400 * 86_400)
    #expect(try await meta.usage(of: Self.keys([1]), in: .me)[0].count == 1)
  }

  // MARK: Writing

  @Test func fiftyPendingItemsAreWrittenByOneCall() async throws {
    let meta = memory()
    for ordinal in 1...49 { meta.record(Self.keys([Int64(ordinal)]), channel: "web", in: .me) }
    try await meta.flushIfDue()
    #expect(store.calls.adds == 0)
    meta.record(Self.keys([50]), channel: "web", in: .me)
    try await meta.flushIfDue()
    #expect(store.calls == .init(adds: 1, rows: 51))
    try await meta.flushIfDue()
    try await meta.flush()
    #expect(store.calls.adds == 1, "nothing is pending")
  }

  @Test func anyNumberOfItemsIsOneCall() async throws {
    let meta = memory()
    meta.record(Self.keys(1...5000), channel: "web", in: .me)
    meta.record(Self.keys(1...5000), channel: "cli", in: try SpaceID("other"))
    try await meta.flush()
    #expect(store.calls == .init(adds: 1, rows: 10_002))
  }

  @Test func whatWaitsTooLongIsWritten() async throws {
    let meta = memory()
    meta.record(Self.keys([1]), channel: "web", in: .me)
    clock.advance(by: 299)
    try await meta.flushIfDue()
    #expect(store.calls.adds == 0)
    clock.advance(by: 1)
    try await meta.flushIfDue()
    #expect(store.calls.adds == 1)
    clock.advance(by: 1000)
    #expect(!meta.isFlushDue, "nothing is pending")
  }

  @Test func aFailedWriteKeepsEverythingAndIsTriedAgainLater() async throws {
    let meta = memory { $0.flushCount = 1 }
    meta.record(Self.keys([1]), channel: "web", in: .me)
    store.fail(with: MnemeError(.storage, "The disk is full."))
    await #expect(throws: MnemeError.self) { try await meta.flushIfDue() }
    meta.record(Self.keys([1, 2]), channel: "cli", in: .me)
    #expect(!meta.isFlushDue, "not at once again")
    #expect(meta.statistics.pendingItems == 2)
    clock.advance(by: 5)
    #expect(meta.isFlushDue)
    await #expect(throws: MnemeError.self) { try await meta.flushIfDue() }
    clock.advance(by: 5)
    #expect(!meta.isFlushDue, "the pause grows")
    clock.advance(by: 5)
    store.fail(with: nil)
    try await meta.flushIfDue()
    #expect(meta.statistics.failedFlushes == 2 && meta.statistics.pendingItems == 0)
    let usage = try await memory().usage(of: Self.keys([1, 2]), in: .me)
    #expect(usage.map(\.total) == [2, 1] && usage.map(\.channels) == [2, 1])
  }

  @Test func aFailingStoreDoesNotFillMemory() {
    let meta = memory { $0.pendingItems = 10 }
    meta.record(Self.keys(1...25), channel: "web", in: .me)
    #expect(meta.statistics.pendingItems == 10 && meta.statistics.uncounted == 15)
  }

  @Test func aKnownChannelIsNotWrittenAgain() async throws {
    let meta = memory()
    _ = try await meta.summary(of: .me)
    for channel in ["web", "web", "cli"] { meta.record(Self.keys([1]), channel: channel, in: .me) }
    try await meta.flush()
    meta.record(Self.keys([1]), channel: "web", in: .me)
    let batch = meta.state.withLock { $0.pending.batch(at: clock.now(), settings: meta.settings) }
    #expect(batch.items.map(\.channels) == [[]])
    #expect(batch.items.map(\.total) == [1])
  }

  @Test func equalRecallsMakeEqualBatches() {
    let batches = (0..<3).map { _ in
      let meta = memory()
      for number in 0..<40 { meta.record(Self.keys([Int64(number * 7 % 40)]), channel: "web", in: .me) }
      meta.record([ItemKey(.message, 3)], channel: "web", in: .me)
      return meta.state.withLock { $0.pending.batch(at: clock.now(), settings: meta.settings) }
    }
    #expect(batches[0] == batches[1] && batches[1] == batches[2])
    #expect(batches[0].items.first?.key == ItemKey(.message, 3))
    #expect(batches[0].items.dropFirst().map(\.key.ordinal) == Array(0..<40))
  }

  // MARK: Restoring

  @Test func aRestartLosesOnlyWhatWasPending() async throws {
    let first = memory()
    first.record(Self.keys([1, 2]), channel: "web", in: .me)
    try await first.flush()
    first.record(Self.keys([2, 3]), channel: "web", in: .me)
    clock.advance(by: 3600)
    let second = memory()
    let usage = try await second.usage(of: Self.keys([1, 2, 3]), in: .me)
    #expect(usage.map(\.total) == [1, 1, 0])
    #expect(abs(usage[0].count - exp2(-3600 / (7 * 86_400))) < 1e-9)
    #expect(try await second.hottest(5, in: .me).map(\.key) == Self.keys([1, 2]))
    #expect(try await second.hourlyProfile(of: .me).reduce(0, +) > 0)
  }

  @Test func aSpaceIsReadOnceWhoeverAsks() async throws {
    let meta = memory()
    #expect(store.calls.reads == 0, "nothing is read at start")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<20 { group.addTask { _ = try await meta.usage(of: Self.keys([1]), in: .me) } }
      try await group.waitForAll()
    }
    _ = try await meta.hottest(3, in: .me)
    #expect(store.calls.reads == 1)
  }

  @Test func whatIsRecordedWhileASpaceIsReadCounts() async throws {
    let (entered, release) = (AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream())
    let slow = InMemoryAccessStore {
      entered.continuation.yield()
      for await _ in release.stream { break }
    }
    let meta = memory(slow)
    meta.record(Self.keys([1]), channel: "web", in: .me)
    async let usage = meta.usage(of: Self.keys([1, 2]), in: .me)
    for await _ in entered.stream { break }
    meta.record(Self.keys([1, 2]), channel: "web", in: .me)
    release.continuation.finish()
    #expect(try await usage.map(\.total) == [2, 1])
  }

  @Test func aFailedReadIsAnErrorAndCanBeTriedAgain() async throws {
    let meta = memory()
    store.fail(with: MnemeError(.storage, "The disk is gone."))
    await #expect(throws: MnemeError.self) { try await meta.hottest(1, in: .me) }
    store.fail(with: nil)
    #expect(try await meta.hottest(1, in: .me).isEmpty)
  }

  @Test func theLeastRecentlyUsedSpaceLeavesMemoryAndComesBackWhole() async throws {
    let meta = memory { $0.loadedSpaces = 2 }
    let spaces = try (0..<3).map { try SpaceID("space\($0)") }
    for space in spaces {
      meta.record(Self.keys([1]), channel: "web", in: space)
      #expect(try await meta.usage(of: Self.keys([1]), in: space)[0].total == 1)
    }
    #expect(meta.statistics.loadedSpaces == 2)
    meta.record(Self.keys([1]), channel: "cli", in: spaces[0])
    // Partly pending still, partly never written.
    #expect(try await meta.usage(of: Self.keys([1]), in: spaces[0])[0].total == 2)
    #expect(store.calls.reads == 4)
    #expect(try await meta.usage(of: Self.keys([1]), in: spaces[2])[0].total == 1)
    #expect(store.calls.reads == 4, "this one was used later than the second")
  }

  @Test func twoWritersAddUp() async throws {
    let (first, second) = (memory(), memory())
    for meta in [first, second] {
      meta.record(Self.keys([1]), channel: "web", in: .me)
      try await meta.flush()
    }
    let usage = try await memory().usage(of: Self.keys([1]), in: .me)[0]
    #expect(usage.total == 2 && usage.channels == 1 && abs(usage.count - 2) < 1e-9)
  }

  @Test func anotherHalfLifeTakesWhatIsThere() async throws {
    let week = memory()
    week.record(Self.keys([1]), channel: "web", in: .me)
    try await week.flush()
    let day = memory { $0.itemHalfLife = 86_400 }
    clock.advance(by: 86_400)
    #expect(abs(try await day.usage(of: Self.keys([1]), in: .me)[0].count - 0.5) < 1e-9)
  }

  // MARK: Forgetting

  @Test func forgottenItemsLeaveNoTrace() async throws {
    let meta = memory()
    meta.record(Self.keys([1, 2]), channel: "web", in: .me)
    try await meta.flush()
    meta.record(Self.keys([1, 2]), channel: "web", in: .me)
    _ = try await meta.summary(of: .me)
    try await meta.remove(Self.keys([1]), in: .me)
    try await meta.flush()
    for reader in [meta, memory()] {
      #expect(try await reader.usage(of: Self.keys([1, 2]), in: .me).map(\.total) == [0, 2])
      #expect(try await reader.hottest(5, in: .me).map(\.key) == Self.keys([2]))
    }
  }

  @Test func aForgottenSpaceLeavesNoTrace() async throws {
    let meta = memory()
    let other = try SpaceID("other")
    for space in [.me, other] {
      meta.record(Self.keys([1]), channel: "web", in: space)
      try await meta.flush()
      meta.record(Self.keys([2]), channel: "web", in: space)
    }
    try await meta.remove(.me)
    try await meta.flush()
    for reader in [meta, memory()] {
      #expect(try await reader.usage(of: Self.keys([1, 2]), in: .me) == [.none, .none])
      #expect(try await reader.hourlyProfile(of: .me).allSatisfy { $0 == 0 })
      #expect(try await reader.usage(of: Self.keys([1, 2]), in: other).map(\.total) == [1, 1])
    }
  }
}
