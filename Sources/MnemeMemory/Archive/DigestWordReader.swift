import MnemeCore

/// Cuts a sentence into words.
enum DigestWordScanner {
  struct Piece {
    let range: Range<Int>
    /// In lower case.
    let lower: String
    /// Nothing but one space stands before it.
    var joinsPrevious: Bool
    /// A sign stands between it and the next word, or the sentence ends.
    var hasSignAfter: Bool

    /// It ends in a syllable of Hangul; what is before may be of another script ("robots.txt도").
    func isKorean(in scalars: [Unicode.Scalar]) -> Bool {
      (0xAC00...0xD7A3).contains(scalars[range.upperBound - 1].value)
    }
  }

  static func pieces(of scalars: [Unicode.Scalar]) -> [Piece] {
    var pieces: [Piece] = []
    var i = 0
    var end = 0
    while i < scalars.count {
      guard isWord(scalars[i]) else {
        i += 1
        continue
      }
      let start = i
      while i < scalars.count, isWord(scalars[i]) || isInner(scalars, i) { i += 1 }
      let gap = scalars[end..<start]
      let joins = !pieces.isEmpty && gap.count == 1 && gap.first == " "
      if !pieces.isEmpty { pieces[pieces.count - 1].hasSignAfter = !joins }
      pieces.append(
        Piece(
          range: start..<i, lower: String(scalars: scalars[start..<i]).lowercased(), joinsPrevious: joins,
          hasSignAfter: true))
      end = i
    }
    return pieces
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0xAC00...0xD7A3: true
    case 0..<0x80: false
    default: scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
    }
  }

  /// A sign inside a word: "don't", "Node.js", "check-in", "C++".
  private static func isInner(_ scalars: [Unicode.Scalar], _ i: Int) -> Bool {
    switch scalars[i] {
    case "'", "’", ".", "&", "_", "-", "‑":
      i + 1 < scalars.count && isWord(scalars[i + 1]) && scalars[i + 1].value < 0xAC00
    case "+", "#": i > 0 && (scalars[i - 1] == "C" || scalars[i - 1] == "+" || scalars[i - 1] == "F")
    default: false
    }
  }
}

/// Names of those who speak: a conversation is not about whom it addresses.
struct SpeakerNames: Sendable {
  private let words: Set<String>

  init(_ messages: [Message]) {
    words = Set(
      messages.lazy.compactMap(\.speaker).flatMap { $0.lowercased().split { !$0.isLetter }.map(String.init) })
  }

  /// - Parameter word: in lower case. The beginning of a name is a name as well: "Mel" for Melanie.
  func contains(_ word: String) -> Bool {
    guard !words.isEmpty, word.utf8.count >= 3 else { return words.contains(word) }
    return words.contains { $0.hasPrefix(word) }
  }
}

/// Tells what the words of a sentence are. No tagger: lists of common words, endings, and the words around.
enum DigestWordReader {
  static func words(
    of pieces: [DigestWordScanner.Piece], in scalars: [Unicode.Scalar], nouns: KoreanNouns, names: SpeakerNames
  ) -> [DigestWord] {
    let isShouted = isShouted(pieces, scalars)
    var words: [DigestWord] = []
    words.reserveCapacity(pieces.count)
    for (index, piece) in pieces.enumerated() {
      if piece.isKorean(in: scalars) {
        words.append(nouns.word(piece, in: scalars))
      } else {
        words.append(english(index, of: pieces, in: scalars, after: words, isShouted: isShouted, names: names))
      }
    }
    return words
  }

  /// Everything in capitals, so that capitals mean nothing.
  private static func isShouted(_ pieces: [DigestWordScanner.Piece], _ scalars: [Unicode.Scalar]) -> Bool {
    var upper = 0
    var lower = 0
    for piece in pieces {
      for scalar in scalars[piece.range] {
        if scalar.properties.isUppercase { upper += 1 } else if scalar.properties.isLowercase { lower += 1 }
      }
    }
    return upper > 6 && upper > 3 * lower
  }

  // MARK: English and others

  private static let connectors: Set<String> = [
    "of", "for", "to", "in", "with", "and", "on", "at", "from", "about", "the", "a", "an", "my", "our", "by", "vs",
  ]
  private static let subjects: Set<String> = [
    "i", "we", "you", "he", "she", "they", "i'll", "we'll", "i'd", "don't", "didn't", "can", "could", "will", "would",
    "should", "must", "might", "did", "does", "do", "who", "let's", "lets", "not", "never", "just", "also", "i've",
    "we've",
    "i'm", "we're",
  ]
  private static let objects: Set<String> = [
    "the", "a", "an", "my", "our", "your", "his", "her", "their", "it", "them", "him", "me", "us", "this", "that",
    "these",
    "those", "up", "down", "out", "off", "myself", "yourself", "himself", "herself", "themselves", "ourselves",
  ]

  private static let beings: Set<String> = [
    "am", "is", "are", "was", "were", "be", "been", "being", "i'm", "it's", "he's", "she's",
  ]

  private static func english(
    _ index: Int, of pieces: [DigestWordScanner.Piece], in scalars: [Unicode.Scalar], after words: [DigestWord],
    isShouted: Bool, names: SpeakerNames
  ) -> DigestWord {
    func lower(_ i: Int) -> String { pieces.indices.contains(i) ? pieces[i].lower : "" }
    let piece = pieces[index]
    var range = piece.range
    var full = String(scalars: scalars[range])
    for ending in ["'s", "’s"] where full.hasSuffix(ending) {
      full = String(full.dropLast(2))
      range = range.lowerBound..<(range.upperBound - 2)
    }
    let small = full.lowercased()
    let isCapitalised = scalars[range.lowerBound].properties.isUppercase
    let isAcronym =
      range.count > 1 && scalars[range].allSatisfy { $0.properties.isUppercase || ("0"..."9").contains($0) }
    let isName = !isShouted && ((isCapitalised && index > 0 && small != "i") || (isAcronym && isCapitalised))
    let stem = PorterStemmer.stem(small)
    let kind =
      names.contains(small)
      ? .breaking
      : kind(
        of: small, stem: stem, isName: isName, before: lower(index - 1), words: words,
        after: piece.hasSignAfter ? "" : lower(index + 1))
    let isDigits = small.unicodeScalars.allSatisfy { ("0"..."9").contains($0) || $0 == "." }
    return DigestWord(
      text: full, key: stem, kind: isDigits && kind == .content ? .weak : kind, isHangul: false,
      isName: isName, joinsPrevious: piece.joinsPrevious, endsPhrase: false, range: range)
  }

  private static func kind(
    of word: String, stem: String, isName: Bool, before: String, words: [DigestWord], after: String
  ) -> DigestWord.Kind {
    if connectors.contains(word) { return .connector }
    if word.unicodeScalars.contains(where: { $0 == "'" || $0 == "’" }) { return .breaking }
    if TextAnalyzer.isStopWord(word) { return .breaking }
    let isWeak = CommonWords.isWeak(stem: stem)
    if isName { return isWeak ? .weak : .content }
    if isVerb(before, words) || (before == "to" && objects.contains(after)) { return .breaking }
    // "a plan", "the paint": a noun of the same form as a verb; "I plan" has been told before.
    if CommonWords.isBreaking(word) { return isWeak && !endsLikeVerb(word) ? .weak : .breaking }
    let endsRun = after.isEmpty || connectors.contains(after) || TextAnalyzer.isStopWord(after)
    // "My teacher is strict", "I have been baking"
    if beings.contains(before), endsRun || word.hasSuffix("ing") { return .breaking }
    if word.utf8.count > 4 {
      if word.hasSuffix("ly") { return .breaking }
      // "painted the fence", "baking a cake"; but "the painted fence", "baking soda"
      if endsLikeVerb(word), objects.contains(after) { return .breaking }
    }
    if word.utf8.count == 1 { return .breaking }
    return isWeak ? .weak : .content
  }

  private static func endsLikeVerb(_ word: String) -> Bool { word.hasSuffix("ed") || word.hasSuffix("ing") }

  /// Whether the word after `before` is a verb: "I paint", "to visit", but "trip to lisbon".
  private static func isVerb(_ before: String, _ words: [DigestWord]) -> Bool {
    if subjects.contains(before) { return true }
    guard before == "to" else { return false }
    return words.count < 2 || words[words.count - 2].kind == .breaking
  }
}
