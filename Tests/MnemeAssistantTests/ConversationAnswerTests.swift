import Foundation
import MnemeCore
import Testing

@testable import MnemeAssistant

/// What the conversation itself adds to an answer, and what is promised of keeping it.
@Suite struct ConversationAnswerTests {
  private static let now = Date(milliseconds: 1_778_248_560_000)

  private func ask(
    _ question: String, after history: [(Role, String)] = [], memory: MemoryMode = .full, evidence: [RecallHit] = []
  ) -> String {
    RecallResponder().answer(
      to: ModelRequest(
        messages: [], question: question, evidence: evidence,
        history: history.map { ModelMessage(role: $0.0, content: $0.1) }, memory: memory, now: Self.now,
        options: .init()))
  }

  private static func hit(_ text: String, id: String = "m1", role: Role = .user) -> RecallHit {
    RecallHit(
      id: id, source: .message, content: text, score: 0.5, createdAt: now.addingTimeInterval(-864_000), session: "s1",
      externalID: nil, speaker: nil, role: role, kind: nil, trust: role == .assistant ? .assistant : .user,
      validFrom: nil, validTo: nil, sources: [], explanation: nil)
  }

  @Test func whatWasSaidBeforeInTheConversationAnswers() {
    let history: [(Role, String)] = [
      (.user, "I work as a pilot."), (.assistant, "Noted."), (.assistant, "You work as a cook."),
    ]
    #expect(ask("What is my job?", after: history) == "Earlier in this conversation you said: “I work as a pilot.”")
    let korean: [(Role, String)] = [(.user, "저는 약사예요."), (.assistant, "네.")]
    #expect(ask("제 직업이 뭐예요?", after: korean) == "이 대화에서 이렇게 말씀하셨어요: “저는 약사예요.”")
  }

  @Test func theConversationIsNewerThanMemory() {
    let lines = ask(
      "Where do I live?", after: [(.user, "I moved to Ghent."), (.assistant, "Noted.")],
      evidence: [Self.hit("I live in Porto.")]
    ).split(separator: "\n")
    #expect(lines.first?.contains("Ghent") == true)
    #expect(lines.last?.hasPrefix("Until ") == true && lines.last?.contains("Porto") == true)
  }

  @Test func aPronounMeansWhomTheConversationNamed() {
    let evidence = [Self.hit("My sister Runa lives in Aarhus."), Self.hit("My name is Tessa.", id: "m2")]
    let history: [(Role, String)] = [(.user, "Do you remember my sister?"), (.assistant, "Yes.")]
    #expect(ask("Where does she live?", after: history, evidence: evidence).contains("Aarhus"))
    #expect(ask("What is her name?", evidence: evidence).hasPrefix("I don't know whom you mean"))
  }

  @Test(arguments: [MemoryMode.off, .read])
  func nothingIsPromisedToBeKeptThatIsNot(mode: MemoryMode) {
    for text in ["I live in Rome.", "저는 로마에 살아요.", "hello", "안녕", "It is raining."] {
      let answer = ask(text, memory: mode)
      #expect(!answer.contains("Noted") && !answer.contains("기억해 둘게요") && !answer.contains("I will remember"))
      #expect(answer.contains("kept") || answer.contains("저장되지 않아요"))
    }
    #expect(ask("I live in Rome.").hasPrefix("Noted: “I live in Rome.”"))
  }

  @Test func theQuestionAskedBeforeIsNoAnswer() {
    let asked = [Self.hit("Where is the spare key"), Self.hit("what's the wifi password", id: "m2")]
    #expect(ask("Where is the spare key", evidence: asked).hasPrefix("I don't know"))
    #expect(ask("what's the wifi password", after: [(.user, "what's the wifi password")]).hasPrefix("I don't know"))
  }

  @Test(arguments: ["Forget that I have a dog", "please forget my dog", "Forget it.", "그건 잊어줘", "강아지 얘기는 잊어줘"])
  func aRequestToForgetIsToldWhereToForget(text: String) {
    #expect(ask(text).contains("mneme forget"))
    #expect(!ask(text).contains("\u{201C}"))
  }

  @Test func aRequestToForgetIsNoTestimony() {
    #expect(
      ask("What is our dog called?", evidence: [Self.hit("Forget that I have a dog called Rex")]).hasPrefix("I don't"))
    #expect(ask("Don't forget that I live in Rome.").hasPrefix("Noted"))
  }

  @Test(arguments: ["Who are you?", "What can you do?", "what's your name?", "너는 누구야?", "뭘 할 수 있어?"])
  func mnemeSaysWhatItIs(question: String) {
    let answer = ask(question, after: [(.user, "hi"), (.assistant, "Hello!")])
    #expect(answer.contains("Mneme") && answer.split(separator: "\n").count == 2)
  }

  @Test(arguments: [
    "ugh, traffic was awful this morning", "Good idea, let me think about it.", "what a day!", "비가 오네요",
  ])
  func aRemarkIsNoGreeting(text: String) {
    #expect(
      ask(text, after: [(.user, "hi"), (.assistant, "Hello!")]) == (text.first == "비" ? "네, 잘 들었어요." : "Understood."))
  }

  @Test(arguments: [
    (
      "### Task:\nGenerate a concise, 3-5 word title with an emoji.\n### Output:\nJSON format: { \"title\": \"…\" }\n### Chat History:\n<chat_history>\nUSER: I live in \"Porto\", by the sea\n</chat_history>",
      #"{"title": "I live in Porto, by"}"#
    ),
    ("### Task:\nGenerate 1-3 broad tags as JSON\n### Chat History:\nuser: hi", #"{"tags": ["General"]}"#),
    (
      "### Task:\nSuggest 3-5 relevant follow-up questions as JSON\n### Chat History:\nuser: hi", #"{"follow_ups": []}"#
    ),
    ("write a short title for this conversation", "Conversation"),
    (
      "### Task:\n" + String(repeating: "Mind the rules. ", count: 300) + "Suggest follow-up questions as JSON\n"
        + "### Chat History:\nuser: hi", #"{"follow_ups": []}"#
    ),
  ])
  func aFrontEndsOwnCallGetsWhatItAsksFor(call: String, expected: String) {
    #expect(ask(call, memory: .off) == expected)
  }

  @Test func whatIsReportedAsRecalledIsWhatIsQuoted() async throws {
    let house = try House(answering: RecallResponder())
    for text in ["I live in Ghent.", "My bike is blue.", "I drink tea in the morning."] {
      try await house.say([(.user, text)])
    }
    func recalled(_ question: String) async throws -> [String] {
      var hits: [RecallHit] = []
      let request = ChatRequest(
        space: .me, session: "asking", channel: "test", messages: [ModelMessage(role: .user, content: question)])
      for try await event in house.assistant.reply(to: request) {
        if case .started(let start) = event { hits = start.recalled }
      }
      return hits.map(\.content)
    }
    #expect(try await recalled("Where do I live?") == ["I live in Ghent."])
    #expect(try await recalled("What is my blood type?").isEmpty)
    try house.close()
  }

  @Test func whatWasAskedOftenDoesNotHideWhatWasSaid() async throws {
    let house = try House(answering: RecallResponder())
    try await house.say([(.user, "The blue suitcase is in the attic.")])
    for number in 0..<12 {
      try await house.say([(.user, "Where is the blue suitcase of number \(number)?")]) { $0.session = "s\(number)" }
    }
    let answer = try await house.say([(.user, "Where is the blue suitcase?")]) { $0.session = "last" }.text
    #expect(answer.hasPrefix("On ") && answer.contains("“The blue suitcase is in the attic.”"))
    try house.close()
  }
}
