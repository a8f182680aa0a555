import Foundation
import MnemeCore
import MnemeMemory
import MnemeTestSupport
import Testing

@testable import MnemeAssistant

/// The layers of memory as they reach the model.
@Suite struct ContextTurnTests {
  private func prompt(_ house: House) throws -> [ModelMessage] { try #require(house.model.requests.last).messages }

  @Test func theModelGetsTheTurnsOfTheBranchItContinues() async throws {
    let house = try House()
    try await house.say([(.user, "one")]) { $0.session = "s" }
    for _ in 0..<2 {  // the second answer is tried again
      try await house.say([(.user, "one"), (.assistant, "Hello there."), (.user, "two")]) { $0.session = "s" }
    }
    try await house.say([
      (.user, "one"), (.assistant, "Hello there."), (.user, "two"), (.assistant, "Hello there."), (.user, "three"),
    ]) { $0.session = "s" }
    #expect(
      try prompt(house).dropFirst().dropLast().map(\.content) == ["one", "Hello there.", "two", "Hello there."])
    try house.close()
  }

  @Test func aClientThatSendsNoHistoryIsToldAsItIsStored() async throws {
    let house = try House()
    for text in ["I have a boat.", "It is blue.", "What colour is it?"] { try await house.say([(.user, text)]) }
    let messages = try prompt(house)
    #expect(
      messages.dropFirst().dropLast().map(\.content) == [
        "I have a boat.", "Hello there.", "It is blue.", "Hello there.",
      ])
    #expect(!(messages.last?.content.contains("I have a boat") ?? true), "what the turns tell is no note")
    try house.close()
  }

  @Test func thePauseIsToldAndMeasuredFromTheMessageBefore() async throws {
    let house = try House()
    try await house.say([(.user, "one")])
    #expect(try prompt(house).last?.content.contains("This is the first conversation") == true)
    house.clock.advance(by: 7 * 3600)
    try await house.say([(.user, "two")])
    #expect(try prompt(house).last?.content.contains("7 hours have passed since the last message") == true)
    try house.close()
  }

  @Test func whatIsKnownOfANamedPersonIsTold() async throws {
    let house = try House()
    try await house.say([(.user, "My sister Mira lives in Arendal.")])
    let work = Task { await house.memory.run() }
    _ = try await house.memory.queueStatus(of: .me, wait: true)
    house.clock.advance(by: 86_400)
    try await house.say([(.user, "What do I know about Mira?")])
    let tail = try #require(try prompt(house).last?.content)
    #expect(tail.contains("Who and what belong together:"))
    #expect(tail.contains("Mira --["))
    #expect(tail.contains("Said in earlier conversations:") || tail.contains("What you know:"))
    work.cancel()
    await work.value
    try house.close()
  }

  @Test(arguments: [true, false]) func whatIsLocalOnlyReachesNoModelElsewhere(isLocal: Bool) async throws {
    let model = ScriptedModel(isLocal: isLocal)
    let house = try House(model: model)
    let secret = try await house.memory.remember(Statement(text: "My blood pressure is too high."), in: .me)
    _ = try await house.memory.remember(Statement(text: "My blood oranges come from Sicily."), in: .me)
    _ = try await house.memory.change(
      .mark(id: secret.id, labels: ["health"], isLocalOnly: true, reason: "asked"), in: .me)
    house.clock.advance(by: 86_400)
    try await house.say([(.user, "What about my blood?")])
    let tail = try #require(model.requests.last?.messages.last?.content)
    #expect(tail.contains("oranges"))
    #expect(tail.contains("pressure") == isLocal)
    try house.close()
  }

  @Test func aTurnTakesOneSnapshotAndReadsItsSessionOnce() async throws {
    let house = try House()
    for number in 0..<5 { try await house.say([(.user, "message \(number)")]) }
    #expect(
      house.memory.workingStatistics == WorkingMemoryStatistics(sessions: 1, snapshots: 5, restores: 1, evictions: 0))
    try house.close()
  }

  @Test func theRoomFollowsWhatTheServerCounts() async throws {
    let model = ScriptedModel(promptTokens: 4_000)
    let house = try House(model: model)
    let long = String(repeating: "many words of a long story ", count: 400)
    try await house.say([(.user, long)])
    #expect(house.assistant.measure.all.map(\.model) == ["scripted"])
    #expect(house.assistant.measure.correction(for: "scripted") > 1)
    #expect(house.assistant.measure.correction(for: "another") == 1)
    try house.close()
  }
}
