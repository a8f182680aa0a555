/// Cuts texts into the windows that the encoder sees.
package enum TextWindows {
  /// Tokens of text in one window; `[CLS]` and `[SEP]` take the other two.
  package static let content = SentenceEncoder.window - 2
  /// Tokens from the start of one window of a text to that of the next: neighbours share about a quarter.
  package static let stride = 192
  /// Windows of one text. What lies beyond them (about 12 300 tokens, 9 000 English words) is not embedded.
  package static let limit = 64

  /// The one window of a query: its head.
  package static func head(of text: String, tokenizer: inout WordPieceTokenizer) -> [Int32] {
    var ids = [tokenizer.vocabulary.classify]
    tokenizer.append(text, to: &ids, limit: content)
    ids.append(tokenizer.vocabulary.separator)
    return ids
  }

  /// All windows of a document in order, at least one.
  package static func all(of text: String, tokenizer: inout WordPieceTokenizer) -> [[Int32]] {
    var tokens: [Int32] = []
    tokenizer.append(text, to: &tokens, limit: content + (limit - 1) * stride)
    var windows: [[Int32]] = []
    var start = 0
    repeat {
      let end = min(start + content, tokens.count)
      windows.append([tokenizer.vocabulary.classify] + tokens[start..<end] + [tokenizer.vocabulary.separator])
      if end == tokens.count { break }
      start += stride
    } while true
    return windows
  }
}
