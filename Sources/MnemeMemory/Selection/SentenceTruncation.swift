import MnemeCore

/// Cuts a text after a sentence.
struct SentenceTruncation {
  /// Stands for what was cut off.
  static let mark = " […]"

  let estimator: TokenEstimator

  /// The longest beginning of `text` that ends with a sentence, is not the whole, and has with the mark behind it at most
  /// `limit` tokens; nil when not even the first sentence fits. O(length · log sentences).
  func shortened(_ text: String, to limit: Int) -> (text: String, tokens: Int)? {
    let ends = sentenceEnds(in: text).dropLast()
    // Estimates grow with the text, so halving finds the last place that fits; `found` always does.
    var (low, high) = (0, ends.count)
    var found: (text: String, tokens: Int)?
    while low < high {
      let middle = (low + high) / 2
      let candidate = head(of: text, to: ends[middle])
      let tokens = estimator.tokens(in: candidate)
      if tokens <= limit {
        found = (candidate, tokens)
        low = middle + 1
      } else {
        high = middle
      }
    }
    return found
  }

  private func head(of text: String, to end: String.Index) -> String { text[..<end] + Self.mark }

  /// Where each sentence ends in the text, white space after it excluded.
  private func sentenceEnds(in text: String) -> [String.Index] {
    let scalars = text.unicodeScalars
    var ends: [String.Index] = []
    var place = scalars.startIndex
    // A splitter's sentences hold every character but white space, in order.
    for sentence in SentenceSplitter.sentences(in: text) {
      var left = sentence.unicodeScalars.count { !$0.properties.isWhitespace }
      while left > 0, place < scalars.endIndex {
        if !scalars[place].properties.isWhitespace { left -= 1 }
        place = scalars.index(after: place)
      }
      ends.append(place)
    }
    return ends
  }
}
