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
    ("I always want you to write in German", "Answer in German."),
    ("I speak Dutch, so answer in Dutch", "Answer in Dutch."),
    ("When I ask for code, never use bullet points", "Do not use bullet points."),
    ("Speak formally with me", "Write formally."), ("짧게 대답해 줘", "Answer briefly."), ("영어로 답해줘", "Answer in English."),
    ("나를 대장이라고 불러줘", "Call the user 대장."), ("반말로 말해줘", "Write casually."), ("이모지는 쓰지 마", "Do not use emoji."),
  ])
  func wishesAboutAnswersAreUnderstood(_ sentence: String, _ wish: String) {
    #expect(AnswerWish.read(sentence)?.text == wish)
  }

  @Test(arguments: [
    "I speak Korean", "My brother writes in German", "I like short stories", "They call me late at night",
    "Call me tomorrow", "I had a brief meeting", "We live in Tokyo", "저는 한국어를 배워요", "I bought a long table",
    "I always speak with my manager in German", "I always write long letters to my mother",
    "I never take the bullet train", "Never take the bullet train",
    "At work we always speak French in meetings, in French",
    "I like to write long messages", "They want short answers", "저는 항상 독일어로 말해요",
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
  @Test func theOppositeReplacesAndDoesNotConfirm() {
    let (wanted, denied) = ("Use bullet points.", "Do not use bullet points.")
    for topic in ["bullets", nil] {
      var book = InsightBook()
      func learn(_ texts: String...) -> InsightBook.Outcome {
        book.learn(
          texts.map { InsightProposal(text: $0, topic: topic, sources: ["m"], confidence: 0.7) }, at: .now
        ) { UUID().uuidString }
      }
      _ = learn(wanted)
      let outcome = learn(denied)
      #expect(outcome.confirmed == 0 && outcome.replaced == 1 && book.active.map(\.text) == [denied])
      #expect(learn("Always use bullet points").replaced == (topic == nil ? 0 : 1))
    }
    var book = InsightBook()
    let both = [wanted, denied].map { InsightProposal(text: $0, topic: nil, sources: ["m"], confidence: 0.7) }
    _ = book.learn(both, at: .now) { UUID().uuidString }
    #expect(book.active.map(\.text) == [wanted])
  }
}
