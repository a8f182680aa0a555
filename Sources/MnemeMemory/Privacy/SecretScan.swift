/// One pass over the UTF-8 of a text. Lives only as long as the bytes it was made of.
struct SecretScan {
  let bytes: UnsafeBufferPointer<UInt8>
  private(set) var findings: [SecretFinding] = []
  /// Everything before this is dealt with.
  private(set) var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  mutating func run() {
    while position < bytes.count {
      let start = position
      let byte = bytes[start]
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
        let end = wordEnd(start)
        // Keys and account numbers are longer than the words of a sentence.
        if isLong(start, end), issuedKey(at: start) { continue }
        if accountNumber(at: start, end) || statement(word: start..<end) { continue }
        position = end
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if issuedNumberKey(at: start) { continue }
        position = number(at: start)
      case UInt8(ascii: "-"):
        if privateKeyBlock(at: start) { continue }
        position = start + 1
      case UInt8(ascii: ":"):
        if linkPassword(at: start) { continue }
        position = start + 1
      case 0xEA...0xED:
        // Every syllable the Korean key words begin with is in this range.
        if koreanStatement(at: start) { continue }
        position = start + 3
      default:
        position = start + 1
      }
    }
  }

  /// Keeps a finding and goes on after it.
  /// - Returns: true.
  @discardableResult
  mutating func found(_ kind: SecretKind, _ range: Range<Int>, issuer: String? = nil) -> Bool {
    // A statement may point at a value that was found already by looking ahead.
    if let last = findings.last, last.utf8Range.upperBound > range.lowerBound {
      position = max(position, last.utf8Range.upperBound)
      return true
    }
    findings.append(SecretFinding(kind: kind, utf8Range: range, issuer: issuer))
    position = range.upperBound
    return true
  }

  // MARK: Bytes

  /// The byte at an offset; 0 outside the text.
  subscript(_ index: Int) -> UInt8 {
    index >= 0 && index < bytes.count ? bytes[index] : 0
  }

  /// End of the run of letters, digits and underscores from `start`.
  func wordEnd(_ start: Int) -> Int {
    var end = start
    while end < bytes.count, bytes[end].isWord { end += 1 }
    return end
  }

  /// Whether what begins at `start`, with a word that ends at `end`, goes on without white space for as long as a key.
  private func isLong(_ start: Int, _ end: Int) -> Bool {
    var index = end
    while index - start < IssuedKeyShape.shortest, index < bytes.count, bytes[index].isGraphic { index += 1 }
    return index - start >= IssuedKeyShape.shortest
  }

  func skipSpaces(_ start: Int) -> Int {
    var index = start
    while self[index] == UInt8(ascii: " ") || self[index] == UInt8(ascii: "\t") { index += 1 }
    return index
  }

  /// Whether `text` stands at `index` as it is written.
  func has(_ text: StaticString, at index: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard index >= 0, index + count <= bytes.count else { return false }
    for offset in 0..<count where bytes[index + offset] != text.utf8Start[offset] { return false }
    return true
  }

  /// Whether `text`, in lower case, stands at `index` in any case.
  func hasAnyCase(_ text: StaticString, at index: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard index >= 0, index + count <= bytes.count else { return false }
    for offset in 0..<count where bytes[index + offset].lowercased != text.utf8Start[offset] { return false }
    return true
  }

  /// The same, and a word of its own. - Returns: its end.
  func word(_ text: StaticString, at index: Int) -> Int? {
    let end = index + text.utf8CodeUnitCount
    return hasAnyCase(text, at: index) && !self[end].isWord ? end : nil
  }

  func word(in list: [StaticString], at index: Int) -> Int? {
    for text in list {
      if let end = word(text, at: index) { return end }
    }
    return nil
  }

  /// The word before `index`, spaces and hyphens between them skipped.
  func wordBefore(_ index: Int) -> Range<Int> {
    var end = index
    while self[end - 1] == UInt8(ascii: " ") || self[end - 1] == UInt8(ascii: "-") { end -= 1 }
    var start = end
    while start > 0, end - start < 32, bytes[start - 1].isWord { start -= 1 }
    return start..<end
  }

  func equals(_ range: Range<Int>, anyOf list: [StaticString]) -> Bool {
    list.contains { $0.utf8CodeUnitCount == range.count && hasAnyCase($0, at: range.lowerBound) }
  }

  /// Whether one of `words` stands, in any case, in the `distance` bytes before `index` on the same line.
  func context(before index: Int, within distance: Int, has words: [StaticString]) -> Bool {
    var low = index
    while low > 0, index - low < distance, bytes[low - 1] != UInt8(ascii: "\n") { low -= 1 }
    for word in words {
      let count = word.utf8CodeUnitCount
      guard index - low >= count else { continue }
      for start in low...(index - count) where hasAnyCase(word, at: start) { return true }
    }
    return false
  }
}

extension UInt8 {
  var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
  var isLetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }
  var isUpper: Bool { self &- UInt8(ascii: "A") < 26 }
  var isAlphanumeric: Bool { isDigit || isLetter }
  var isWord: Bool {
    // Digits, then letters and the underscore, one bit each: this is asked of every byte.
    let bits: UInt64 = self < 64 ? 0x03FF_0000_0000_0000 : self < 128 ? 0x07FF_FFFE_87FF_FFFE : 0
    return bits >> UInt64(self & 63) & 1 == 1
  }
  var isHex: Bool { isDigit || (self | 0x20) &- UInt8(ascii: "a") < 6 }
  /// Printable ASCII but the space.
  var isGraphic: Bool { self > 0x20 && self < 0x7F }
  var lowercased: UInt8 { isUpper ? self | 0x20 : self }
  var digit: Int { Int(self &- UInt8(ascii: "0")) }
}
