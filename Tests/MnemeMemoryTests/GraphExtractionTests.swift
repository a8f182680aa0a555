import Foundation
import MnemeCore
import Testing

@testable import MnemeMemory

@Suite struct GraphExtractionTests {
  @Test(arguments: [("English", GraphSentences.english), ("Korean", GraphSentences.korean)])
  func theSentencesAreReadPrecisely(_ language: String, _ sentences: [LabelledSentence]) {
    let score = GraphExtractionScore(sentences)
    print(language, score.summary)
    for difference in score.differences { print("   ", difference) }
    #expect(score.precision >= 0.97 && score.recall >= 0.95)
  }
}
