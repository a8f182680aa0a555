import Foundation
import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeTestSupport
import Testing

/// Whole lives through the whole turn: told over days to the engine on SQLite, then asked.
@Suite struct LifeTests {
  private static let start = Date(milliseconds: 1_772_442_000_000)  // 2 March 2026, 09:00

  @Test(arguments: Life.building.map(\.name))
  func everyQuestionOfALifeIsAnsweredRight(name: String) async throws {
    let life = try #require(Life.building.first { $0.name == name })
    let wrong = try await wrongAnswers(to: life)
    #expect(
      wrong.isEmpty,
      "\(life.questions.count - wrong.count) of \(life.questions.count)\n\(wrong.joined(separator: "\n"))")
  }

  @Test(arguments: Life.unseen.map(\.name))
  func ofALifeThatNoRuleWasMadeForNearlyEverythingIsAnsweredRight(name: String) async throws {
    let life = try #require(Life.unseen.first { $0.name == name })
    let wrong = try await wrongAnswers(to: life)
    #expect(wrong.count * 20 <= life.questions.count, "\(wrong.joined(separator: "\n"))")
  }

  @Test func whatChangedIsAnsweredWithWhatHoldsNow() async throws {
    var questions = 0
    var wrong: [String] = []
    for dialogue in try Dialogue.all(of: "updates") {
      questions += dialogue.asked.count
      wrong += try await wrongAnswers(to: dialogue.life)
    }
    #expect(wrong.count <= 2, "\(questions - wrong.count) of \(questions)\n\(wrong.joined(separator: "\n"))")
  }

  /// Tells the life day by day, waits for reflection after each, asks; what was answered wrong, with the answers.
  private func wrongAnswers(to life: Life) async throws -> [String] {
    let house = try House(answering: RecallResponder())
    let worker = Task { await house.memory.run() }  // awaited below
    for day in life.days {
      house.clock.set(Self.start.addingTimeInterval(Double(day.number) * 86_400))
      for text in day.said { _ = try await house.say([(.user, text)]) { $0.session = "day \(day.number)" } }
      _ = try await house.memory.queueStatus(of: nil, wait: true)
    }
    house.clock.set(Self.start.addingTimeInterval(Double(life.askedOn) * 86_400))
    var wrong: [String] = []
    for question in life.questions {
      let answer = try await house.say([(.user, question.text)]) { $0.session = "asking" }.text
      if let fault = question.fault(in: answer) { wrong.append("\(question.text) — \(fault)\n    \(answer)") }
    }
    worker.cancel()
    await worker.value
    try house.close()
    return wrong
  }
}
