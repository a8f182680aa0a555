import Foundation
import MnemeCore
import Testing

@testable import MnemeAssistant

@Suite struct ResponderTests {
  private static let now = Date(milliseconds: 1_778_248_560_000)  // 8 May 2026

  private static func hit(
    _ text: String, day: Int, score: Double = 0.5, role: Role = .user, speaker: String? = nil, trust: Trust = .user
  ) -> RecallHit {
    RecallHit(
      id: "m\(day)-\(text.count)", source: .message, content: text, score: score,
      createdAt: now.addingTimeInterval(Double(day) * 86_400), session: "s1", externalID: nil, speaker: speaker,
      role: role, kind: nil, trust: trust, validFrom: nil, validTo: nil, sources: [], explanation: nil)
  }

  private static let evidence: [RecallHit] = {
    let said = [
      "hey there, how are you?", "I live in Porto, near the old bridge.", "my dog's name is Biscuit, he's a beagle",
      "What is my dog's name?", "lol that is funny", "My sister Ilse works as a marine biologist.",
      "I'm allergic to shellfish btw", "the weather is awful today", "I just moved to Lisbon last week!",
      "my favourite colour is teal", "I've been learning the cello for two years", "we're flying to Oslo on 3 June",
      "I passed my driving test yesterday 🎉", "My birthday is on 12 October.", "i work at Halden Systems as a tester",
      "My brother Tomas has three kids.", "I drive a red Fiat", "the spare key is under the blue flowerpot",
      "We got a tabby last year. Her name is Pixel.", "thanks, that was helpful", "I can't stand coriander.",
      "My mum was born in Tampere and lives there still", "i wake up at 5:30 every day",
      "Our wedding anniversary is 9 September",
    ]
    var hits = said.enumerated().map { hit($1, day: $0 - 30, score: 0.9 - 0.03 * Double(($0 * 7) % 24)) }
    hits.append(
      hit(
        "I don't know: I find nothing about your cat's blood type.", day: -2, score: 0.95, role: .assistant,
        trust: .assistant))
    return hits.reversed()
  }()

  private static let koreanEvidence: [RecallHit] = [
    "안녕하세요", "저는 서울에 살아요.", "우리 강아지 이름은 보리예요.", "땅콩 알레르기가 있어요", "제 생일은 3월 5일이에요", "지난주에 부산으로 이사했어요!",
    "저는 출판사에 다녀요", "요즘 첼로를 배우고 있어요", "제 여동생은 간호사예요", "오늘 비가 오네요",
  ].enumerated().map { hit($1, day: $0 - 20) }

  private func ask(_ question: String, _ evidence: [RecallHit] = ResponderTests.evidence) -> String {
    RecallResponder().answer(
      to: ModelRequest(messages: [], question: question, evidence: evidence, now: Self.now, options: .init()))
  }

  @Test(
    arguments: [
      ("Where do I live?", "Lisbon"), ("which city is home for me now", "Lisbon"), ("What's my dog called?", "Biscuit"),
      ("what breed is my dog", "beagle"), ("What does my sister do for a living?", "marine biologist"),
      ("what's my sister's job", "marine biologist"), ("What am I allergic to?", "shellfish"),
      ("do i have any allergies?", "shellfish"), ("what colour do I like best?", "teal"),
      ("What's my favorite color?", "teal"), ("which instrument am i learning", "cello"),
      ("When is our trip to Oslo?", "3 June"), ("when do we fly to Oslo?", "3 June"),
      ("When did I pass my driving test?", "19 April 2026"), ("When's my birthday?", "12 October"),
      ("when was i born", "12 October"), ("Which company do I work for?", "Halden"), ("where do I work", "Halden"),
      ("How many children does my brother have?", "three"), ("What car do I have?", "Fiat"),
      ("what do i drive?", "Fiat"), ("Where did I put the spare key?", "flowerpot"),
      ("where is the spare key hidden", "flowerpot"), ("What is my cat's name?", "Pixel"),
      ("which food do I hate?", "coriander"), ("Where does my mother live?", "Tampere"),
      ("what time do I get up?", "5:30"), ("When is our wedding anniversary?", "9 September"),
      ("Where did I live before?", "Porto"), ("Who is Ilse?", "sister"),
    ])
  func aQuestionIsAnsweredFromWhatWasSaid(question: String, expected: String) {
    #expect(ask(question).contains(expected))
    #expect(!ask(question).contains("I don't know"))
  }

  @Test(
    arguments: [
      "What is my blood type?", "What's my brother's job?", "When is my sister's birthday?", "What is my middle name?",
      "Where did I go to school?", "What's my favourite food?", "How old is my daughter?", "What's my phone number?",
      "Who is my dentist?", "What is my parrot's name?", "When is my flight to Tokyo?", "What is my wifi password?",
      "What's my husband's name?", "How tall am I?", "Which team do I support?", "How old am I exactly, in dog years?",
      "What is my passport number?", "What colour is my bike?",
    ])
  func whatWasNeverSaidIsNotInvented(question: String) {
    #expect(ask(question).hasPrefix("I don't know"))
  }

  @Test(
    arguments: [
      ("제가 어디에 살죠?", "부산"), ("우리 강아지 이름이 뭐예요?", "보리"), ("나 무슨 알레르기 있어?", "땅콩"), ("제 생일이 언제예요?", "3월 5일"),
      ("제가 다니는 회사가 어디죠?", "출판사"), ("요즘 내가 뭘 배우고 있지?", "첼로"), ("여동생 직업이 뭐야?", "간호사"),
    ])
  func aKoreanQuestionIsAnsweredInKorean(question: String, expected: String) {
    #expect(ask(question, Self.koreanEvidence).contains(expected))
    #expect(ask(question, Self.koreanEvidence).contains("말씀하셨어요"))
  }

  @Test(arguments: ["우리 고양이 이름이 뭐예요?", "제 혈액형이 뭐예요?", "제 남동생 생일이 언제예요?", "제 전화번호가 뭐죠?"])
  func aKoreanQuestionWithoutAnAnswerIsNotInvented(question: String) {
    #expect(ask(question, Self.koreanEvidence).hasPrefix("그건 제 기억에 없어요"))
  }

  @Test func aCatIsNoDogAndABrotherNoSister() {
    #expect(ask("What is my dog's name?", [Self.hit("I have a cat named Pixel", day: -3)]).hasPrefix("I don't know"))
    #expect(ask("What's my sister's job?", [Self.hit("my brother is a nurse", day: -3)]).hasPrefix("I don't know"))
  }

  @Test func anOutdatedHomeComesLastAndSaysUntilWhen() throws {
    let lines = ask("Where do I live?").split(separator: "\n")
    #expect(lines.first?.contains("Lisbon") == true)
    #expect(try #require(lines.first { $0.contains("Porto") }).hasPrefix("Until 16 April 2026: "))
  }

  @Test func whatWasSaidBeforeTheClockWasSetBackIsOlder() throws {
    let lines = ask("Where do I live?", [Self.hit("I live in Porto.", day: 3), Self.hit("I moved to Ghent.", day: -1)])
      .split(separator: "\n")
    #expect(lines.first?.contains("Ghent") == true)
    #expect(try #require(lines.first { $0.contains("Porto") }).hasPrefix("Until "))
  }

  @Test func anAssistantsWordsAreNoTestimony() {
    let echo = Self.hit("Your dog is called Rex.", day: -1, role: .assistant, trust: .assistant)
    #expect(ask("What is my dog called?", [echo]).hasPrefix("I don't know"))
  }

  @Test func anotherSpeakersFirstPersonIsQuotedAsTheirs() {
    let other = Self.hit("I live in Ghent", day: -3, speaker: "Mina", trust: .other)
    #expect(ask("Where does Mina live?", [other]).contains("Mina said"))
    #expect(ask("Where do I live?", [other]).hasPrefix("I don't know"))
  }

  @Test func aStatementIsAcknowledged() {
    #expect(ask("btw I adopted a cat named Momo").hasPrefix("Noted: \u{201C}I adopted a cat named Momo\u{201D}"))
    #expect(ask("hello!").hasPrefix("Hello!"))
    #expect(ask("thanks a lot").hasPrefix("You're welcome"))
    #expect(ask("저는 대전에 살아요").hasPrefix("기억해 둘게요"))
  }

  @Test func theHintIsGivenOncePerConversation() {
    let before = [ModelMessage(role: .user, content: "Hi"), ModelMessage(role: .assistant, content: "Hi!")]
    let request = ModelRequest(
      messages: [], question: "hello", evidence: [], history: before, now: Self.now, options: .init())
    #expect(!RecallResponder().answer(to: request).contains(AnswerText.hintMark))
    #expect(ask("hello").contains(AnswerText.hintMark))
  }

  @Test func theStreamHonoursTheTokenLimitAndStopStrings() async throws {
    var request = ModelRequest(
      messages: [], question: "Where do I live?", evidence: Self.evidence, now: Self.now,
      options: SamplingOptions(maxTokens: 5))
    var last: ModelEvent?
    var pieces = 0
    for try await event in RecallResponder().stream(request) {
      if case .text = event { pieces += 1 }
      last = event
    }
    guard case .finished(let reason, let usage) = last else {
      Issue.record("no end")
      return
    }
    #expect(reason == .length)
    #expect(pieces > 0 && usage.completion <= 5 && !usage.reported)
    request.options = SamplingOptions(stop: ["said"])
    var text = ""
    for try await event in RecallResponder().stream(request) {
      if case .text(let piece) = event { text += piece }
    }
    #expect(text.hasSuffix("you "))
  }
}
