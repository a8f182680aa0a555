/// Turns text into the terms of the lexical index. Index and query use the same analysis.
package enum TextAnalyzer {
  /// Grows when the analysis changes; a store whose index was made by another version rebuilds it.
  package static let version = 1

  /// Terms in order of appearance, repeats included: what is indexed.
  package static func terms(_ text: String) -> [String] {
    var result: [String] = []
    var word = ""
    var cjk: [Unicode.Scalar] = []
    func endWord() {
      if !word.isEmpty { result.append(word) }
      word = ""
    }
    func endCJK() {
      if cjk.count == 1 { result.append(String(Character(cjk[0]))) }
      if cjk.count > 1 {
        for i in 0..<(cjk.count - 1) { result.append(String(String.UnicodeScalarView(cjk[i...(i + 1)]))) }
      }
      cjk.removeAll(keepingCapacity: true)
    }
    for scalar in text.lowercased().unicodeScalars {
      if isCJK(scalar) {
        endWord()
        cjk.append(scalar)
      } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        endCJK()
        word.unicodeScalars.append(scalar)
      } else {
        endWord()
        endCJK()
      }
    }
    endWord()
    endCJK()
    return result
  }

  /// Terms of a question: unique, in order, without stop words (unless nothing else is left).
  package static func queryTerms(_ text: String) -> [String] {
    var seen: Set<String> = []
    return terms(text).filter { seen.insert($0).inserted }
  }

  /// Hangul, kana and Chinese characters: written without spaces or inflected by endings, so indexed as bigrams.
  package static func isCJK(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x11FF, 0x3040...0x30FF, 0x3130...0x318F, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0x20000...0x2FA1F:
      true
    default: false
    }
  }
}
