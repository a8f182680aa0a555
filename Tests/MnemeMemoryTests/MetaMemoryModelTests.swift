import Foundation
import Logging
import MnemeCore
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeMemory

/// Meta memory against plain lists of times, and under load.
@Suite struct MetaMemoryModelTests {
  private let clock = ManualClock()

  private func memory(_ store: InMemoryAccessStore, spaces: Int = 2) -> MetaMemory {
    var settings = MetaMemorySettings()
    settings.loadedSpaces = spaces
    settings.flushCount = 8
    return MetaMemory(store: store, settings: settings, clock: clock, timeZone: .gmt, logger: Logger(label: "test"))
  }

  /// Records, writes, failures, evictions, removals and clean restarts in any order: what is read is what was recorded.
  @Test(arguments: 0..<12) func anyHistoryIsCountedRight(seed: Int) async throws {
    var random = EventRandom(seed: UInt64(seed))
    let store = InMemoryAccessStore()
    var meta = memory(store)
    let spaces = try (0..<4).map { try SpaceID("space\($0)") }
    var model: [SpaceID: [ItemKey: [(Date, String)]]] = [:]
    for _ in 0..<400 {
      clock.advance(by: .random(in: 0...40_000, using: &random))
      let space = try #require(spaces.randomElement(using: &random))
      switch Int.random(in: 0..<20, using: &random) {
      case 0:
        try await meta.flush()
      case 1:
        store.fail(with: MnemeError(.storage, "full"))
        // Nothing pending, nothing thrown.
        try? await meta.flush()
        store.fail(with: nil)
      case 2:
        try await meta.flush()
        meta = memory(store)
      case 3:
        let key = ItemKey(.memory, .random(in: 1...9, using: &random))
        try await meta.remove([key], in: space)
        model[space]?[key] = nil
      case 4..<8:
        let keys = (1...9).map { ItemKey(.memory, Int64($0)) }
        let usage = try await meta.usage(of: keys, in: space)
        for (key, usage) in zip(keys, usage) {
          let accesses = model[space]?[key] ?? []
          let expected = accesses.reduce(0) { $0 + exp2(-clock.now().timeIntervalSince($1.0) / (7 * 86_400)) }
          #expect(abs(usage.count - expected) < 1e-6 * max(1, expected))
          #expect(usage.total == accesses.count)
          #expect(usage.channels == Set(accesses.map(\.1)).count)
          let last = accesses.map(\.0).max()
          #expect(abs((usage.lastAccess ?? .distantPast).timeIntervalSince(last ?? .distantPast)) < 0.001)
        }
        let expected = keys.enumerated().filter { usage[$0.offset].total > 0 }
          .sorted { usage[$0.offset].count > usage[$1.offset].count }.map(\.element)
        #expect(try await meta.hottest(20, in: space).map(\.key) == expected)
      default:
        let keys = (0..<Int.random(in: 0...4, using: &random)).map { _ in
          ItemKey(.memory, .random(in: 1...9, using: &random))
        }
        let channel = "channel\(Int.random(in: 0..<5, using: &random))"
        meta.record(keys, channel: channel, in: space)
        for key in Set(keys) { model[space, default: [:]][key, default: []].append((clock.now(), channel)) }
      }
    }
  }

  @Test func concurrentRecordsReadsAndWritesLoseNothing() async throws {
    let store = InMemoryAccessStore()
    let meta = memory(store, spaces: 2)
    let spaces = try (0..<4).map { try SpaceID("space\($0)") }
    let (tasks, rounds) = (6, 150)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<tasks {
        group.addTask {
          for round in 0..<rounds {
            let space = spaces[(task + round) % 4]
            meta.record([ItemKey(.memory, Int64(round % 10))], channel: "channel\(task % 3)", in: space)
            if round % 7 == 0 { _ = try await meta.usage(of: [ItemKey(.memory, 1)], in: space) }
            if round % 11 == 0 { try await meta.flushIfDue() }
            if round % 13 == 0 { _ = try await meta.hottest(5, in: space) }
          }
        }
      }
      try await group.waitForAll()
    }
    var inMemory = 0
    for space in spaces {
      inMemory += try await meta.usage(of: (0..<10).map { ItemKey(.memory, $0) }, in: space).reduce(0) { $0 + $1.total }
    }
    #expect(inMemory == tasks * rounds)
    try await meta.flush()
    var stored = 0
    for space in spaces {
      stored += try await store.accesses(in: space, limit: 100, halfLife: 1).items.reduce(0) { $0 + $1.total }
    }
    #expect(stored == tasks * rounds)
  }

  // MARK: Listening

  private static func item(_ ordinal: Int64) -> MemoryEvent.Item {
    .init(key: ItemKey(.memory, ordinal), id: "id\(ordinal)")
  }

  private func query(observe: Bool = true) -> RecallQuery { RecallQuery(space: .me, text: "where", observe: observe) }

  @Test func recallsOfTheFeedAreCountedWithTheirChannel() async throws {
    let buffer = EventBuffer(clock: clock, firstSequence: 1)
    let store = InMemoryAccessStore()
    let meta = memory(store)
    buffer.publishRecall(of: query(), on: "voice", items: [Self.item(1)], lexicalOnly: false)
    buffer.publish(.sessionEnded(session: "s"), in: .me)
    buffer.publishRecall(
      of: query(observe: false), on: "eval", items: [Self.item(1), Self.item(2)], lexicalOnly: false)
    buffer.publishRecall(of: query(), on: "cli", items: [Self.item(1)], lexicalOnly: true)
    buffer.finish()
    await meta.run(listeningTo: buffer)
    let usage = try await meta.usage(of: [ItemKey(.memory, 1), ItemKey(.memory, 2)], in: .me)
    #expect(usage.map(\.total) == [2, 0] && usage.map(\.channels) == [2, 0])
    #expect(store.calls.adds == 1, "what is pending is written at the end")
    // A second listener repeats nothing.
    await meta.run(listeningTo: buffer)
    #expect(try await meta.usage(of: [ItemKey(.memory, 1)], in: .me)[0].total == 2)
  }

  @Test func cancellationWritesWhatIsPending() async throws {
    let buffer = EventBuffer(clock: clock, firstSequence: 1)
    let store = InMemoryAccessStore()
    let meta = memory(store)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await meta.run(listeningTo: buffer) }
      while buffer.statistics.subscribers == 0 { await Task.yield() }
      for ordinal in 1...3 {
        buffer.publishRecall(of: query(), on: "cli", items: [Self.item(Int64(ordinal))], lexicalOnly: false)
      }
      group.cancelAll()
    }
    #expect(try await store.accesses(in: .me, limit: 10, halfLife: 1).items.count == 3)
  }

  @Test func enoughPendingIsWrittenWhileListening() async throws {
    let buffer = EventBuffer(clock: clock, firstSequence: 1)
    let (written, writtenMark) = AsyncStream<Void>.makeStream()
    let store = InMemoryAccessStore { writtenMark.yield() }
    let meta = memory(store)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await meta.run(listeningTo: buffer, checkEvery: .seconds(3600)) }
      for ordinal in 1...8 {
        buffer.publishRecall(of: query(), on: "cli", items: [Self.item(Int64(ordinal))], lexicalOnly: false)
      }
      for await _ in written { break }
      group.cancelAll()
    }
    #expect(meta.statistics.flushes >= 1)
    #expect(try await store.accesses(in: .me, limit: 10, halfLife: 1).items.count == 8)
  }
}
