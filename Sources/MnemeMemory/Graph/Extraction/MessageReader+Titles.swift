import MnemeCore

/// Titles between quotation marks, and names that stand at the head of a sentence and elsewhere too.
extension MessageReader {
  /// "Lord of the Winds" between quotation marks: every word that carries meaning begins with a capital.
  mutating func findTitles() {
    for quote in scan.quotes where quote.count <= 7 {
      let words = tokens[quote]
      let isKoreanTitle = words.allSatisfy { $0.form == .hangul || $0.form == .number } && isBracketed(quote)
      let isTitle =
        words.allSatisfy { $0.isWrittenAsName || $0.form == .number || $0.traits.contains(.function) }
        && words.first?.isWrittenAsName == true
        && words.contains { $0.isWrittenAsName && !$0.traits.contains(.function) }
      let isCued = quote.lowerBound > 0 && tokens[quote.lowerBound - 1].traits.intersects([.noun, .named])
      guard isKoreanTitle || (isTitle && (words.count > 1 || isCued)) else { continue }
      // "Thanks", "Good Luck": somebody's words.
      if !isCued, !isKoreanTitle, words.allSatisfy({ $0.traits.intersects([.function, .greeting]) }) { continue }
      add(quote, kind: .concept, isCertain: true)
    }
  }

  /// In 『 』 or 《 》, which enclose titles and nothing else.
  func isBracketed(_ quote: Range<Int>) -> Bool {
    let start = tokens[quote.lowerBound].range.lowerBound
    guard start >= 3 else { return false }
    let mark = bytes[(start - 3)..<start]
    return [0x300E, 0x300A].contains { (value: UInt32) in
      Unicode.Scalar(value).map { Array(String($0).utf8) == Array(mark) } ?? false
    }
  }

  /// A first word of a sentence that stands elsewhere in the message as a name is that name.
  mutating func findRepeatedNames() {
    let known = Dictionary(
      spans.filter { $0.tokens.count == 1 }.map { (tokens[$0.tokens.lowerBound].word, ($0.kind, $0.isCertain)) }
    ) { first, _ in first }
    guard !known.isEmpty else { return }
    for index in tokens.indices where tokens[index].isInitial && tokens[index].isWrittenAsName && spanOfToken[index] < 0
    {
      if let (kind, isCertain) = known[tokens[index].word], !tokens[index].traits.intersects(.noName) {
        add(index..<(index + 1), kind: kind, isCertain: isCertain)
      }
    }
  }
}
