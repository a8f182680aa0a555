import Foundation
import MnemeCore
import MnemeMemory
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeAssistant

/// What is kept and counted of a turn.
@Suite struct InteractionLogTests {
  private func log(_ house: House) async throws -> [Interaction] {
    await house.assistant.drained()
    return try await house.memory.interactions(InteractionSearch(), in: .me)
  }

  @Test func aTurnLeavesOneRowOfNumbers() async throws {
    let model = RoundsModel([
      RoundsModel.calling(ToolCall(id: "a", name: "current_time", arguments: "{}"), text: "Let me see."),
      RoundsModel.saying("I think it is late.\n- Maybe nine.\n- Perhaps ten."),
    ])
    let house = try House(answering: model)
    let session = try await house.say([(.user, "What time is it?")]).session
    let rows = try await log(house)
    #expect(rows.count == 1)
    let row = try #require(rows.first)
    let question = try await house.messages()[0]
    #expect(row.session == session && row.message == question.id && row.channel == "test" && row.model == "rounds")
    #expect(row.usage == TokenUsage(prompt: 20, completion: 10, reported: true))
    #expect(row.outcome == .stop && row.toolRounds == 1 && row.toolCalls == 1 && row.firstTokenMilliseconds != nil)
    #expect(row.style.hedges == 3 && row.style.listItems == 2 && row.style.sentences == 4)
    try house.close()
  }

  @Test func aFailedTurnSaysWhy() async throws {
    let house = try House(model: ScriptedModel(pieces: ["Well"], failure: MnemeError(.timeout, "Too slow.")))
    await #expect(throws: MnemeError.self) { try await house.say([(.user, "Hello?")]) }
    let rows = try await log(house)
    #expect(rows.map(\.outcome) == [.failed] && rows.map(\.errorCode) == ["timeout"])
    try house.close()
  }

  @Test func aTurnThatIsNotKeptLeavesNoRow() async throws {
    let house = try House()
    for mode in [MemoryMode.off, .read] { try await house.say([(.user, "Hello?")]) { $0.memory = mode } }
    #expect(try await log(house).isEmpty)
    try house.close()
  }

  @Test func aRowIsForgottenWithItsSession() async throws {
    let house = try House()
    let session = try #require(try await house.say([(.user, "I live in Lisbon.")]).session)
    #expect(try await log(house).count == 1)
    _ = try await house.memory.forget(.session(session), in: .me, dryRun: false)
    #expect(try await log(house).isEmpty)
    try house.close()
  }

  @Test func oldRowsLeaveWithMaintenance() async throws {
    let house = try House()
    try await house.say([(.user, "Hello?")])
    house.clock.advance(by: 89 * 86_400)
    _ = try await house.memory.maintain(nil, dryRun: false)
    #expect(try await log(house).count == 1)
    house.clock.advance(by: 2 * 86_400)
    _ = try await house.memory.maintain(nil, dryRun: false)
    #expect(try await log(house).isEmpty)
    try house.close()
  }

  @Test func noTextIsInTheFile() async throws {
    let house = try House(model: ScriptedModel(pieces: ["Zanzibar is an island."]))
    try await house.say([(.user, "Tell me of Quetzalcoatl.")])
    let rows = try await log(house)
    let text = String(decoding: try JSONEncoder().encode(rows), as: UTF8.self)
    #expect(!rows.isEmpty && !text.contains("Zanzibar") && !text.contains("Quetzalcoatl"))
    try house.close()
  }
  @Test func aRowNamesTheModelThatStoodIn() async throws {
    let house = try House(
      answering: RoundsModel([[.answering(model: "other")] + RoundsModel.saying("Hello.")]))
    try await house.say([(.user, "Hello?")])
    let broken = RoundsModel([[.answering(model: "other"), .text("Well")]])
    let other = try House(answering: broken)
    await #expect(throws: MnemeError.self) { try await other.say([(.user, "Hello?")]) }
    for house in [house, other] {
      #expect(try await log(house).map(\.model) == ["other"])
      try house.close()
    }
  }

  @Test func whatFailsInACancelledTurnIsCancelled() async {
    let meter = TurnMeter(stopwatch: .system, at: .now, channel: "test")
    let error = MnemeError(.upstream, "The connection was closed.")
    #expect(meter.outcome(error).0 == .failed)
    let outcome = await Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return meter.outcome(error)
    }.value
    #expect(outcome.0 == .cancelled && outcome.code == nil)
  }
}
