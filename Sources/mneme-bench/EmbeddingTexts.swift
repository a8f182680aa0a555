import MnemeCore
import MnemeModels

/// The texts of the embedding benchmark: everyday words, lengths as in conversations (many short, some long).
enum EmbeddingTexts {
  private static let words =
    ("the river was high after three days of rain and we walked along it until the old bridge near the mill where my "
    + "sister once lost her red bicycle she laughs about it now but that evening nobody could find a lamp or a ladder")
    .split(separator: " ").map(String.init)

  /// Exactly 32 tokens, `[CLS]` and `[SEP]` included: each word is one piece.
  static let sentence = words[0..<30].joined(separator: " ")

  /// `count` different texts of 3 to 198 words.
  static func mixed(_ count: Int) -> [String] {
    (0..<count).map { index in
      let length = index % 8 == 7 ? 60 + (index * 37) % 139 : 3 + (index * 13) % 40
      return (0..<length).map { words[($0 * $0 + index * 7 + $0) % words.count] }.joined(separator: " ")
    }
  }

  /// - Throws: `internal` when the sentence is not of the length the figure names.
  static func check(vocabularyIn folder: String) throws {
    var tokenizer = WordPieceTokenizer(
      vocabulary: try Vocabulary(path: folder + "/" + ModelDirectory.vocabularyFile))
    guard TextWindows.head(of: sentence, tokenizer: &tokenizer).count == 32 else {
      throw MnemeError(.internal, "The benchmark's sentence does not have 32 tokens.")
    }
  }
}
