import Foundation

/// What BERT's uncased normaliser and splitter make of each Unicode scalar.
///
/// The original tokenizer cleans the text, surrounds Chinese characters with spaces, decomposes (NFD), drops
/// non-spacing marks, lowercases, and then splits at white space and punctuation. Each of these steps looks at one
/// scalar at a time but for the reordering of marks, which are dropped anyway; so the whole of it is a table. Pages of
/// 256 scalars are filled when first met. Not thread-safe: each worker has its own.
///
/// The original's general categories are those of Unicode 8, so a mark or punctuation character assigned later counts
/// as a letter; `Unicode.Scalar.Properties.age` tells.
package struct CharacterTable {
  enum Kind: UInt8 {
    /// Vanishes: control and format characters, non-spacing marks.
    case dropped
    /// Ends a word.
    case space
    /// Part of a word.
    case letter
    /// A word by itself: punctuation, Chinese characters.
    case isolated
  }

  struct Entry {
    var kind: Kind
    /// Range of the UTF-8 that replaces the scalar, in `bytes`.
    var count: UInt8
    var offset: UInt32
  }

  /// By scalar value divided by 256; empty until met.
  private var pages: [[Entry]] = Array(repeating: [], count: 0x1100)
  private(set) var bytes: [UInt8] = []

  package init() {}

  mutating func entry(_ value: UInt32) -> Entry {
    let page = Int(value >> 8)
    if pages[page].isEmpty { fill(page) }
    return pages[page][Int(value & 0xFF)]
  }

  private mutating func fill(_ page: Int) {
    pages[page] = (0..<256).map { low in
      // The surrogate range has no scalars and cannot occur in a String.
      guard let scalar = Unicode.Scalar(UInt32(page << 8 | low)) else {
        return Entry(kind: .dropped, count: 0, offset: 0)
      }
      let (kind, replacement) = Self.classify(scalar)
      let offset = bytes.count
      bytes += replacement
      return Entry(kind: kind, count: UInt8(bytes.count - offset), offset: UInt32(offset))
    }
  }

  static func classify(_ scalar: Unicode.Scalar) -> (Kind, [UInt8]) {
    if scalar.properties.isWhitespace && !isRemovedControl(scalar) { return (.space, []) }
    if isRemoved(scalar) { return (.dropped, []) }
    var replacement = ""
    var punctuation = false
    for part in decompose(scalar) where !isNonSpacingMark(part) {
      replacement += part.properties.lowercaseMapping
      punctuation = punctuation || isPunctuation(part)
    }
    if replacement.isEmpty { return (.dropped, []) }
    return (punctuation || isChinese(scalar) ? .isolated : .letter, Array(replacement.utf8))
  }

  private static func decompose(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    // The original's decompositions are older than this one's later additions.
    guard knows(scalar, until: (9, 0)) else { return String(scalar).unicodeScalars }
    return String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars
  }

  /// Control characters that Unicode calls white space and the original removes.
  private static func isRemovedControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control && scalar != "\t" && scalar != "\n" && scalar != "\r"
  }

  private static func isRemoved(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\u{FFFD}" { return true }
    switch scalar.properties.generalCategory {
    case .control, .privateUse: return true
    case .format: return knows(scalar, until: (8, 0))
    default: return false
    }
  }

  private static func isNonSpacingMark(_ scalar: Unicode.Scalar) -> Bool {
    // Characters whose category has changed since Unicode 8.
    switch scalar.value {
    case 0x1734, 0x1171E: return true
    case 0x1885, 0x1886, 0xA9BD, 0x111C9: return false
    default: return scalar.properties.generalCategory == .nonspacingMark && knows(scalar, until: (8, 0))
    }
  }

  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: return true
    // Punctuation in Unicode 8, not any more.
    case 0x166D, 0x111C9: return true
    default: break
    }
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      return knows(scalar, until: (8, 0))
    default: return false
    }
  }

  /// The CJK ideograph blocks the original spaces out; it starts extension E at U+2B920.
  private static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
      0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }

  private static func knows(_ scalar: Unicode.Scalar, until version: (Int, Int)) -> Bool {
    guard let age = scalar.properties.age else { return false }
    return (age.major, age.minor) <= version
  }
}
