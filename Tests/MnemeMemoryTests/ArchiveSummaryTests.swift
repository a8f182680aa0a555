import Foundation
import MnemeCore
import Testing

@testable import MnemeMemory

@Suite struct ArchiveSummaryTests {
  private func digest(_ script: String) -> ConversationDigest { InventedConversation(script).digest }

  // MARK: Titles

  @Test func aTitleNamesWhatTheUserTalksAbout() {
    #expect(InventedConversation.trip.digest.title == "Apartment in Alfama, trip to Lisbon")
    #expect(InventedConversation.leak.digest.title == "Memory leak in Swift, view controller")
    #expect(digest("user: What's the capital of Portugal?\nassistant: Lisbon.").title == "Capital of Portugal")
    #expect(
      digest("user: hi, my dishwasher leaks water onto the kitchen floor").title.lowercased().contains("dishwasher"))
  }

  @Test func aKoreanTitleIsMadeOfNounsWithoutParticles() {
    #expect(InventedConversation.busan.digest.title == "해운대 호텔, 숙소 추천")
    #expect(InventedConversation.crawler.digest.title == "요청 간격")
    let cat = digest("user: 우리 고양이가 사료를 안 먹어\nuser: 고양이를 병원에 데려가야 할까?")
    #expect(cat.title.contains("고양이"))
    #expect(cat.topics.contains("고양이") && cat.topics.contains("사료"))
  }

  @Test func aTitleFitsAndBeginsWithACapital() {
    for conversation in InventedConversation.all {
      let title = conversation.digest.title
      #expect((1...ConversationDigest.titleLimit).contains(title.unicodeScalars.count))
      #expect(title.first?.isLowercase == false)
      #expect(title == title.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    #expect(ConversationTitle.capitalised("iPhone cover") == "iPhone cover")
    #expect(ConversationTitle.capitalised("éclair recipe") == "Éclair recipe")
    #expect(ConversationTitle.capitalised("부산 여행") == "부산 여행")
  }

  @Test func withoutAPhraseTheTitleIsTheFirstSentenceCutAtAWord() {
    let plain = digest(
      "user: I need some help with the work thing we were talking about last week because of the people there.")
    #expect(plain.title.hasSuffix("…"))
    #expect(plain.title.unicodeScalars.count <= ConversationDigest.titleLimit)
    #expect(plain.title.hasPrefix("I need some help with the work"))
    #expect(plain.titleSources == ["m0"])
    #expect(ConversationTitle.cut("short", to: 60) == "short")
    let word = String(repeating: "가", count: 100)
    #expect(ConversationTitle.cut(word, to: 60) == String(repeating: "가", count: 59) + "…")
  }

  @Test func theUserNamesTheConversationNotTheAssistant() {
    let result = digest(
      """
      user: Tell me about the aurora
      assistant: Auroras glow where the magnetosphere funnels electrons into oxygen. The magnetosphere is vast.
      assistant: The magnetosphere protects the ionosphere. Electrons excite oxygen and nitrogen.
      """)
    #expect(result.title == "Aurora")
  }

  @Test(arguments: [
    "", "user: hello", "user: hi\nassistant: Hello! How are you?\nuser: thanks, bye",
    "user: 안녕하세요\nuser: ㅋㅋㅋ\nuser: 고마워요!",
    "user: Good morning!", "user: ok", "user: 👍", "user: ...", "user: https://example.org/a?b=c",
    "user: ```python\\nprint('leak')\\n```", "system: You are a helpful assistant.", "user: > quoted words of another",
  ])
  func whereNothingIsSaidThereIsNothing(script: String) {
    #expect(digest(script) == .empty)
  }

  @Test func greetingsNeverStandInTitleOrSummary() {
    let result = digest(
      "user: Hello Ravi, I repaired the bicycle chain yesterday\nuser: Good evening! The derailleur still slips\nuser: Thanks!"
    )
    for text in [result.title, result.summary] + result.topics {
      for word in ["Hello", "Good evening", "Thanks"] { #expect(!text.contains(word), "\(text)") }
    }
    #expect(result.summary.contains("I repaired the bicycle chain yesterday."))
  }

  // MARK: Summaries

  @Test func aSummaryHoldsTheUsersStatementsInOrderOfTime() {
    let result = InventedConversation.trip.digest
    #expect(
      result.sentences.map(\.text) == [
        "I'm planning a trip to Lisbon in October with my sister.",
        "We want to stay near Alfama and visit Sintra on the second day.",
        "I booked a small apartment in Alfama for five nights.",
      ])
    #expect(result.sentences.map(\.message) == ["m2", "m4", "m8"])
    #expect(result.summary == result.sentences.map(\.text).joined(separator: " "))
  }

  @Test func everySentenceStandsInItsMessage() {
    for conversation in InventedConversation.all {
      let result = conversation.digest
      #expect((2...4).contains(result.sentences.count))
      #expect(result.summary.unicodeScalars.count <= ConversationDigest.summaryLimit)
      var last = -1
      for sentence in result.sentences {
        let place = conversation.messages.firstIndex { $0.id == sentence.message } ?? -1
        #expect(place >= last)
        last = place
        let text = conversation.messages[place].text
        #expect(text.contains(sentence.text) || text.contains(sentence.text.dropFirst(1)))
      }
    }
  }

  @Test func otherSpeakersAndTheAssistantAreNamed() {
    let cello = InventedConversation.cello.digest
    #expect(cello.sentences.contains { $0.speaker == "Ada" })
    #expect(cello.summary.contains("Ada: "))
    #expect(cello.summary.contains("I play the viola in an amateur orchestra."))
    #expect(!cello.topics.contains("Ada"))
    let capital = digest("user: What's the capital of Portugal?\nassistant: Lisbon is the capital of Portugal.")
    #expect(capital.summary.contains("Assistant: Lisbon is the capital of Portugal."))
  }

  @Test func statementsGoBeforeQuestions() {
    let result = digest(
      """
      user: Should I paint the fence blue?
      user: Do you think the fence needs sanding?
      user: I painted the fence blue with two coats of linseed paint.
      user: The fence took nine litres of linseed paint.
      user: Is linseed paint any good?
      user: What about the gate?
      """)
    #expect(result.sentences.count >= 2)
    #expect(!result.sentences.contains { $0.text.hasSuffix("?") })
    #expect(result.summary.contains("I painted the fence blue"))
  }

  @Test func whatIsSaidTwiceIsSummarisedOnce() {
    let result = digest(
      """
      user: My tomato seedlings are growing on the balcony.
      user: My tomato seedlings are growing on the balcony.
      user: My tomato seedlings are growing on the balcony!
      user: The basil was eaten by snails.
      user: I bought copper tape against the snails.
      """)
    #expect(result.sentences.count { $0.text.contains("seedlings") } == 1)
    #expect(result.summary.contains("snails"))
  }

  @Test func aLongSentenceIsCutAndTheWholeFits() {
    let long = "I described the restoration of the harpsichord " + String(repeating: "with felt and quills ", count: 60)
    let script = (0..<6).map { "user: \(long) part \($0)." }.joined(separator: "\n")
    let result = digest(script)
    #expect(!result.sentences.isEmpty)
    #expect(result.summary.unicodeScalars.count <= ConversationDigest.summaryLimit)
    #expect(result.sentences.allSatisfy { $0.text.hasSuffix("…") })
  }

  // MARK: Topics

  @Test func topicsAreTermsAsTheyWereWritten() {
    #expect(InventedConversation.trip.digest.topics == ["Alfama", "Lisbon", "Sintra", "apartment"])
    #expect(InventedConversation.leak.digest.topics.prefix(2) == ["view controller", "memory leak"])
    for conversation in InventedConversation.all {
      let topics = conversation.digest.topics
      #expect((1...ConversationDigest.topicLimit).contains(topics.count))
      #expect(Set(topics).count == topics.count)
      let said = conversation.messages.map(\.text).joined(separator: "\n")
      #expect(topics.allSatisfy(said.contains))
    }
  }

  // MARK: What must be kept back

  @Test(arguments: [
    "my password is swordfish", "The passcode for the shed: 4711", "my pin is 4711", "write to ada@host.org please",
    "call me at 010-1234-5678", "call 555-0142 tonight", "my card is 4111 1111 1111 1111",
    "use key sk_live_9a8b7c6d5e4f3a2b",
    "+44 20 7946 0958 is the office", "My social security number ends in 12", "내 비밀번호는 나비야", "계좌번호 알려줄게", "주민등록번호가 필요해",
    "전화번호는 010 1234 5678이야", "IBAN DE89 3704 0044 0532 0130 00",
  ])
  func secretsAreNeitherTitleNorSummaryNorTopic(text: String) {
    #expect(SensitiveText.isSensitive(text))
    let result = digest("user: \(text)\nuser: The zucchini are ripe.\nassistant: Understood, \(text)")
    #expect(result.title == "Zucchini")
    #expect(result.summary == "The zucchini are ripe.")
    #expect(result.sources == ["m1"])
    #expect(digest("user: \(text)") == .empty)
  }

  @Test(arguments: [
    "We met on 2026-05-08 at noon", "It cost 1,250,000 won", "in 2023-2024 we lived there", "10 20 30 40",
    "the token budget",
    "pin the note to the board", "version 1.2.3", "at 2026-05-08 10:30", "비행기 표를 샀어", "secretary of the club",
  ])
  func ordinaryNumbersAndWordsAreNoSecrets(text: String) {
    #expect(!SensitiveText.isSensitive(text))
  }

  // MARK: Sources

  @Test func theDigestKnowsWhichMessagesItComesFrom() {
    let result = InventedConversation.trip.digest
    // The assistant speaks of the topics as well.
    #expect(result.sources == ["m2", "m3", "m4", "m5", "m8"])
    #expect(result.derives(from: "m4"))
    #expect(!result.derives(from: "m7") && !result.derives(from: "m0"))
    for topic in result.terms { #expect(!topic.messages.isEmpty) }
  }

  @Test func whatIsForgottenLeavesNoTrace() {
    for conversation in InventedConversation.all {
      let result = conversation.digest
      for source in result.sources {
        let rest = conversation.messages.filter { $0.id != source }
        #expect(!SessionDigester().digest(rest).derives(from: source))
      }
      // A message that is no source may go without changing what was taken from the others.
      #expect(result.sources.allSatisfy { id in conversation.messages.contains { $0.id == id } })
    }
  }

  // MARK: Frequencies from outside

  @Test func whatIsCommonInTheSpaceNamesNoConversation() {
    let conversation = InventedConversation(
      "user: The orchestra played in the greenhouse.\nuser: The orchestra liked the greenhouse.")
    #expect(conversation.digest.topics.contains("orchestra"))
    let digester = SessionDigester { $0 == "orchestra" ? 0.6 : nil }
    let result = digester.digest(conversation.messages)
    #expect(result.topics == ["greenhouse"])
    #expect(result.title == "Greenhouse")
    let odd = SessionDigester { _ in .nan }
    #expect(odd.digest(conversation.messages).title.unicodeScalars.count <= ConversationDigest.titleLimit)
  }

  // MARK: Bounds

  @Test func aVeryLongConversationIsDigestedWithinBounds() {
    let nouns = [
      "lantern", "harbour", "violin", "orchard", "compass", "glacier", "saddle", "anvil", "beacon", "quarry",
    ]
    let messages = (0..<2400).map { i in
      InventedConversation.message(
        i,
        "I carried the \(nouns[i % 10]) to the \(nouns[(i * 7 + 3) % 10]) on day \(i). The \(nouns[i % 3]) was heavy.",
        role: i % 2 == 0 ? .user : .assistant)
    }
    let result = SessionDigester().digest(messages)
    #expect((2...4).contains(result.sentences.count))
    #expect(result.summary.unicodeScalars.count <= ConversationDigest.summaryLimit)
    #expect(!result.title.isEmpty)
    // Nothing between the first quarter and the rest of what is read.
    let read = Set(messages.prefix(500).map(\.id) + messages.suffix(1500).map(\.id))
    #expect(read.isSuperset(of: result.sources))
  }

  @Test func onlyTheBeginningOfAVeryLongMessageIsRead() {
    let filler = String(repeating: "The lantern hung in the harbour. ", count: 400)
    let result = digest("user: \(filler) The xylophone was found.")
    #expect(!result.topics.contains("xylophone"))
    #expect(!result.title.isEmpty)
  }

  @Test func theSameConversationGivesTheSameDigest() {
    for conversation in InventedConversation.all {
      let first = conversation.digest
      for _ in 0..<5 { #expect(conversation.digest == first) }
    }
  }

  @Test func randomTextDoesNoHarm() {
    var state: UInt64 = 7
    func next(_ bound: UInt32) -> UInt32 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt32(truncatingIfNeeded: state >> 33) % bound
    }
    let pieces = [
      "the", "I", "가", "를", "하고", "bread", "**", "```", "\n", "[", "](", ")", "<b>", "|", ">", "- ", "1. ", "http://",
      "@",
      ".", "?", "!", "'s", "-", "ㅋㅋ", "여행했어", "고양이", "é", "😀", "C++", "2026", ":", "…", "\u{0}", "e\u{301}", "U.S.",
    ]
    for _ in 0..<400 {
      let messages = (0..<Int(next(6))).map { i in
        InventedConversation.message(
          i,
          (0..<Int(next(30))).map { _ in pieces[Int(next(UInt32(pieces.count)))] + (next(2) == 0 ? " " : "") }.joined(),
          role: Role.allCases[Int(next(4))], speaker: next(3) == 0 ? "Ada" : nil)
      }
      let result = SessionDigester().digest(messages)
      #expect(result.title.unicodeScalars.count <= ConversationDigest.titleLimit)
      #expect(result.summary.unicodeScalars.count <= ConversationDigest.summaryLimit)
      #expect(result.topics.count <= ConversationDigest.topicLimit && result.sentences.count <= 4)
      #expect(
        result.sources.allSatisfy { id in messages.contains { $0.id == id && $0.role != .system && $0.role != .tool } })
    }
  }
}
