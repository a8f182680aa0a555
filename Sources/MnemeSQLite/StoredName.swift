import Foundation

/// Names that are compared and ordered in the database: canonically composed, because Swift's strings are equal when they differ in
/// nothing but composition, and without NUL, which ends a bound text.
///
/// U+0000 and U+0001 become U+0001 followed by U+0001 and U+0002: the order of the bytes stays that of the text.
enum StoredName {
  static func encode(_ text: String) -> String {
    // Nearly every name is plain ASCII or needs composing alone.
    if text.utf8.allSatisfy({ $0 > 1 && $0 < 0x80 }) { return text }
    let composed = text.precomposedStringWithCanonicalMapping
    if composed.utf8.allSatisfy({ $0 > 1 }) { return composed }
    var scalars = String.UnicodeScalarView()
    for scalar in composed.unicodeScalars {
      switch scalar.value {
      case 0: scalars.append(contentsOf: ["\u{1}", "\u{1}"])
      case 1: scalars.append(contentsOf: ["\u{1}", "\u{2}"])
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  static func decode(_ text: String) -> String {
    if !text.utf8.contains(1) { return text }
    var scalars = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isEscaped {
        scalars.append(scalar == "\u{1}" ? "\u{0}" : "\u{1}")
        isEscaped = false
      } else if scalar == "\u{1}" {
        isEscaped = true
      } else {
        scalars.append(scalar)
      }
    }
    return String(scalars)
  }
}
