/// Up to twelve Hangul syllables in 24 bytes: Korean words are cut, compared and looked up without the cost of strings.
struct HangulWord: Hashable, Sendable {
  static let longest = 12

  /// Four syllables each, 16 bits a syllable, the first one lowest; 0 beyond the end.
  private var first: UInt64 = 0
  private var second: UInt64 = 0
  private var third: UInt64 = 0

  /// No syllable.
  static let empty = HangulWord()

  private init() {}

  /// Nil for a text with anything but Hangul syllables in it, and for a longer one.
  init?(_ text: some StringProtocol) {
    var count = 0
    for scalar in text.unicodeScalars {
      guard (0xAC00...0xD7A3).contains(scalar.value), count < Self.longest else { return nil }
      self[count] = UInt16(scalar.value)
      count += 1
    }
  }

  private(set) subscript(index: Int) -> UInt16 {
    get {
      let word = index < 4 ? first : index < 8 ? second : third
      return UInt16(truncatingIfNeeded: word >> UInt64((index & 3) * 16))
    }
    set {
      let shift = UInt64((index & 3) * 16)
      let mask = ~(UInt64(0xFFFF) << shift)
      let value = UInt64(newValue) << shift
      if index < 4 {
        first = first & mask | value
      } else if index < 8 {
        second = second & mask | value
      } else {
        third = third & mask | value
      }
    }
  }

  /// Number of syllables.
  var count: Int {
    func filled(_ word: UInt64) -> Int { (UInt64.bitWidth - word.leadingZeroBitCount + 15) / 16 }
    return third != 0 ? 8 + filled(third) : second != 0 ? 4 + filled(second) : filled(first)
  }

  var isEmpty: Bool { first == 0 }

  var text: String {
    var scalars = String.UnicodeScalarView()
    for index in 0..<count {
      if let scalar = Unicode.Scalar(self[index]) { scalars.append(scalar) }
    }
    return String(scalars)
  }

  func prefix(_ length: Int) -> HangulWord {
    var result = self
    for index in max(0, length)..<max(count, length, 0) { result[index] = 0 }
    return result
  }

  func dropFirst(_ length: Int) -> HangulWord {
    var result = HangulWord()
    let count = count
    for index in min(length, count)..<count { result[index - length] = self[index] }
    return result
  }

  func dropLast(_ length: Int = 1) -> HangulWord { prefix(max(0, count - length)) }

  func suffix(_ length: Int) -> HangulWord { dropFirst(max(0, count - length)) }

  func begins(with head: HangulWord) -> Bool {
    let length = head.count
    guard length <= count else { return false }
    for index in 0..<length where self[index] != head[index] { return false }
    return true
  }

  func ends(with tail: HangulWord) -> Bool {
    let length = tail.count
    let offset = count - length
    guard offset >= 0 else { return false }
    for index in 0..<length where self[offset + index] != tail[index] { return false }
    return true
  }

  func contains(_ part: HangulWord) -> Bool {
    let length = part.count
    guard length <= count else { return false }
    for start in 0...(count - length) {
      var index = 0
      while index < length, self[start + index] == part[index] { index += 1 }
      if index == length { return true }
    }
    return false
  }
}

/// Korean words of one sort, written in one string between spaces.
struct HangulList: Sendable, ExpressibleByStringLiteral {
  let words: [HangulWord]
  private let set: Set<HangulWord>

  init(stringLiteral text: String) { self.init(text) }

  init(_ text: String) {
    words = Lexicon.split(text).compactMap { HangulWord($0) }
    set = Set(words)
  }

  func contains(_ word: HangulWord) -> Bool { set.contains(word) }

  /// One of them begins the word.
  func begin(_ word: HangulWord) -> Bool { words.contains { word.begins(with: $0) } }

  /// One of them ends the word.
  func end(_ word: HangulWord) -> Bool { words.contains { word.ends(with: $0) } }

  /// One of them stands in the word.
  func areIn(_ word: HangulWord) -> Bool { words.contains { word.contains($0) } }
}
