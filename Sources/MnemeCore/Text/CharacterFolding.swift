import Foundation

/// Brings characters that mean the same to one form: full width to half width, composed Hangul, letters without
/// diacritics, lower case.
enum CharacterFolding {
  /// The text itself when it is ASCII, which is the usual case and costs one look at its bytes.
  static func fold(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    let source = needsComposition(text) ? text.precomposedStringWithCompatibilityMapping : text
    var result = String.UnicodeScalarView()
    result.reserveCapacity(source.unicodeScalars.count)
    for scalar in source.unicodeScalars {
      switch scalar.value {
      case 0..<0x80: result.append(scalar)
      // Marks left over where no composed letter exists.
      case 0x300...0x36F: continue
      case 0x3099, 0x309A:
        // Voicing marks that were not composed with their kana stand one or two places after it.
        if let kana = result.last, let voiced = Unicode.Scalar(kana.value + (scalar.value - 0x3098)),
          (0x304B...0x307B).contains(kana.value) || (0x30AB...0x30DB).contains(kana.value)
        {
          result.removeLast()
          result.append(voiced)
        }
      case 0x2018, 0x2019, 0x02BC, 0xFF07: result.append("'")
      case 0xAA...0x24F, 0x1E00...0x1EFF: result.append(contentsOf: latin(scalar))
      case 0x370...0x52F, 0x1F00...0x1FFF: result.append(contentsOf: withoutMarks(scalar))
      default: result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      }
    }
    return String(result)
  }

  /// Letters, digits, and the vowel signs that some scripts write beside their letters.
  static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.properties.isAlphabetic { return true }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .decimalNumber, .letterNumber, .otherNumber: return true
    default: return false
    }
  }

  /// Thai, Lao, Burmese and Khmer: no spaces between words.
  static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0E00...0x0E4E, 0x0E80...0x0ECE, 0x1000...0x103F, 0x1780...0x17D3: true
    default: false
    }
  }

  /// Whether there are separate marks, conjoining Hangul, or half- and full-width forms.
  private static func needsComposition(_ text: String) -> Bool {
    text.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0x300...0x36F, 0x1100...0x11FF, 0x3099...0x309C, 0xFB00...0xFB06, 0xFF00...0xFFEF, 0xA960...0xA97F,
        0xD7B0...0xD7FF, 0x2460...0x24FF, 0x3200...0x33FF, 0x2F00...0x2FDF, 0xF900...0xFAFF, 0x1D400...0x1D7FF:
        true
      default: false
      }
    }
  }

  private static func latin(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    (latinTable[scalar] ?? String(scalar)).unicodeScalars
  }

  private static func withoutMarks(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    var result = String.UnicodeScalarView()
    for part in String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars
    where !(0x300...0x36F).contains(part.value) {
      result.append(contentsOf: part.properties.lowercaseMapping.unicodeScalars)
    }
    return result
  }

  private static let latinTable: [Unicode.Scalar: String] = {
    var table: [Unicode.Scalar: String] = [
      "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d",
      "ð": "d",
      "Ð": "d", "þ": "th", "Þ": "th", "ł": "l", "Ł": "l", "ı": "i", "ħ": "h", "Ħ": "h", "ŋ": "n", "Ŋ": "n",
    ]
    for range in [0xAA...0x24F, 0x1E00...0x1EFF] as [ClosedRange<UInt32>] {
      for value in range {
        guard let scalar = Unicode.Scalar(value), table[scalar] == nil else { continue }
        table[scalar] = String(withoutMarks(scalar))
      }
    }
    return table
  }()
}
