import Foundation
import MnemeCore
import Testing

@testable import MnemeAssistant

@Suite struct AnswerWishTests {
  @Test(arguments: [
    ("Please answer briefly", "Answer briefly."), ("I don't like long answers", "Answer briefly."),
    ("I like detailed explanations", "Answer in detail."), ("Answer me in Korean", "Answer in Korean."),
    ("Please call me Sam", "Call the user Sam."), ("You can just call me Mary Ann", "Call the user Mary Ann."),
    ("no emojis please", "Do not use emoji."), ("I want bullet points", "Use bullet points."),
    ("Speak formally with me", "Write formally."), ("짧게 대답해 줘", "Answer briefly."), ("영어로 답해줘", "Answer in English."),
    ("나를 대장이라고 불러줘", "Call the user 대장."), ("반말로 말해줘", "Write casually."), ("이모지는 쓰지 마", "Do not use emoji."),
  ])
  func wishesAboutAnswersAreUnderstood(_ sentence: String, _ wish: String) {
    #expect(AnswerWish.read(sentence)?.text == wish)
  }

  @Test(arguments: [
    "I speak Korean", "My brother writes in German", "I like short stories", "They call me late at night",
    "Call me tomorrow", "I had a brief meeting", "We live in Tokyo", "저는 한국어를 배워요", "I bought a long table",
  ])
  func otherStatementsAreNone(_ sentence: String) {
    #expect(AnswerWish.read(sentence) == nil)
  }
}

@Suite struct InsightIndexTests {
  @Test func formDoesNotMatterAndShortTextsContainNothing() {
    var index = InsightIndex()
    index.insert(.init(id: "1", text: "Answer briefly.", topic: nil, sources: ["m"], confidence: 1, learnedAt: .now))
    index.insert(
      .init(
        id: "2", text: "Give prices with and without tax.", topic: nil, sources: ["m"], confidence: 1, learnedAt: .now))
    #expect(index.match("  answer  BRIEFLY") == "1")
    #expect(index.match("Always give prices with and without tax, please") == "2")
    #expect(index.match("prices with and without") == "2")
    #expect(index.match("tax") == nil)
    #expect(index.match("Answer briefly and give prices in euros") == nil)
  }
}
