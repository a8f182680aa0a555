import MnemeCore

/// What a question says besides its words: whom it is about.
struct QueryReading: Sendable, Hashable {
  /// The text to embed: without the names of speakers. A name draws the turns that address its bearer, where the turns
  /// spoken by or about it are wanted; the voice bonus finds those.
  var text: String
  /// Terms for the lexical index, names of speakers left out where something else is left.
  var terms: [String]
  /// Voices that the question names, the owner for "I" and the assistant for "you".
  var voices: Set<Int32>
  /// Speakers' names found, as the space writes them.
  var names: Set<String>

  /// Most terms of one lexical search; longer questions keep their longest words.
  static let termLimit = 48

  init(_ query: String, speakers: SpeakerTable) {
    let scalars = Array(query.unicodeScalars)
    let words = Self.words(of: scalars)
    var voices: Set<Int32> = []
    var names: Set<String> = []
    var removed: [Range<Int>] = []
    for name in speakers.names {
      let ranges = Self.occurrences(of: name, in: words)
      guard !ranges.isEmpty, let number = speakers.number(of: name) else { continue }
      voices.insert(number)
      names.insert(name)
      removed += ranges
    }
    for word in words {
      if Self.owners.contains(word.text) { voices.insert(SpeakerTable.owner) }
      if Self.assistants.contains(word.text) { voices.insert(SpeakerTable.assistant) }
    }
    let stripped = Self.removing(removed, from: scalars)
    let terms = TextAnalyzer.queryTerms(stripped)
    if terms.isEmpty || removed.isEmpty {
      text = query
      self.terms = TextAnalyzer.queryTerms(query)
    } else {
      text = stripped
      self.terms = terms
    }
    if self.terms.count > Self.termLimit {
      let kept = Set(self.terms.sorted { ($0.utf8.count, $1) > ($1.utf8.count, $0) }.prefix(Self.termLimit))
      self.terms.removeAll { !kept.contains($0) }
    }
    self.voices = voices
    self.names = names
  }

  private struct Word {
    let text: String
    let range: Range<Int>
    let isCapitalised: Bool
  }

  private static let owners: Set<String> = [
    "i", "me", "my", "mine", "myself", "나", "나는", "난", "내", "내가", "나의", "저", "저는", "전", "제", "제가", "저의",
  ]
  private static let assistants: Set<String> = ["you", "your", "yours", "yourself"]

  private static func words(of scalars: [Unicode.Scalar]) -> [Word] {
    var words: [Word] = []
    var start: Int?
    func isWord(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
    for i in 0...scalars.count {
      if i < scalars.count, isWord(scalars[i]) {
        if start == nil { start = i }
      } else if let first = start {
        words.append(
          Word(
            text: String(String.UnicodeScalarView(scalars[first..<i])).lowercased(), range: first..<i,
            isCapitalised: scalars[first].properties.isUppercase))
        start = nil
      }
    }
    return words
  }

  /// Where the whole name stands, or its first word alone.
  private static func occurrences(of name: String, in words: [Word]) -> [Range<Int>] {
    let parts = self.words(of: Array(name.unicodeScalars)).map(\.text)
    guard let first = parts.first else { return [] }
    let isWide = first.unicodeScalars.allSatisfy(TextAnalyzer.isCJK)
    var ranges: [Range<Int>] = []
    var i = 0
    while i < words.count {
      let word = words[i]
      if parts.count > 1, i + parts.count <= words.count,
        zip(parts, words[i...]).allSatisfy({ $0 == $1.text })
      {
        ranges.append(word.range.lowerBound..<words[i + parts.count - 1].range.upperBound)
        i += parts.count
        continue
      }
      // A name that is also a function word ("Will") counts only where it is written as a name.
      let isName = !TextAnalyzer.isStopWord(first) || (word.isCapitalised && i > 0)
      if word.text == first, isName {
        ranges.append(word.range)
      } else if isWide, first.unicodeScalars.count >= 2, word.text.hasPrefix(first) {
        // Particles are written to the name in Korean and Japanese.
        ranges.append(word.range.lowerBound..<(word.range.lowerBound + first.unicodeScalars.count))
      }
      i += 1
    }
    return ranges
  }

  private static func removing(_ ranges: [Range<Int>], from scalars: [Unicode.Scalar]) -> String {
    guard !ranges.isEmpty else { return String(String.UnicodeScalarView(scalars)) }
    var keep = [Bool](repeating: true, count: scalars.count)
    for range in ranges {
      for i in range { keep[i] = false }
      // The possessive goes with its name.
      let next = range.upperBound
      if next + 1 < scalars.count, scalars[next] == "'" || scalars[next] == "’", scalars[next + 1] == "s" {
        keep[next] = false
        keep[next + 1] = false
      }
    }
    var result = String.UnicodeScalarView()
    for i in scalars.indices where keep[i] {
      if scalars[i].properties.isWhitespace, result.last?.properties.isWhitespace ?? true { continue }
      result.append(scalars[i])
    }
    return String(result)
  }
}
