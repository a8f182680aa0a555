import Foundation
import MnemeCore
import Testing

@testable import MnemeMemory

@Suite struct ReflectionSentenceTests {
  private let said = Date(milliseconds: 1_778_248_560_000)

  private func candidates(_ text: String) -> [MemoryCandidate] {
    Reflector().candidates(in: text, role: .user, speaker: nil, trust: .user, at: said)
  }

  @Test(arguments: ReflectionSentences.english + ReflectionSentences.korean)
  func aSentenceGivesTheKindAndAttributeItStates(sentence: ReflectionSentence) throws {
    let found = candidates(sentence.text)
    guard let kind = sentence.kind else {
      #expect(found.isEmpty)
      return
    }
    let first = try #require(found.first)
    #expect(first.kind == kind)
    #expect(first.attribute == sentence.attribute)
    #expect(first.importance > 0 && first.importance <= 1)
  }

  @Test(arguments: ReflectionSentences.englishNothing)
  func whatStatesNothingGivesNothing(sentence: ReflectionSentence) {
    #expect(candidates(sentence.text).map(\.text) == [])
  }

  @Test func everyExampleInTheTablesIsReadByItsOwnRule() {
    for language in [LanguageRules.english, .korean] {
      for rule in language.rules {
        for example in rule.examples {
          let read = Reflector().ruleNames(in: example)
          #expect(read.contains(rule.name), "\(example)")
        }
      }
    }
  }
}
