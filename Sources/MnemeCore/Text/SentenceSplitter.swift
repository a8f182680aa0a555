/// Cuts text into sentences: English, Korean, Japanese, Chinese and what mixes them.
///
/// Rules, not a model: a terminator ends a sentence unless it belongs to a number, an abbreviation, an initial, a host
/// name or an unfinished ellipsis; closing quotes, brackets and emoji stay with the sentence before them. One pass,
/// linear in the text.
package enum SentenceSplitter {
  /// Sentences in order, trimmed, never empty. Their concatenation holds every character of the text but white space.
  package static func sentences(in text: String) -> [String] {
    var scanner = SentenceScanner(text)
    return scanner.run()
  }
}

private struct SentenceScanner {
  private let scalars: [Unicode.Scalar]
  private var sentences: [String] = []
  private var start = 0
  /// Whether a letter or digit was seen since `start`.
  private var hasWord = false

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  mutating func run() -> [String] {
    var i = 0
    while i < scalars.count {
      let scalar = scalars[i]
      if scalar.isNewline {
        let next = firstNonSpace(after: i)
        if !isSoftWrap(at: i, next: next) { cut(at: i) }
        i += 1
      } else if scalar.isTerminator {
        let first = i
        while i < scalars.count, scalars[i].isTerminator { i += 1 }
        let terminators = first..<i
        while i < scalars.count, scalars[i].isClosing { i += 1 }
        let end = endOfEmoji(from: i)
        if ends(terminators, closingEnd: i, emojiEnd: end) {
          i = end
          cut(at: i)
        }
      } else if scalar.isEmoji {
        i = endOfEmoji(from: i)
        // An emoji between two statements does the work of a full stop.
        if hasWord, i < scalars.count, scalars[i].isSpace, let next = firstNonSpace(after: i),
          scalars[next].properties.isUppercase || scalars[next].isWide
        {
          cut(at: i)
        }
      } else {
        if !hasWord, scalar.isWordScalar { hasWord = true }
        i += 1
      }
    }
    cut(at: scalars.count)
    return sentences
  }

  private mutating func cut(at end: Int) {
    var low = start
    var high = end
    while low < high, scalars[low].isSpace { low += 1 }
    while high > low, scalars[high - 1].isSpace { high -= 1 }
    start = end
    defer { hasWord = false }
    guard low < high else { return }
    let piece = String(String.UnicodeScalarView(scalars[low..<high]))
    // Punctuation alone is no sentence: it belongs to the one before.
    if !hasWord, !sentences.isEmpty, !scalars[low..<high].contains(where: \.isEmoji) {
      sentences[sentences.count - 1] += piece
    } else {
      sentences.append(piece)
    }
  }

  private func ends(_ terminators: Range<Int>, closingEnd: Int, emojiEnd: Int) -> Bool {
    if emojiEnd >= scalars.count { return true }
    let last = scalars[terminators.upperBound - 1]
    let hasClosing = closingEnd > terminators.upperBound
    let following = scalars[emojiEnd]
    if last.isWideTerminator {
      // A quoted sentence that goes on with a particle is not over.
      return !(hasClosing && (following == "と" || following == "라" || following == "고"))
    }
    let before = terminators.lowerBound > 0 ? scalars[terminators.lowerBound - 1] : " "
    guard following.isSpace || emojiEnd > closingEnd else {
      return before.isWide && following.isWide && !hasClosing
    }
    guard let next = firstNonSpace(after: emojiEnd - 1) else { return true }
    let goesOnLower = scalars[next].properties.isLowercase
    if hasClosing && goesOnLower { return false }
    if terminators.contains(where: { scalars[$0] == "!" || scalars[$0] == "?" }) { return true }
    if terminators.count > 1 || last == "…" { return !goesOnLower }
    return !isAbbreviation(dot: terminators.lowerBound, next: next)
  }

  /// A line break inside a paragraph that was wrapped at a fixed width.
  private func isSoftWrap(at newline: Int, next: Int?) -> Bool {
    guard let next, scalars[next].properties.isLowercase else { return false }
    var lineStart = newline
    while lineStart > 0, !scalars[lineStart - 1].isNewline { lineStart -= 1 }
    let breaks = scalars[newline..<next].count { $0 == "\n" }
    return breaks == 1 && newline - lineStart >= 50
  }

  private func isAbbreviation(dot: Int, next: Int) -> Bool {
    var wordStart = dot
    while wordStart > start, !scalars[wordStart - 1].isSpace, !scalars[wordStart - 1].isOpening,
      dot - wordStart < 20
    {
      wordStart -= 1
    }
    let word = scalars[wordStart..<dot]
    guard let first = word.first else { return true }
    let nextIsDigit = scalars[next].properties.numericType != nil
    // "1. Buy milk" at the start of a line.
    if wordStart == firstWord(), word.allSatisfy({ ("0"..."9").contains($0) }), word.count <= 3 {
      return true
    }
    if word.count == 1, first.properties.isUppercase, first != "I", first.value < 0x250 { return true }
    let key = String(String.UnicodeScalarView(word)).lowercased()
    if SentenceRules.neverEnding.contains(key) { return true }
    if SentenceRules.beforeNumber.contains(key) { return nextIsDigit }
    let isInitialism = word.count > 2 && word.contains(".") && word.count <= 6
    if isInitialism || SentenceRules.mayEnd.contains(key) {
      guard scalars[next].properties.isUppercase else { return scalars[next].properties.isAlphabetic || nextIsDigit }
      if SentenceRules.endsBeforeCapital.contains(key) { return false }
      return !SentenceRules.starters.contains(nextWord(at: next))
    }
    return false
  }

  private func firstWord() -> Int {
    var i = start
    while i < scalars.count, scalars[i].isSpace { i += 1 }
    return i
  }

  private func nextWord(at index: Int) -> String {
    var end = index
    while end < scalars.count, scalars[end].properties.isAlphabetic, end - index < 12 { end += 1 }
    return String(String.UnicodeScalarView(scalars[index..<end]))
  }

  private func firstNonSpace(after index: Int) -> Int? {
    var i = index + 1
    while i < scalars.count, scalars[i].isSpace { i += 1 }
    return i < scalars.count ? i : nil
  }

  /// End of the run of emoji that starts at `index`, single spaces before each allowed; `index` when there is none.
  private func endOfEmoji(from index: Int) -> Int {
    var end = index
    var i = index
    while i < scalars.count {
      if scalars[i].isEmoji || (end > index && scalars[i].isEmojiJoiner) {
        i += 1
        end = i
      } else if scalars[i] == " ", i + 1 < scalars.count, scalars[i + 1].isEmoji {
        i += 1
      } else {
        break
      }
    }
    return end
  }
}

/// Words after which a full stop may not end the sentence, lower case, without their last dot.
private enum SentenceRules {
  static let neverEnding: Set<String> = [
    "mr", "mrs", "ms", "mx", "dr", "prof", "st", "mt", "ft", "gen", "col", "capt", "lt", "sgt", "rev",
    "hon", "gov", "sen", "rep", "pres", "vs", "e.g", "i.e", "eg", "ie", "cf", "approx", "viz", "resp",
    "esp", "incl", "excl",
  ]
  static let beforeNumber: Set<String> = [
    "no", "nr", "vol", "p", "pp", "fig", "sec", "ch", "art", "jan", "feb", "mar", "apr", "jun", "jul",
    "aug", "sep", "sept", "oct", "nov", "dec", "c", "ca",
  ]
  static let mayEnd: Set<String> = [
    "etc", "inc", "ltd", "co", "corp", "jr", "sr", "bros", "dept", "est", "al", "ave", "blvd", "min",
    "max", "ph.d", "mon", "tue", "tues", "wed", "thu", "thurs", "fri", "sat", "sun",
  ]
  static let endsBeforeCapital: Set<String> = ["etc", "a.m", "p.m", "jr", "sr", "ave", "blvd"]
  static let starters: Set<String> = [
    "I", "He", "She", "It", "We", "You", "They", "The", "This", "That", "These", "Those", "My", "Our",
    "His", "Her", "Their", "But", "And", "So", "Then", "There", "When", "What", "Where", "Who", "Why",
    "How", "If", "In", "On", "At", "After", "Before", "Now", "Yes", "No", "Please", "Also",
  ]
}

extension Unicode.Scalar {
  fileprivate var isNewline: Bool {
    switch value {
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  fileprivate var isSpace: Bool { value == 0x20 || value == 0x09 || (value == 0x3000) || properties.isWhitespace }

  fileprivate var isTerminator: Bool {
    self == "." || self == "!" || self == "?" || self == "…" || isWideTerminator
  }

  fileprivate var isWideTerminator: Bool {
    switch value {
    case 0x3002, 0xFF01, 0xFF0E, 0xFF1F, 0xFF61, 0x203C, 0x2047...0x2049: true
    default: false
    }
  }

  fileprivate var isClosing: Bool {
    switch self {
    case "\"", "'", ")", "]", "}", "”", "’", "»", "」", "』", "）", "】", "》", "〉", "*", "_", "~": true
    default: false
    }
  }

  fileprivate var isOpening: Bool {
    switch self {
    case "\"", "(", "[", "{", "“", "‘", "«", "「", "『", "（", "【", "《", "〈": true
    default: false
    }
  }

  fileprivate var isWide: Bool { TextAnalyzer.isCJK(self) }

  fileprivate var isWordScalar: Bool { properties.isAlphabetic || properties.numericType != nil }

  fileprivate var isEmoji: Bool { value > 0x2000 && properties.isEmojiPresentation }

  /// Variation selectors, joiners, skin tones and flags' letters inside an emoji.
  fileprivate var isEmojiJoiner: Bool {
    switch value {
    case 0x200D, 0xFE0E, 0xFE0F, 0x20E3, 0x1F3FB...0x1F3FF: true
    case 0x2640, 0x2642, 0x2764: true
    default: false
    }
  }
}
