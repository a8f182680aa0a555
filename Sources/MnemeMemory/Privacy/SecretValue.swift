import Foundation

/// What a statement says a secret is: a run of characters after the connecting word, and what it is made of.
struct SecretValue {
  enum Quotes { case none, closed }

  var range: Range<Int>
  var quotes: Quotes
  var digits = 0
  var letters = 0
  /// Capital letters after the first character.
  var innerCapitals = 0
  /// Characters that are neither letters nor digits nor found inside ordinary words.
  var symbols = 0
  var spaces = 0

  var count: Int { range.count }
  /// Not an ordinary word: has digits, symbols or capitals inside.
  var isStrong: Bool { digits > 0 || symbols > 0 || (innerCapitals > 0 && innerCapitals < letters - 1) }
  var isDigits: Bool { digits == count }
}

extension SecretScan {
  /// Longest value that is looked at.
  private static let valueLimit = 160

  /// The value at `start`, leading spaces skipped; quotes around it do not belong to it.
  func value(at start: Int) -> SecretValue? {
    var first = skipSpaces(start)
    // The end of emphasis that began before the key word.
    let emphasis = has("**", at: first) ? 2 : has("*", at: first) ? 1 : 0
    if emphasis > 0, self[first + emphasis] != UInt8(ascii: "*") { first = skipSpaces(first + emphasis) }
    if let (width, close) = openingQuote(at: first) {
      let inside = first + width
      var end = inside
      while end < bytes.count, end - inside < Self.valueLimit, bytes[end] != UInt8(ascii: "\n"), !has(close, at: end) {
        end += 1
      }
      if has(close, at: end), end > inside { return measured(inside..<end, .closed) }
      first = inside
    }
    var end = first
    while self[end].isGraphic, end - first < Self.valueLimit {
      let byte = bytes[end]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`") || byte == UInt8(ascii: "<") && end > first { break }
      if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";"), !self[end + 1].isGraphic { break }
      end += 1
    }
    while end > first, Self.trailing(bytes[end - 1]) { end -= 1 }
    return end > first ? measured(first..<end, .none) : nil
  }

  private func openingQuote(at index: Int) -> (Int, StaticString)? {
    switch self[index] {
    case UInt8(ascii: "\""): (1, "\"")
    case UInt8(ascii: "'"): (1, "'")
    case UInt8(ascii: "`"): (1, "`")
    case 0xE2: has("“", at: index) ? (3, "”") : has("‘", at: index) ? (3, "’") : nil
    case 0xE3: has("「", at: index) ? (3, "」") : nil
    default: nil
    }
  }

  /// Punctuation of the sentence rather than of the secret. An exclamation mark may be either and is kept.
  private static func trailing(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: ")"),
      UInt8(ascii: "]"),
      UInt8(ascii: "}"), UInt8(ascii: "'"), UInt8(ascii: "\""):
      true
    default: false
    }
  }

  private func measured(_ range: Range<Int>, _ quotes: SecretValue.Quotes) -> SecretValue {
    var value = SecretValue(range: range, quotes: quotes)
    for index in range {
      let byte = bytes[index]
      if byte.isDigit {
        value.digits += 1
      } else if byte.isLetter {
        value.letters += 1
        if byte.isUpper, index > range.lowerBound { value.innerCapitals += 1 }
      } else {
        switch byte {
        case UInt8(ascii: " "): value.spaces += 1
        // Found inside words, at the ends of sentences, between alternatives.
        case UInt8(ascii: "-"), UInt8(ascii: "'"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "?"),
          UInt8(ascii: "!"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: ":"),
          UInt8(ascii: "_"):
          break
        case 0x80...: value.letters += 1
        default: value.symbols += 1
        }
      }
    }
    return value
  }

  // MARK: Judging

  private static let placeholders: [StaticString] = [
    "password", "passwd", "pass", "pwd", "secret", "token", "key", "apikey", "api_key", "null", "nil", "none", "true",
    "false", "undefined", "string", "str", "text", "required", "optional", "hidden", "redacted", "masked", "example",
    "placeholder", "changeme", "credentials", "unknown", "empty", "default", "username", "value", "varchar", "input",
    "yes", "n/a", "todo", "tbd",
  ]
  private static let placeholderHeads: [StaticString] = [
    "your_", "your-", "yourkey", "yourpass", "yoursecret", "yourtoken", "example", "process.env", "os.environ", "env.",
    "env[", "config.", "settings.", "self.", "this.",
    "http://", "https://", "www.", "xxx",
  ]

  private static let units: [StaticString] = [
    "st", "nd", "rd", "th", "am", "pm", "s", "sec", "min", "mins", "h", "hr", "hrs", "d", "days", "k", "m", "kb", "mb",
    "gb", "x", "px", "bit", "bits", "yr", "yrs", "chars",
  ]

  /// Stands for a secret without being one: `<password>`, `$TOKEN`, `********`, `your-key-here`, a call, a link.
  func isPlaceholder(_ range: Range<Int>) -> Bool {
    switch bytes[range.lowerBound] {
    case UInt8(ascii: "$"), UInt8(ascii: "<"), UInt8(ascii: "{"), UInt8(ascii: "%"), UInt8(ascii: "["),
      UInt8(ascii: "("):
      // A dollar or per cent sign may begin a password, but not before a name or a brace.
      let next = self[range.lowerBound + 1]
      if bytes[range.lowerBound] != UInt8(ascii: "$") && bytes[range.lowerBound] != UInt8(ascii: "%") { return true }
      if next == UInt8(ascii: "{") || next == UInt8(ascii: "(") || next.isUpper || range.count <= 2 { return true }
    default: break
    }
    if range.allSatisfy({ bytes[$0] == bytes[range.lowerBound] && !bytes[$0].isDigit }) { return true }
    if equals(range, anyOf: Self.placeholders) { return true }
    for head in Self.placeholderHeads where head.utf8CodeUnitCount <= range.count {
      if hasAnyCase(head, at: range.lowerBound) { return true }
    }
    // A call, as in `hash(input)`.
    if let paren = range.first(where: { bytes[$0] == UInt8(ascii: "(") }), paren > range.lowerBound {
      return bytes[paren - 1].isWord && range.contains { bytes[$0] == UInt8(ascii: ")") || $0 == range.upperBound - 1 }
    }
    return false
  }

  /// `8-character`, `2-factor`, `100%`, `3rd`: a number that describes.
  func isMeasure(_ value: SecretValue) -> Bool {
    var index = value.range.lowerBound
    while index < value.range.upperBound, bytes[index].isDigit { index += 1 }
    let digits = index - value.range.lowerBound
    guard (1...3).contains(digits) else { return false }
    let rest = index..<value.range.upperBound
    if rest.isEmpty { return false }
    if bytes[index] == UInt8(ascii: "%") { return rest.count == 1 }
    if bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      return rest.dropFirst().allSatisfy { bytes[$0].isLetter || bytes[$0] == UInt8(ascii: "-") }
    }
    return equals(rest, anyOf: Self.units)
  }

  /// Shannon entropy of the characters, in bits for each.
  func entropy(_ range: Range<Int>) -> Double {
    var counts = [Int](repeating: 0, count: 256)
    for index in range { counts[Int(bytes[index])] += 1 }
    let total = Double(range.count)
    return counts.reduce(0) { sum, count in
      count == 0 ? sum : sum - Double(count) / total * log2(Double(count) / total)
    }
  }

  /// A string that no one would choose or say: long, mixed, without structure. UUIDs, names and paths are not.
  func isCredential(_ value: SecretValue) -> Bool {
    guard (16...Self.valueLimit).contains(value.count), value.spaces == 0, value.digits >= 2, value.letters >= 2,
      !isUUID(value.range), !isPlaceholder(value.range)
    else { return false }
    let alphabet = IssuedKeyShape.Alphabet.base64
    guard value.range.allSatisfy({ alphabet.contains(bytes[$0]) || bytes[$0] == UInt8(ascii: ":") }) else {
      return false
    }
    guard entropy(value.range) >= 3 else { return false }
    // One part between punctuation is long and mixed; `gpt-4o-mini-2024-07-18` has none.
    var start = value.range.lowerBound
    for index in value.range.lowerBound...value.range.upperBound {
      if index < value.range.upperBound, bytes[index].isAlphanumeric { continue }
      if index - start >= 12, looksRandom(start..<index, distinct: 7) { return true }
      start = index + 1
    }
    return false
  }

  func isUUID(_ range: Range<Int>) -> Bool {
    guard range.count == 36 else { return false }
    return range.allSatisfy { index in
      [8, 13, 18, 23].contains(index - range.lowerBound) ? bytes[index] == UInt8(ascii: "-") : bytes[index].isHex
    }
  }
}
