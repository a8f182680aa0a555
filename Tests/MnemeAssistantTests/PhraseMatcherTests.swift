import Testing

@testable import MnemeAssistant

@Suite struct PhraseMatcherTests {
  @Test func phrasesAreFoundInAnyCaseAtTheBordersOfWords() {
    let matcher = PhraseMatcher(["maybe", "i think", "be", "아마", "things"])
    func found(_ text: String) -> [Int] { matcher.found(in: text.utf8) }
    #expect(found("Maybe I think so") == [0, 1])
    #expect(found("maybes and rethinking") == [])
    #expect(found("to be, maybe") == [2, 0])
    #expect(found("그건 아마도요") == [3])
    #expect(found("i thing things i think") == [4, 1])
    #expect(found("") == [])
  }

  @Test func itAgreesWithASearchForEachPhrase() {
    let words = ["ab", "abc", "bc", "c", "가나", "나"]
    let matcher = PhraseMatcher(words)
    var state: UInt64 = 7
    for _ in 0..<500 {
      var text = ""
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1
        text += ["a", "b", "c", " ", "가", "나"][Int(state >> 33) % 6]
      }
      let tokens = text.split(separator: " ", omittingEmptySubsequences: true).flatMap { piece in
        // Korean syllables are no part of a word of letters.
        piece.split { "가나".contains($0) }.map(String.init)
      }
      let expected = words.indices.filter { number in
        number < 4 ? tokens.contains(words[number]) : text.contains(words[number])
      }
      #expect(Set(matcher.found(in: text.utf8)) == Set(expected), "\(text)")
    }
  }
}
