import Foundation
package import MnemeCore
import Testing

/// An access store and what stands around it: items that can be recalled.
package struct AccessStage: Sendable {
  package let store: any AccessStore
  /// Makes items of the space; their ordinals ascend.
  package let items: @Sendable (_ source: ItemSource, _ count: Int, _ space: SpaceID) async throws -> [ItemKey]
  /// An item that the space does not hold.
  package let missing: @Sendable (_ source: ItemSource, _ space: SpaceID) async throws -> ItemKey

  package init(
    store: any AccessStore,
    items: @escaping @Sendable (_ source: ItemSource, _ count: Int, _ space: SpaceID) async throws -> [ItemKey],
    missing: @escaping @Sendable (_ source: ItemSource, _ space: SpaceID) async throws -> ItemKey
  ) {
    self.store = store
    self.items = items
    self.missing = missing
  }
}

/// Decides whether an access store is right: every implementation of `AccessStore` runs every one of these.
///
/// Each function takes a factory that makes an empty stage.
package struct AccessConformance: Sendable {
  package typealias Factory = @Sendable () async throws -> AccessStage

  let make: Factory

  package init(_ make: @escaping Factory) { self.make = make }

  private static let halfLife = 3600.0
  private static let noon = StoreConformance.noon

  private static func time(_ halfLives: Double) -> Date { noon.addingTimeInterval(halfLives * halfLife) }

  private static func delta(
    _ key: ItemKey, _ count: Double = 1, total: Int = 1, at: Date = noon, channels: [String] = [],
    in space: SpaceID = .me
  ) -> ItemAccessDelta {
    ItemAccessDelta(space: space, key: key, count: count, total: total, lastAccess: at, channels: channels)
  }

  private static func batch(_ items: [ItemAccessDelta], _ hours: [HourAccessDelta] = [], at: Date = noon)
    -> AccessBatch
  {
    AccessBatch(at: at, itemHalfLife: halfLife, hourHalfLife: 2 * halfLife, items: items, hours: hours)
  }

  private static func read(_ stage: AccessStage, in space: SpaceID = .me, limit: Int = 100) async throws
    -> SpaceAccesses
  {
    try await stage.store.accesses(in: space, limit: limit, halfLife: halfLife)
  }

  private static func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 * max(abs(a), abs(b)) }

  // MARK: Adding

  package func countsAreAddedAtTheLaterOfTheirTimes() async throws {
    let stage = try await make()
    let items = try await stage.items(.message, 2, .me)
    // The second item gets the same two counts in the other order.
    let early = Self.time(-2).addingTimeInterval(-1)
    try await stage.store.add(Self.batch([Self.delta(items[0], 3, total: 3, at: early)], at: Self.time(-1)))
    try await stage.store.add(Self.batch([Self.delta(items[1], 5, total: 2, at: Self.noon)], at: Self.noon))
    try await stage.store.add(Self.batch([Self.delta(items[0], 5, total: 2, at: Self.noon)], at: Self.noon))
    try await stage.store.add(Self.batch([Self.delta(items[1], 3, total: 3, at: early)], at: Self.time(-1)))
    let read = try await Self.read(stage).items
    #expect(read.map(\.key) == items)
    for item in read {
      #expect(Self.isClose(item.count, 5 + 3 * 0.5) && item.countedAt == Self.noon)
      #expect(item.total == 5 && item.lastAccess == Self.noon && item.channels.isEmpty)
    }
  }

  package func anyOrderOfBatchesGivesTheSameSum() async throws {
    var random = SplitMix64(51)
    let additions = (0..<40).map { _ in
      (
        item: random.number(5), hour: random.number(24), count: Double(1 + random.number(9)),
        at: Double(random.number(400)) / 10 - 40
      )
    }
    for shuffle in 0..<3 {
      let stage = try await make()
      let items = try await stage.items(.memory, 5, .me)
      let order = shuffle == 0 ? additions : additions.shuffled(using: &random)
      for addition in order {
        let time = Self.time(addition.at)
        try await stage.store.add(
          Self.batch(
            [Self.delta(items[addition.item], addition.count, at: time)],
            [HourAccessDelta(space: .me, hour: addition.hour, count: addition.count)], at: time))
      }
      let read = try await Self.read(stage)
      for (index, key) in items.enumerated() {
        let own = additions.filter { $0.item == index }
        let last = own.map(\.at).max() ?? 0
        let item = try #require(read.items.first { $0.key == key })
        #expect(item.countedAt == Self.time(last) && item.lastAccess == Self.time(last) && item.total == own.count)
        #expect(Self.isClose(item.count, own.reduce(0) { $0 + $1.count * exp2($1.at - last) }))
      }
      for hour in 0..<24 {
        let own = additions.filter { $0.hour == hour }
        let found = read.hours.first { $0.hour == hour }
        guard let last = own.map(\.at).max() else {
          #expect(found == nil)
          continue
        }
        #expect(found?.countedAt == Self.time(last))
        #expect(Self.isClose(found?.count ?? 0, own.reduce(0) { $0 + $1.count * exp2(($1.at - last) / 2) }))
      }
    }
  }

  package func aWholeBatchIsAddedAtOnce() async throws {
    let stage = try await make()
    let messages = try await stage.items(.message, 40, .me)
    let memories = try await stage.items(.memory, 40, .me)
    let deltas = (messages + memories).enumerated().map { Self.delta($1, Double(100 - $0), total: $0 + 1) }
    let hours = [23, 0, 7].map { HourAccessDelta(space: .me, hour: $0, count: Double($0) + 0.5) }
    try await stage.store.add(Self.batch(deltas, hours))
    let read = try await Self.read(stage)
    #expect(read.items.map(\.key) == messages + memories)
    #expect(read.items.map(\.count) == (0..<80).map { Double(100 - $0) })
    #expect(read.items.map(\.total) == (1...80).map { $0 })
    #expect(read.hours == [0, 7, 23].map { HourAccess(hour: $0, count: Double($0) + 0.5, countedAt: Self.noon) })
    try await stage.store.add(Self.batch([]))
    #expect(try await Self.read(stage) == read)
  }

  package func itemsThatDoNotExistAreSkipped() async throws {
    let stage = try await make()
    let message = try await stage.items(.message, 1, .me)[0]
    let memory = try await stage.items(.memory, 1, .me)[0]
    let gone = [try await stage.missing(.message, .me), try await stage.missing(.memory, .me)]
    let deltas = [gone[0], message, gone[1], memory].map { Self.delta($0, channels: ["chat"]) }
    try await stage.store.add(Self.batch(deltas, [HourAccessDelta(space: .me, hour: 1, count: 1)]))
    let read = try await Self.read(stage)
    #expect(read.items.map(\.key) == [message, memory] && read.hours.count == 1)
  }

  package func countsSurviveAnyTimeBetweenThem() async throws {
    let stage = try await make()
    let items = try await stage.items(.message, 2, .me)
    for (item, times) in zip(items, [[-1e5, 0], [0, -1e5]]) {
      for time in times { try await stage.store.add(Self.batch([Self.delta(item, 2)], at: Self.time(time))) }
    }
    for item in try await Self.read(stage).items {
      #expect(item.count == 2 && item.countedAt == Self.noon && item.total == 2)
    }
    // As small as a count can be and as large.
    for item in items {
      for count in [1e-200, 1e200, 0.1] { try await stage.store.add(Self.batch([Self.delta(item, count)])) }
    }
    #expect(try await Self.read(stage).items.allSatisfy { Self.isClose($0.count, 1e200) && $0.total == 5 })
  }

  // MARK: Channels

  package func channelsJoinOnce() async throws {
    let stage = try await make()
    let items = try await stage.items(.memory, 2, .me)
    try await stage.store.add(Self.batch([Self.delta(items[0], 2, channels: ["web", "chat"]), Self.delta(items[1])]))
    try await stage.store.add(
      Self.batch([Self.delta(items[0], channels: ["chat", "cafe\u{301}", "a \u{0} b", "한국어 '\"\\"])]))
    try await stage.store.add(Self.batch([Self.delta(items[0], channels: ["caf\u{e9}"])]))
    let read = try await Self.read(stage).items
    #expect(read.map(\.channels) == [["a \u{0} b", "caf\u{e9}", "chat", "web", "한국어 '\"\\"], []])
  }

  package func channelsOfAnItemAreLimited() async throws {
    let stage = try await make()
    let items = try await stage.items(.message, 3, .me)
    let names = (0..<40).map { "channel \($0 + 10)" }
    try await stage.store.add(
      Self.batch([Self.delta(items[0], 9, channels: names), Self.delta(items[1], 8, channels: ["chat"])]))
    for name in names.reversed() { try await stage.store.add(Self.batch([Self.delta(items[2], channels: [name])])) }
    try await stage.store.add(Self.batch([Self.delta(items[0], channels: Array(names.suffix(20)))]))
    let read = Dictionary(uniqueKeysWithValues: try await Self.read(stage).items.map { ($0.key, $0.channels) })
    for item in [items[0], items[2]] {
      let channels = try #require(read[item])
      #expect(channels.count == AccessLimits.channelsPerItem && channels == channels.sorted())
      #expect(Set(channels).count == channels.count && Set(channels).isSubset(of: names))
    }
    #expect(read[items[1]] == ["chat"])
  }

  // MARK: Reading

  package func theGreatestDecayedCountsComeFirst() async throws {
    let stage = try await make()
    let messages = try await stage.items(.message, 3, .me)
    let memories = try await stage.items(.memory, 3, .me)
    // Equal ones: messages first, then by ordinal.
    try await stage.store.add(
      Self.batch([memories[1], messages[1], memories[0], messages[0]].map { Self.delta($0, 4) }))
    try await stage.store.add(Self.batch([Self.delta(messages[2], 1.5)], at: Self.time(2)))
    try await stage.store.add(Self.batch([Self.delta(memories[2], 64)], at: Self.time(-5)))
    let expected = [messages[2], messages[0], messages[1], memories[0], memories[1], memories[2]]
    #expect(try await Self.read(stage).items.map(\.key) == expected)
    #expect(try await Self.read(stage, limit: 3).items.map(\.key) == Array(expected.prefix(3)))
    #expect(try await Self.read(stage, limit: 0).items.isEmpty)
    // With a longer half-life the old count is the greatest.
    let slow = try await stage.store.accesses(in: .me, limit: 2, halfLife: 100 * Self.halfLife)
    #expect(slow.items.map(\.key) == [memories[2], messages[0]])
  }

  package func countersOfSpacesDoNotTouch() async throws {
    let stage = try await make()
    let other = try SpaceID("other")
    let mine = try await stage.items(.message, 2, .me)
    let theirs = try await stage.items(.message, 2, other)
    let deltas =
      mine.map { Self.delta($0, 1, channels: ["a"]) } + theirs.map { Self.delta($0, 2, channels: ["b"], in: other) }
    let hours = [HourAccessDelta(space: .me, hour: 3, count: 1), HourAccessDelta(space: other, hour: 3, count: 2)]
    try await stage.store.add(Self.batch(deltas, hours))
    for (space, keys, count, channel) in [(SpaceID.me, mine, 1.0, "a"), (other, theirs, 2.0, "b")] {
      let read = try await Self.read(stage, in: space)
      #expect(read.items.map(\.key) == keys && read.items.allSatisfy { $0.count == count && $0.channels == [channel] })
      #expect(read.hours == [HourAccess(hour: 3, count: count, countedAt: Self.noon)])
    }
    let nobody = try await Self.read(stage, in: try SpaceID("nobody"))
    #expect(nobody.items.isEmpty && nobody.hours.isEmpty)
    let before = try await Self.read(stage, in: other)
    try await stage.store.removeAccesses(of: .me)
    #expect(try await Self.read(stage) == SpaceAccesses(items: [], hours: []))
    #expect(try await Self.read(stage, in: other) == before)
    try await stage.store.removeAccesses(of: try SpaceID("nobody"))
  }

  package func aRemovedItemBeginsAgain() async throws {
    let stage = try await make()
    let messages = try await stage.items(.message, 2, .me)
    let memories = try await stage.items(.memory, 2, .me)
    let all = messages + memories
    let hour = HourAccessDelta(space: .me, hour: 12, count: 1)
    try await stage.store.add(Self.batch(all.map { Self.delta($0, 7, channels: ["old"]) }, [hour]))
    try await stage.store.removeAccesses(
      of: [messages[1], memories[0], ItemKey(.memory, 999_999), messages[1]], in: .me)
    try await stage.store.removeAccesses(of: [], in: .me)
    try await stage.store.removeAccesses(of: all, in: try SpaceID("nobody"))
    var read = try await Self.read(stage)
    #expect(read.items.map(\.key) == [messages[0], memories[1]] && read.hours.count == 1)
    try await stage.store.add(Self.batch([Self.delta(messages[1], 1, channels: ["new"])], at: Self.time(-9)))
    read = try await Self.read(stage)
    let item = try #require(read.items.last)
    #expect(item.key == messages[1] && item.count == 1 && item.countedAt == Self.time(-9) && item.total == 1)
    #expect(item.channels == ["new"] && read.items.first?.channels == ["old"])
  }

  /// Every test by name, so that a suite cannot forget one.
  package var all: [(name: String, run: @Sendable () async throws -> Void)] {
    [
      ("countsAreAddedAtTheLaterOfTheirTimes", { try await countsAreAddedAtTheLaterOfTheirTimes() }),
      ("anyOrderOfBatchesGivesTheSameSum", { try await anyOrderOfBatchesGivesTheSameSum() }),
      ("aWholeBatchIsAddedAtOnce", { try await aWholeBatchIsAddedAtOnce() }),
      ("itemsThatDoNotExistAreSkipped", { try await itemsThatDoNotExistAreSkipped() }),
      ("countsSurviveAnyTimeBetweenThem", { try await countsSurviveAnyTimeBetweenThem() }),
      ("channelsJoinOnce", { try await channelsJoinOnce() }),
      ("channelsOfAnItemAreLimited", { try await channelsOfAnItemAreLimited() }),
      ("theGreatestDecayedCountsComeFirst", { try await theGreatestDecayedCountsComeFirst() }),
      ("countersOfSpacesDoNotTouch", { try await countersOfSpacesDoNotTouch() }),
      ("aRemovedItemBeginsAgain", { try await aRemovedItemBeginsAgain() }),
    ]
  }
}
