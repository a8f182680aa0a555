/// Turns text into the terms of the lexical index. Index and query use the same analysis.
///
/// Words are lower-cased, freed of diacritics and stemmed as English; terms hold letters and digits only. Scripts written
/// without spaces between words, and Korean, whose particles are written to the word, become bigrams of characters: two
/// syllables of a Korean noun match whatever particle follows; a noun of one syllable is indexed by itself as well.
/// Deterministic; O(n).
package enum TextAnalyzer {
  /// Grows when the analysis changes; a store whose index was made by another version rebuilds it.
  package static let version = 2

  /// Terms in order of appearance, repeats included: what is indexed.
  package static func terms(_ text: String) -> [String] {
    var result: [String] = []
    scan(text) { token in
      switch token {
      case .word(let word): result.append(stemmed(word))
      case .gram(let gram, _): result.append(gram)
      }
    }
    return result
  }

  /// Terms of a question: unique, in order, without stop words (unless nothing else is left).
  package static func queryTerms(_ text: String) -> [String] {
    var content: [String] = []
    var function: [String] = []
    scan(text) { token in
      switch token {
      case .word(let word):
        if isStop(word) { function.append(stemmed(word)) } else { content.append(stemmed(word)) }
      case .gram(let gram, let isStop):
        if isStop { function.append(gram) } else { content.append(gram) }
      }
    }
    var seen: Set<String> = []
    return (content.isEmpty ? function : content).filter { seen.insert($0).inserted }
  }

  /// Whether a word, in any case and not stemmed, is an English function word.
  package static func isStopWord(_ word: String) -> Bool { isStop(Array(word.lowercased().utf8)) }

  /// Hangul, kana and Chinese characters.
  package static func isCJK(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x11FF, 0x3005...0x3007, 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FA, 0x30FC...0x30FF,
      0x3130...0x318F, 0x31F0...0x31FF,
      0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0x20000...0x323AF:
      true
    default: false
    }
  }

  // MARK: Scanning

  private enum Token {
    /// UTF-8 of a folded word, not stemmed yet.
    case word([UInt8])
    case gram(String, isStop: Bool)
  }

  private static func stemmed(_ word: [UInt8]) -> String {
    let isEnglish = word.allSatisfy { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
    return String(decoding: isEnglish ? PorterStemmer.stem(word) : word, as: UTF8.self)
  }

  private static func isStop(_ word: [UInt8]) -> Bool {
    word.count <= StopWords.longest && StopWords.english.contains(String(decoding: word, as: UTF8.self))
  }

  private static func scan(_ text: String, _ emit: (Token) -> Void) {
    var folded = CharacterFolding.fold(text)
    folded.withUTF8 { bytes in scan(bytes, emit) }
  }

  private static func scan(_ bytes: UnsafeBufferPointer<UInt8>, _ emit: (Token) -> Void) {
    var word: [UInt8] = []
    var run: [Unicode.Scalar] = []
    func end() {
      if !word.isEmpty {
        emit(.word(word))
        word.removeAll(keepingCapacity: true)
      }
      if !run.isEmpty {
        grams(of: run, emit)
        run.removeAll(keepingCapacity: true)
      }
    }
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      if byte < 0x80 {
        if let letter = wordByte(byte) {
          if !run.isEmpty { end() }
          word.append(letter)
          i += 1
        } else if byte == UInt8(ascii: "'"), !word.isEmpty {
          i += apostrophe(bytes, at: i, word: &word)
          end()
        } else if byte == UInt8(ascii: ","), isThousandsMark(bytes, at: i) {
          i += 1
        } else {
          end()
          i += 1
        }
        continue
      }
      let width = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
      var value = UInt32(byte) & (width == 4 ? 0x07 : width == 3 ? 0x0F : 0x1F)
      for k in 1..<width { value = value << 6 | UInt32(bytes[i + k] & 0x3F) }
      // The bytes of a String are valid UTF-8; a scalar always results.
      let scalar = Unicode.Scalar(value) ?? " "
      if isCJK(scalar) || CharacterFolding.isUnspaced(scalar) {
        if !word.isEmpty { end() }
        run.append(scalar)
      } else if CharacterFolding.isWord(scalar) {
        if !run.isEmpty { end() }
        word.append(contentsOf: bytes[i..<(i + width)])
      } else if scalar.value == 0x200D || scalar.value == 0xFE0F || scalar.value == 0x00AD {
        // Joiners and soft hyphens stand inside words.
      } else {
        end()
      }
      i += width
    }
    end()
  }

  private static func wordByte(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
    default: nil
    }
  }

  /// What an apostrophe after `word` swallows: `'s` and other contracted words; "n't" joins what is before it.
  private static func apostrophe(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, word: inout [UInt8]) -> Int {
    var end = index + 1
    while end < bytes.count, wordByte(bytes[end]) != nil { end += 1 }
    if end < bytes.count, bytes[end] >= 0x80 { return 1 }
    let tail = bytes[(index + 1)..<end].map { $0 | 0x20 }
    switch tail.count {
    case 1 where tail[0] == UInt8(ascii: "t") && word.last == UInt8(ascii: "n"):
      word.append(UInt8(ascii: "t"))
      return 2
    case 1 where [UInt8(ascii: "s"), UInt8(ascii: "d"), UInt8(ascii: "m")].contains(tail[0]): return 2
    case 2 where ["ll", "re", "ve"].contains(String(decoding: tail, as: UTF8.self)): return 3
    default: return 1
    }
  }

  /// A comma in "1,000".
  private static func isThousandsMark(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
    func isDigit(_ i: Int) -> Bool {
      i >= 0 && i < bytes.count && bytes[i] >= UInt8(ascii: "0") && bytes[i] <= UInt8(ascii: "9")
    }
    return isDigit(index - 1) && (1...3).allSatisfy { isDigit(index + $0) } && !isDigit(index + 4)
  }

  private static func grams(of run: [Unicode.Scalar], _ emit: (Token) -> Void) {
    func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(run[range])) }
    if run.count == 1 {
      emit(.gram(text(0..<1), isStop: StopWords.korean.contains(text(0..<1))))
      return
    }
    let isStop = run.count <= 5 && StopWords.korean.contains(text(0..<run.count))
    if run.count <= 3, StopWords.koreanParticles.contains(text(1..<run.count)) {
      emit(.gram(text(0..<1), isStop: isStop))
    }
    for i in 0..<(run.count - 1) { emit(.gram(text(i..<(i + 2)), isStop: isStop)) }
  }
}
