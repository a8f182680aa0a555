import Foundation
import MnemeCore
import MnemeMemory
import Testing

@testable import MnemeAssistant

/// However much is recalled, a fixed number of sentences is read.
@Suite struct BoundedEvidenceTests {
  private static let now = Date(milliseconds: 1_778_248_560_000)

  private static func filled(_ sentence: (Int) -> String) -> String {
    var text = ""
    var number = 0
    while text.utf8.count < 100_000 {
      text += sentence(number)
      number += 1
    }
    return text
  }

  private static func hit(_ text: String, _ number: Int) -> RecallHit {
    RecallHit(
      id: "m\(number)", source: .message, content: text, score: 0.5,
      createdAt: now.addingTimeInterval(-86_400 * Double(number + 1)), session: "s1", externalID: nil, speaker: nil,
      role: .user, kind: nil, trust: .user, validFrom: nil, validTo: nil, sources: [], explanation: nil)
  }

  private static let long: [String] = [
    filled { "I moved to town \($0) and live there. " }, filled { "we live at home in house \($0) and moved " },
    filled { "저는 지금 \($0)번지 집에 살아요. " }, filled { "집에 살고 이사하고 \($0) " }, filled { "home \($0)\n" },
    filled { "The river number \($0) runs past the mill. " }, String(repeating: "home", count: 25_000),
  ]

  @Test func twelveLongTextsCostNoMoreSentencesThanThePoolHolds() {
    for text in Self.long {
      for question in ["Where do I live?", "What do you know about me?", "제가 어디에 살죠?"] {
        let pool = EvidencePool(
          (0..<12).map { Self.hit(text, $0) },
          history: (0..<40).map { _ in ModelMessage(role: .user, content: text) },
          keywords: QuestionReading(question).keywords, reflector: Reflector(), calendar: .gregorian(in: .gmt),
          now: Self.now)
        #expect(pool.analysed.sentences <= EvidencePool.sentenceLimit)
        #expect(pool.analysed.bytes <= EvidencePool.byteLimit.memory + EvidencePool.byteLimit.conversation)
      }
    }
  }

  @Test func atMostAFixedNumberOfSentencesComesFromOneText() {
    for keywords: Set<String> in [[], ["live", "home", "mov", "살", "집"]] {
      for text in Self.long {
        let sentences = EvidencePassages(keywords: keywords).sentences(of: text)
        #expect(sentences.count <= EvidencePassages.perText)
        #expect(sentences.reduce(0) { $0 + $1.utf8.count } <= EvidencePassages.whole)
      }
    }
  }

  @Test(arguments: [
    ("The mill stands still. ", "I now live in Ghent, near the station.", "Where do I live?", "Ghent"),
    ("비가 오네요. ", "저는 지금 전주에 살아요.", "제가 어디에 살죠?", "전주"),
  ])
  func whatAnswersIsFoundInTheMiddleOfALongText(filler: String, needle: String, question: String, expected: String) {
    let half = String(repeating: filler, count: 50_000 / filler.utf8.count)
    let answer = RecallResponder().answer(
      to: ModelRequest(
        messages: [], question: question, evidence: [Self.hit(half + needle + " " + half, 0)], now: Self.now,
        options: .init()))
    #expect(answer.contains("\u{201C}\(needle)\u{201D}"))
    #expect(answer.contains(expected))
  }

  @Test func theSentencesThatHoldMostOfTheQuestionsWordsComeOut() {
    let text =
      String(repeating: "My home is far. ", count: 300) + "The spare key of my home hangs in the shed. "
      + String(repeating: "My home is far. ", count: 300)
    let sentences = EvidencePassages(keywords: ["spar", "key", "home"]).sentences(of: text)
    #expect(sentences.contains("The spare key of my home hangs in the shed."))
  }

  @Test func aLongQuestionIsReadAtItsEnds() {
    let request = ModelRequest(
      messages: [], question: Self.long[5] + " Where do I live?", evidence: [Self.hit("I live in Ghent.", 0)],
      now: Self.now, options: .init())
    #expect(RecallResponder().answer(to: request).contains("\u{201C}I live in Ghent.\u{201D}"))
  }
}
