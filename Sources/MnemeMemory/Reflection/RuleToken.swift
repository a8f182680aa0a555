/// One word of a sentence as the rules see it.
struct RuleToken: Sendable {
  /// Lower case, straight apostrophes, common spellings unified ("favorite" is "favourite").
  var word: String
  /// Number of the word in the rules' vocabulary; -1 for a word no rule names.
  var id: Int32
  /// Where it stands in the sentence. Words made from one contraction share a range.
  var range: Range<String.Index>
  /// Written with a capital letter.
  var isCapitalised: Bool
  /// Stands between quotation marks: somebody else's words.
  var isQuoted: Bool
  /// A comma, semicolon, dash or bracket stands before it.
  var breakBefore: Bool
}

/// Cuts a sentence into words, once, for all rules. Linear in the length of the text.
struct RuleTokenizer: Sendable {
  /// Words of the rules; the index is the id.
  let vocabulary: [String: Int32]
  /// Spelling as written → words as the rules know them ("im" → "i", "am").
  let spellings: [String: [String]]

  func tokens(_ text: String) -> [RuleToken] {
    var result: [RuleToken] = []
    result.reserveCapacity(text.utf8.count / 4)
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    var quoted = false
    var broken = false
    while index < scalars.endIndex {
      let scalar = scalars[index]
      if Self.isWord(scalar) {
        let start = index
        var end = index
        while index < scalars.endIndex {
          let next = scalars[index]
          if Self.isWord(next) {
            index = scalars.index(after: index)
            end = index
          } else if Self.joins(next), scalars.index(after: index) < scalars.endIndex,
            Self.isWord(scalars[scalars.index(after: index)])
          {
            index = scalars.index(after: index)
          } else {
            break
          }
        }
        append(text[start..<end], start..<end, quoted, broken, to: &result)
        broken = false
        continue
      }
      switch scalar {
      case "\"", "\u{201C}", "\u{201D}", "\u{300C}", "\u{300D}", "\u{AB}", "\u{BB}":
        quoted = scalar == "\"" ? !quoted : ["\u{201C}", "\u{300C}", "\u{AB}"].contains(scalar)
        broken = true
      case ",", ";", ":", "(", ")", "\u{2013}", "\u{2014}", "\n", ".", "!", "\u{2026}", "~": broken = true
      case "-": broken = true
      default: break
      }
      index = scalars.index(after: index)
    }
    return result
  }

  private func append(
    _ slice: Substring, _ range: Range<String.Index>, _ quoted: Bool, _ broken: Bool,
    to result: inout [RuleToken]
  ) {
    let isCapitalised = slice.unicodeScalars.first?.properties.isUppercase ?? false
    var word = slice.lowercased()
    if word.unicodeScalars.contains("\u{2019}") {
      word = String(String.UnicodeScalarView(word.unicodeScalars.map { $0 == "\u{2019}" ? "'" : $0 }))
    }
    var first = true
    for part in parts(of: word) {
      result.append(
        RuleToken(
          word: part, id: vocabulary[part] ?? -1, range: range,
          isCapitalised: isCapitalised && first, isQuoted: quoted, breakBefore: broken && first))
      first = false
    }
  }

  private func parts(of word: String) -> [String] {
    if let known = spellings[word] { return known }
    guard let mark = word.utf8.lastIndex(of: UInt8(ascii: "'")) else { return [word] }
    let stem = String(word[..<mark])
    switch word[word.index(after: mark)...] {
    case "s": return [spellings[stem]?.first ?? stem, "'s"]
    case "m": return [stem, "am"]
    case "re": return [stem, "are"]
    case "ve": return [stem, "have"]
    case "ll": return [stem, "will"]
    case "d": return [stem, "would"]
    case "t" where stem.hasSuffix("n"): return [String(stem.dropLast()), "not"]
    case "": return [stem, "'s"]
    default: return [word]
    }
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0..<0x80: false
    case 0xAC00...0xD7A3: true
    default: scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
  }

  /// Characters that stay inside a word when letters stand on both sides.
  private static func joins(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "'", "\u{2019}", "@", "_", ".", "+": true
    default: false
    }
  }
}
