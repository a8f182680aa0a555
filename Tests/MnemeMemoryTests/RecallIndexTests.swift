import Foundation
import MnemeCore
import MnemeTestSupport
import MnemeVectors
import Synchronization
import Testing

@testable import MnemeMemory

@Suite struct RecallIndexTests {
  private func outline(_ ordinal: Int64, session: String = "s") -> MessageOutline {
    MessageOutline(
      ordinal: ordinal, session: session, speaker: nil, role: .user, createdAt: Date(milliseconds: ordinal))
  }

  @Test func stragglersTakeTheirPlaceInTheSession() {
    var table = MessageTable()
    for ordinal in [1, 5, 9, 3, 7, 3] as [Int64] { table.insert(outline(ordinal)) }
    #expect(table.count == 5)
    var chain: [Int64] = []
    var slot = table.slot(of: 1)
    while let current = slot {
      chain.append(table.ordinal(of: current))
      slot = table.next[current] >= 0 ? Int(table.next[current]) : nil
    }
    #expect(chain == [1, 3, 5, 7, 9])
    for ordinal in [1, 3, 5, 7, 9] as [Int64] {
      #expect(table.slot(of: ordinal).map { table.ordinal(of: $0) } == ordinal)
    }
    #expect(table.slot(of: 4) == nil && table.slot(of: 100) == nil)
  }

  @Test func sessionsDoNotMix() throws {
    var table = MessageTable()
    for ordinal in 1...6 as ClosedRange<Int64> { table.insert(outline(ordinal, session: "s\(ordinal % 2)")) }
    let slot = try #require(table.slot(of: 3))
    #expect(table.ordinal(of: Int(table.previous[slot])) == 1)
    #expect(table.ordinal(of: Int(table.next[slot])) == 5)
  }

  @Test func aVectorMayComeBeforeItsMessage() async throws {
    let world = RecallWorld()
    try await world.say("First.")
    _ = try await world.ask("first")
    let row = VectorRow(key: ItemKey(.message, 2), dimension: 64, values: [Float](repeating: 0.125, count: 64))
    await world.index.insert([row], in: .me)
    #expect(try await world.index.view(of: .me).messageRows == 1)
    try await world.say("Second.", embeds: false)
    #expect(try await world.index.view(of: .me).messageRows == 2)
  }

  @Test func aNewVectorReplacesTheOld() async throws {
    let world = RecallWorld()
    let message = try await world.say("First.")
    _ = try await world.ask("first")
    let row = VectorRow(
      key: ItemKey(.message, message.ordinal), dimension: 64, values: [Float](repeating: 0.125, count: 128))
    await world.index.insert([row], in: .me)
    await world.index.insert([row], in: .me)
    #expect(try await world.index.view(of: .me).messageRows == 2)
  }

  @Test func changesDuringALoadAreNotLost() async throws {
    let gate = Gate()
    let world = RecallWorld(store: RecallTestStore(gate: { await gate.pass() }))
    try await world.say("I keep bees.")
    let asking = Task { try await world.ask("bees honey") }
    await gate.waitUntilReached()
    try await world.say("Honey from bees.", session: "s2")
    await gate.open()
    #expect(try await asking.value.hits.count >= 1)
    #expect(try await world.ask("bees honey").hits.count == 2)
    let view = try await world.index.view(of: .me)
    #expect(view.table.count == 2 && view.messageRows == 2)
    #expect(await world.index.loadCount == 1)
  }

  @Test func theLeastRecentlyUsedSpaceLeavesMemory() async throws {
    let world = RecallWorld(byteLimit: 1)
    let other = try SpaceID("other")
    try await world.say("I keep bees.")
    try await world.say("I keep goats.", space: other)
    _ = try await world.ask("bees")
    _ = try await world.engine.recall(RecallQuery(space: other, text: "goats"))
    #expect(await world.index.resident == [other])
    #expect(try await world.ask("bees").hits.count == 1)
    #expect(await world.index.loadCount == 3)
  }

  @Test func spacesDoNotSeeEachOther() async throws {
    let world = RecallWorld()
    try await world.say("I keep bees.", space: try SpaceID("other"))
    #expect(try await world.ask("bees").hits.isEmpty)
  }

  @Test func vectorsOfAnotherDimensionAreLeftOut() async throws {
    let world = RecallWorld()
    let message = try await world.say("I keep bees.", embeds: false)
    _ = try await world.ask("bees")
    let row = VectorRow(key: ItemKey(.message, message.ordinal), dimension: 3, values: [1, 0, 0])
    await world.index.insert([row], in: .me)
    #expect(try await world.index.view(of: .me).messageRows == 0)
    #expect(try await world.ask("bees").hits.count == 1)
  }

  @Test func namesOfSpeakersLeaveTheQuestion() {
    var speakers = SpeakerTable()
    for name in ["Ada Lovelace", "Ravi", "Will", "민수"] { _ = speakers.number(of: name, role: .user) }
    #expect(QueryReading("Where does Ada's dog sleep?", speakers: speakers).text == "Where does dog sleep?")
    #expect(QueryReading("did ravi call", speakers: speakers).names == ["Ravi"])
    #expect(QueryReading("will it rain?", speakers: speakers).names.isEmpty)
    #expect(QueryReading("Is Will here?", speakers: speakers).names == ["Will"])
    #expect(QueryReading("민수는 어디 살아?", speakers: speakers).names == ["민수"])
    #expect(QueryReading("Ravi", speakers: speakers).text == "Ravi")
    #expect(QueryReading("my dog", speakers: speakers).voices == [SpeakerTable.owner])
  }
}

/// Holds callers until opened.
private actor Gate {
  private var isOpen = false
  private var reached: [CheckedContinuation<Void, Never>] = []
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var wasReached = false

  func pass() async {
    wasReached = true
    for waiter in reached { waiter.resume() }
    reached = []
    if !isOpen { await withCheckedContinuation { waiting.append($0) } }
  }

  func waitUntilReached() async {
    if !wasReached { await withCheckedContinuation { reached.append($0) } }
  }

  func open() {
    isOpen = true
    for waiter in waiting { waiter.resume() }
    waiting = []
  }
}
