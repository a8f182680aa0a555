import MnemeCore

/// Cuts text to a number of tokens where a reader would cut it: between sentences, else between words, never inside a
/// character. What is cut ends with an ellipsis, which is counted.
struct TextShortener {
  let estimator: TokenEstimator

  private static let ellipsis = "…"
  /// Bytes looked at for each token allowed, so that the cost does not depend on the length of the text: about twice what a
  /// token of English or Korean has.
  private static let bytesPerToken = 10

  /// The sentences at the start of a text, split once and cut as often as needed.
  struct Beginning {
    fileprivate let head: String
    /// Whether `head` is the whole text.
    fileprivate let isWhole: Bool
    fileprivate let sentences: [String]
    private let shortener: TextShortener

    /// - Parameter tokens: most that will be asked for.
    init(of text: String, tokens: Int, by shortener: TextShortener) {
      self.shortener = shortener
      (head, isWhole) = TextShortener.head(of: text, tokens: tokens)
      var sentences = SentenceSplitter.sentences(in: head)
      // The last sentence of a part of the text may be a part of a sentence.
      if !isWhole, sentences.count > 1 { sentences.removeLast() }
      self.sentences = sentences
    }

    /// As many whole sentences from the start as fit, at most `limit`; words of the first one when not even that fits.
    func cut(tokens: Int, sentences limit: Int = .max) -> String {
      let estimator = shortener.estimator
      if isWhole, sentences.count <= limit, estimator.tokens(in: head) <= tokens { return head }
      var kept = ""
      var count = 0
      for sentence in sentences.prefix(limit) {
        let longer = kept.isEmpty ? sentence : kept + " " + sentence
        let isLast = isWhole && count + 1 == sentences.count
        if estimator.tokens(in: isLast ? longer : longer + " " + ellipsis) > tokens { break }
        kept = longer
        count += 1
      }
      if kept.isEmpty { return shortener.wordsOnly(head, tokens: tokens) }
      return isWhole && count == sentences.count ? kept : kept + " " + ellipsis
    }
  }

  /// As many words from the start as fit.
  func words(of text: String, tokens: Int) -> String {
    let (head, isWhole) = Self.head(of: text, tokens: tokens)
    if isWhole, estimator.tokens(in: head) <= tokens { return head }
    return wordsOnly(head, tokens: tokens)
  }

  /// The part of the text that can matter, without white space at its ends, and whether that is all of it.
  private static func head(of text: String, tokens: Int) -> (String, Bool) {
    // Over scalars: a walk over characters is many times slower.
    var scalars = Substring(text).unicodeScalars
    while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
    let limit = max(1, tokens) * bytesPerToken
    let rest = Substring(scalars)
    guard let cut = rest.utf8.index(rest.startIndex, offsetBy: limit, limitedBy: rest.endIndex), cut < rest.endIndex
    else {
      while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
      return (String(Substring(scalars)), true)
    }
    var end = cut
    while rest.utf8[end] & 0xC0 == 0x80 { end = rest.utf8.index(before: end) }
    var head = String(rest[..<end])
    // The last character may go on after the cut.
    if !head.isEmpty { head.removeLast() }
    return (head, false)
  }

  private func wordsOnly(_ head: String, tokens: Int) -> String {
    let characters = Array(head)
    // Longest beginning that fits with its ellipsis; a longer beginning never costs less.
    var (low, high) = (0, characters.count)
    while low < high {
      let middle = (low + high + 1) / 2
      if estimator.tokens(in: String(characters[..<middle]) + Self.ellipsis) <= tokens {
        low = middle
      } else {
        high = middle - 1
      }
    }
    var end = low
    if end < characters.count, !characters[end].isWhitespace {
      // Back to the end of a word, unless that throws away half of it all (a text without spaces).
      let border = characters[..<end].lastIndex(where: \.isWhitespace)
      if let border, border >= end / 2 { end = border }
    }
    while end > 0, characters[end - 1].isWhitespace { end -= 1 }
    let kept = String(characters[..<end])
    return estimator.tokens(in: kept + Self.ellipsis) <= tokens ? kept + Self.ellipsis : ""
  }
}
