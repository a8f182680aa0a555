import Foundation
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeMemory

/// What is true now comes before what was true once.
@Suite struct RecallCurrentTests {
  private func home(_ statements: [String]) async throws -> EngineHome {
    let home = try EngineHome()
    for (number, text) in statements.enumerated() {
      try await home.say(text, session: "s\(number)")
      home.clock.advance(by: 86_400)
    }
    try await home.say("The bakery was out of rye bread.", session: "other")
    try await home.work()
    return home
  }

  private func first(_ statements: [String], _ question: String) async throws -> String? {
    let home = try await home(statements)
    let first = try await home.recalled(question).first
    try home.close()
    return first
  }

  @Test func aReplacedStatementHandsItsPlaceOver() async throws {
    #expect(
      try await first(["I live in Bergen, in a flat by the harbour.", "We moved to Trondheim."], "Where do I live?")
        == "We moved to Trondheim.")
  }

  @Test func aReplacedStatementOfALongLineHandsItToTheLast() async throws {
    let statements = ["I live in Ghent.", "I live in Antwerp now.", "I moved to Liège."]
    #expect(try await first(statements, "Where do I live?") == "I moved to Liège.")
  }

  @Test func ofAlikeStatementsTheNewerOneComesFirst() async throws {
    let statements = ["The spare key is under the flowerpot.", "The spare key is in the shed now."]
    #expect(try await first(statements, "Where is the spare key?") == statements[1])
  }

  @Test func anEventIsNotPassed() async throws {
    let statements = ["We visited the old mill museum.", "We visited the old tram museum after all."]
    #expect(try await first(statements, "Which mill museum is there?") == statements[0])
  }

  @Test(arguments: ["Where was the spare key before?", "Where did I keep the spare key previously?"])
  func aQuestionForThePastLeavesTheOrder(question: String) async throws {
    let statements = ["The spare key is under the flowerpot.", "The spare key is in the shed, no longer outside."]
    #expect(try await first(statements, question) == statements[0])
  }

  @Test func whatAnotherPersonSaysReplacesNothing() async throws {
    let home = try EngineHome()
    try await home.say("The spare key is under the flowerpot.", session: "a")
    home.clock.advance(by: 86_400)
    try await home.say("The spare key is in the big shed now.", session: "b", speaker: "Odile")
    try await home.work()
    #expect(try await home.recalled("Where is the spare key?").first == "The spare key is under the flowerpot.")
    try home.close()
  }

  @Test func mostFactsThatChangedAreRecalledAsTheyAreNow() async throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("bench/data/update-chains.json")
    let dataset = try UpdateDataset(json: Data(contentsOf: file))
    #expect(dataset.chains.count >= 100)
    let home = try EngineHome()
    let clock = home.clock
    let worker = Task { await home.engine.run() }  // awaited below
    let report = try await UpdateEvaluation(dataset: dataset).run(
      .init(memory: home.engine, imports: home.engine, messages: home.store, setClock: { _ in _ = clock }))
    worker.cancel()
    await worker.value
    // By words alone; with the sentence encoder `mneme eval updates` tells.
    #expect(report.chains == dataset.chains.count)
    #expect(report.currentFirstShare >= 0.8, "\(report.currentFirst) \(report.failed)")
    try home.close()
  }
}
