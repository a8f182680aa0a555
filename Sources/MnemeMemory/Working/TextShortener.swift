import MnemeCore

/// Cuts text to a number of tokens where a reader would cut it: between sentences, else between words, never inside a
/// character. What is cut ends with an ellipsis, which is counted.
enum TextShortener {
  private static let ellipsis = "…"
  /// Characters looked at for each token allowed: enough for the longest words and some white space, so that the cost does
  /// not depend on the length of the text.
  private static let charactersPerToken = 16

  /// As many whole sentences from the start as fit; words of the first one when not even that fits.
  static func sentences(of text: String, tokens: Int) -> String {
    cut(text, tokens: tokens, sentences: .max)
  }

  /// The first sentence, or as many words of it as fit.
  static func firstSentence(of text: String, tokens: Int) -> String {
    cut(text, tokens: tokens, sentences: 1)
  }

  /// As many words from the start as fit.
  static func words(of text: String, tokens: Int) -> String {
    let (head, isWhole) = head(of: text, tokens: tokens)
    if isWhole, TokenEstimator.estimate(head) <= tokens { return head }
    return wordsOnly(head, tokens: tokens)
  }

  private static func cut(_ text: String, tokens: Int, sentences limit: Int) -> String {
    let (head, isWhole) = head(of: text, tokens: tokens)
    if isWhole, limit == .max, TokenEstimator.estimate(head) <= tokens { return head }
    var sentences = SentenceSplitter.sentences(in: head)
    if isWhole, sentences.count <= limit, TokenEstimator.estimate(head) <= tokens { return head }
    // The last sentence of a part of the text may be a part of a sentence.
    let isCutInside = !isWhole && sentences.count > 1
    if isCutInside { sentences.removeLast() }
    var kept = ""
    var count = 0
    for sentence in sentences.prefix(limit) {
      let longer = kept.isEmpty ? sentence : kept + " " + sentence
      let isLast = isWhole && count + 1 == sentences.count
      if TokenEstimator.estimate(isLast ? longer : longer + " " + ellipsis) > tokens { break }
      kept = longer
      count += 1
    }
    if kept.isEmpty { return wordsOnly(head, tokens: tokens) }
    return isWhole && count == sentences.count ? kept : kept + " " + ellipsis
  }

  /// The part of the text that can matter, without white space at its ends, and whether that is all of it.
  private static func head(of text: String, tokens: Int) -> (String, Bool) {
    let trimmed = text.drop(while: \.isWhitespace)
    let limit = max(1, tokens) * charactersPerToken
    guard let end = trimmed.index(trimmed.startIndex, offsetBy: limit, limitedBy: trimmed.endIndex),
      end < trimmed.endIndex
    else {
      var whole = trimmed
      while let last = whole.last, last.isWhitespace { whole.removeLast() }
      return (String(whole), true)
    }
    return (String(trimmed[..<end]), false)
  }

  private static func wordsOnly(_ head: String, tokens: Int) -> String {
    let characters = Array(head)
    // Longest beginning that fits with its ellipsis; a longer beginning never costs less.
    var (low, high) = (0, characters.count)
    while low < high {
      let middle = (low + high + 1) / 2
      if TokenEstimator.estimate(String(characters[..<middle]) + ellipsis) <= tokens {
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
    return TokenEstimator.estimate(kept + ellipsis) <= tokens ? kept + ellipsis : ""
  }
}
