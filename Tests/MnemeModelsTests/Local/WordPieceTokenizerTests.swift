import Foundation
import Testing

@testable import MnemeModels

@Suite struct WordPieceTokenizerTests {
  @Test func tokensOfAllFixtureTextsEqualTheOriginals() throws {
    var tokenizer = WordPieceTokenizer(vocabulary: try Model.load().vocabulary)
    let texts = try Fixture.shared.get().texts
    #expect(texts.count >= 200)
    for (index, text) in texts.enumerated() {
      #expect(TextWindows.head(of: text.text, tokenizer: &tokenizer) == text.ids, "text \(index)")
    }
  }

  /// All 1.1 million scalars between two letters, against a digest of what the original makes of them.
  @Test func everyUnicodeScalarIsNormalisedAndSplitAsByTheOriginal() throws {
    var tokenizer = WordPieceTokenizer(vocabulary: try Model.load().vocabulary)
    let expected = try Fixture.data("normaliser-pages.u64")
    try #require(expected.count == 0x1100 * 8)
    var wrong: [String] = []
    for page in 0..<0x1100 {
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for low in 0..<256 {
        guard let scalar = Unicode.Scalar(UInt32(page << 8 | low)) else { continue }
        for word in tokenizer.words("a\(Character(scalar))b") {
          for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
          hash = hash &* 0x100_0000_01b3
        }
        hash = (hash ^ 1) &* 0x100_0000_01b3
      }
      let original = expected.withUnsafeBytes {
        UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: page * 8, as: UInt64.self))
      }
      if hash != original { wrong.append(String(page, radix: 16)) }
    }
    #expect(wrong.isEmpty, "pages of 256 scalars that differ")
  }

  @Test func aLimitCutsTheSameTokens() throws {
    var tokenizer = WordPieceTokenizer(vocabulary: try Model.load().vocabulary)
    var all: [Int32] = []
    let text = "unbelievably long words, pharmaceutical reorganisations"
    tokenizer.append(text, to: &all, limit: .max)
    for limit in 0...all.count {
      var some: [Int32] = [7]
      tokenizer.append(text, to: &some, limit: limit)
      #expect(some == [7] + all.prefix(limit))
    }
  }

  @Test func windowsOverlapAndCoverTheText() throws {
    var tokenizer = WordPieceTokenizer(vocabulary: try Model.load().vocabulary)
    for words in [0, 1, 254, 255, 446, 447, 2000] {
      let windows = TextWindows.all(
        of: Array(repeating: "river", count: words).joined(separator: " "), tokenizer: &tokenizer)
      let expected =
        words <= TextWindows.content
        ? 1 : 1 + (words - TextWindows.content + TextWindows.stride - 1) / TextWindows.stride
      #expect(windows.count == expected, "\(words) words")
      #expect(windows.dropLast().allSatisfy { $0.count == SentenceEncoder.window })
      let covered =
        windows.reduce(0) { $0 + $1.count - 2 } - (windows.count - 1) * (TextWindows.content - TextWindows.stride)
      #expect(covered == words)
    }
  }

  @Test func aTextHasAtMostSixtyFourWindows() throws {
    var tokenizer = WordPieceTokenizer(vocabulary: try Model.load().vocabulary)
    let windows = TextWindows.all(of: String(repeating: "river ", count: 40_000), tokenizer: &tokenizer)
    #expect(windows.count == TextWindows.limit)
  }

  @Test(arguments: ["", "[CLS]\n[SEP]\n", "[CLS]\n[UNK]\nword\n"])
  func aVocabularyWithoutItsMarkersIsRefused(content: String) {
    #expect(throws: (any Error).self) {
      try Vocabulary(pieces: content.split(separator: "\n").map { Array($0.utf8) })
    }
  }
}
