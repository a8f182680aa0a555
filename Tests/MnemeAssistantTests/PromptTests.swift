import Foundation
import Logging
import MnemeCore
import MnemeMemory
import Testing

@testable import MnemeAssistant

@Suite struct PromptTests {
  private let now = Date(milliseconds: 1_760_000_000_000)

  private func safety() -> TurnSafety {
    TurnSafety(fences: FenceSource(random: { 0xABC }), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func prompts() -> PromptBuilder { PromptBuilder(settings: MemorySettings()) }

  @Test func theTailHoldsTimePauseAndNotesBeforeTheQuestion() throws {
    var context = AssembledContext()
    context.conversation = [
      ModelMessage(role: .user, content: "Hi."), ModelMessage(role: .assistant, content: "Hello."),
    ]
    context.pause = .newSession(hours: 7)
    context.notes = [NoteSection(layer: .longTerm, heading: "What you know:", lines: ["- [2026-01-02, user] I sail."])]
    let messages = try prompts().messages(
      RequestParts([.init(role: .user, content: "What now?")]), context: context, now: now, safety: safety())
    #expect(messages.map(\.role) == [.system, .user, .assistant, .user])
    #expect(
      messages[3].content == """
        <memory mark="zq00000000000abc">
        It is now 2025-10-09T08:53:20Z (GMT).
        7 hours have passed since the last message. Treat this as a new session.
        What you know:
        - [2026-01-02, user] I sail.
        </memory mark="zq00000000000abc">

        What now?
        """)
  }

  @Test func theHeadAndTheConversationStayTheSameFromTurnToTurn() throws {
    var first = AssembledContext()
    first.conversation = [ModelMessage(role: .user, content: "one"), ModelMessage(role: .assistant, content: "two")]
    var second = first
    second.conversation += [
      ModelMessage(role: .user, content: "three"), ModelMessage(role: .assistant, content: "four"),
    ]
    let system = [ModelMessage(role: .system, content: "Be brief.")]
    let a = try prompts().messages(
      RequestParts(system + [.init(role: .user, content: "three")]), context: first, now: now, safety: safety())
    let b = try prompts().messages(
      RequestParts(system + [.init(role: .user, content: "five")]), context: second, now: now.addingTimeInterval(60),
      safety: safety())
    #expect(a.dropLast() == b.prefix(a.count - 1))
  }

  @Test func aCorrectionShrinksTheRoom() {
    let estimator = TokenEstimator()
    func room(_ correction: Double) -> (all: Int, notes: Int) {
      prompts().room(
        in: 4096, system: [], question: "What now?", maxAnswerTokens: nil, estimator: estimator, correction: correction)
    }
    #expect(room(1).all < 4096 - PromptBuilder.answerReserve)
    #expect(Double(room(1.5).all) < Double(room(1).all) / 1.4)
    #expect(room(1).notes == Int(4096 * 0.35))
  }

  @Test func aQuestionLargerThanTheWindowLeavesNoRoom() {
    let question = String(repeating: "many words ", count: 5000)
    let room = prompts().room(
      in: 512,
      system: [], question: question, maxAnswerTokens: nil, estimator: TokenEstimator(), correction: 1)
    #expect(room.all == 0 && room.notes == 0)
  }
}

@Suite struct ConversationPathTests {
  @Test func whiteSpaceAtTheEndsDoesNotMakeAnotherPlace() {
    let a = ConversationPath.hashes(of: [ModelMessage(role: .assistant, content: " Hello.\n")])
    let b = ConversationPath.hashes(of: [ModelMessage(role: .assistant, content: "Hello.")])
    #expect(a == b)
  }

  @Test func roleTextAndOrderMakeThePlace() {
    let one = ModelMessage(role: .user, content: "a")
    let two = ModelMessage(role: .assistant, content: "a")
    let all = [[one], [two], [one, two], [two, one], [one, one]].map { ConversationPath.hashes(of: $0).last ?? "" }
    #expect(Set(all).count == all.count)
    #expect(all.allSatisfy { $0.utf8.count == 32 })
  }

  @Test(arguments: [
    "### Task:\nGenerate 1-3 broad tags categorizing the main themes\n### Chat History:\n…",
    "### Task:\nSuggest 3-5 relevant follow-up questions\n### Chat History:\n…",
    "Provide a concise, 5-word-or-less title for the conversation, using its same language.",
  ])
  func callsOfFrontEndsAreRecognised(text: String) {
    #expect(HousekeepingCalls.contains(text))
  }

  @Test(arguments: ["What title should my talk have?", "Task: buy milk", "I gave the conversation a title."])
  func whatPeopleSayIsNot(text: String) {
    #expect(!HousekeepingCalls.contains(text))
  }
}
