/// The suffix stripping algorithm of M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980) 130-137, with
/// his two published departures (`logi` → `log`, `bli` → `ble`).
package struct PorterStemmer {
  /// The word, lower-case ASCII letters.
  private var b: [UInt8]
  /// Length of the stem before the suffix that was matched last.
  private var j = 0

  private init(_ word: [UInt8]) { b = word }

  /// The stem of a lower-case ASCII word; anything else and words of one or two letters come back as they are.
  package static func stem(_ word: String) -> String {
    let bytes = Array(word.utf8)
    guard bytes.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) else { return word }
    return String(decoding: stem(bytes), as: UTF8.self)
  }

  /// `word` holds lower-case ASCII letters only.
  static func stem(_ word: [UInt8]) -> [UInt8] {
    guard word.count > 2 else { return word }
    var stemmer = PorterStemmer(word)
    stemmer.plurals()
    stemmer.pastAndGerund()
    stemmer.finalY()
    stemmer.replace(Self.longSuffixes)
    stemmer.replace(Self.mediumSuffixes)
    stemmer.removeSuffix()
    stemmer.finalE()
    return stemmer.b
  }

  // MARK: Measures

  private func isConsonant(_ i: Int) -> Bool {
    switch b[i] {
    case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"): false
    case UInt8(ascii: "y"): i == 0 || !isConsonant(i - 1)
    default: true
    }
  }

  /// Number of vowel-consonant sequences in the first `length` letters.
  private func measure(_ length: Int) -> Int {
    var count = 0
    var wasVowel = false
    for i in 0..<length {
      let consonant = isConsonant(i)
      if consonant && wasVowel { count += 1 }
      wasVowel = !consonant
    }
    return count
  }

  private func hasVowel(_ length: Int) -> Bool {
    (0..<length).contains { !isConsonant($0) }
  }

  private func endsInDoubleConsonant() -> Bool {
    b.count >= 2 && b[b.count - 1] == b[b.count - 2] && isConsonant(b.count - 1)
  }

  /// Consonant, vowel, consonant at the end of the first `length` letters, the last not w, x or y.
  private func endsInShortSyllable(_ length: Int) -> Bool {
    guard length >= 3, isConsonant(length - 1), !isConsonant(length - 2), isConsonant(length - 3) else {
      return false
    }
    let last = b[length - 1]
    return last != UInt8(ascii: "w") && last != UInt8(ascii: "x") && last != UInt8(ascii: "y")
  }

  private mutating func ends(_ suffix: StaticString) -> Bool {
    let length = suffix.utf8CodeUnitCount
    guard b.count >= length else { return false }
    let start = b.count - length
    for i in 0..<length where b[start + i] != suffix.utf8Start[i] { return false }
    j = start
    return true
  }

  private mutating func set(_ suffix: StaticString) {
    b.removeSubrange(j...)
    b.append(contentsOf: UnsafeBufferPointer(start: suffix.utf8Start, count: suffix.utf8CodeUnitCount))
  }

  // MARK: Steps

  private mutating func plurals() {
    guard b.last == UInt8(ascii: "s") else { return }
    if ends("sses") || ends("ies") {
      b.removeLast(2)
    } else if !ends("ss") {
      b.removeLast()
    }
  }

  private mutating func pastAndGerund() {
    if ends("eed") {
      if measure(j) > 0 { b.removeLast() }
      return
    }
    guard (ends("ed") && hasVowel(j)) || (ends("ing") && hasVowel(j)) else { return }
    b.removeSubrange(j...)
    if ends("at") || ends("bl") || ends("iz") {
      b.append(UInt8(ascii: "e"))
    } else if endsInDoubleConsonant() {
      let last = b[b.count - 1]
      if last != UInt8(ascii: "l"), last != UInt8(ascii: "s"), last != UInt8(ascii: "z") { b.removeLast() }
    } else if measure(b.count) == 1, endsInShortSyllable(b.count) {
      b.append(UInt8(ascii: "e"))
    }
  }

  private mutating func finalY() {
    if b.last == UInt8(ascii: "y"), hasVowel(b.count - 1) { b[b.count - 1] = UInt8(ascii: "i") }
  }

  private mutating func replace(_ suffixes: [(StaticString, StaticString)]) {
    for (suffix, replacement) in suffixes where ends(suffix) {
      if measure(j) > 0 { set(replacement) }
      return
    }
  }

  private mutating func removeSuffix() {
    for suffix in Self.removable where ends(suffix) {
      if measure(j) > 1 { b.removeSubrange(j...) }
      return
    }
    if ends("ion"), j > 0, b[j - 1] == UInt8(ascii: "s") || b[j - 1] == UInt8(ascii: "t"), measure(j) > 1 {
      b.removeSubrange(j...)
    }
  }

  private mutating func finalE() {
    if b.last == UInt8(ascii: "e") {
      let m = measure(b.count - 1)
      if m > 1 || (m == 1 && !endsInShortSyllable(b.count - 1)) { b.removeLast() }
    }
    if b.last == UInt8(ascii: "l"), endsInDoubleConsonant(), measure(b.count) > 1 { b.removeLast() }
  }

  /// Longer suffixes before those they end in.
  private static let longSuffixes: [(StaticString, StaticString)] = [
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"),
    ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
    ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
    ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
  ]
  private static let mediumSuffixes: [(StaticString, StaticString)] = [
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
  ]
  private static let removable: [StaticString] = [
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ou", "ism", "ate", "iti", "ous",
    "ive", "ize",
  ]
}
