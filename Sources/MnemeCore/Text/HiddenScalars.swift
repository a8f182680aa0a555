extension Unicode.Scalar {
  /// Whether who reads a text does not see it, or sees something else: controls, marks that turn the direction or join, tags,
  /// variation selectors, fillers, blanks that are not the usual one, and what has no shape of its own (Unicode's
  /// `General_Category` and `Default_Ignorable_Code_Point`). A line feed and a tab are among them.
  package var isHidden: Bool {
    if (0x20..<0x7F).contains(value) { return false }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate, .spaceSeparator:
      return true
    default:
      // A braille pattern without dots is no blank by its category.
      return value == 0x2800 || properties.isDefaultIgnorableCodePoint
    }
  }

  /// Blanks of another width, line feeds and tabs: they are seen, by the place that they take.
  fileprivate var isSpace: Bool {
    self == "\n" || self == "\t" || self == "\r" || properties.generalCategory == .spaceSeparator
  }

  fileprivate var isVariation: Bool { value == 0xFE0E || value == 0xFE0F }
}

extension String {
  /// With hidden scalars written out (`\u{202e}`), so that a text is read as it stands.
  /// - Parameter kept: hidden ones that stay as they are.
  package func revealed(keeping kept: Set<Unicode.Scalar> = []) -> String {
    var shown = UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar.isHidden, !kept.contains(scalar) {
        shown.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      } else {
        shown.append(scalar)
      }
    }
    return String(shown)
  }

  /// Without hidden scalars; blanks of another width become the usual one.
  /// - Parameter kept: hidden ones that stay as they are.
  package func withoutHidden(keeping kept: Set<Unicode.Scalar> = []) -> String {
    var plain = UnicodeScalarView()
    for scalar in unicodeScalars {
      if !scalar.isHidden || kept.contains(scalar) {
        plain.append(scalar)
      } else if scalar.properties.generalCategory == .spaceSeparator {
        plain.append(" ")
      }
    }
    return String(plain)
  }

  /// Whether it can say more to a program than to a reader. What lays a text out (blanks, line feeds, tabs) and what belongs to a
  /// picture (a variation selector or a joiner right behind one) says nothing. O(length).
  package var hidesWords: Bool {
    var last: Unicode.Scalar?
    var isPicture = false
    for scalar in unicodeScalars {
      defer { last = scalar }
      guard scalar.isHidden else {
        // Digits too are of those that may be followed by a selector.
        isPicture = scalar.properties.isEmoji
        continue
      }
      if scalar.isSpace {
        isPicture = false
        continue
      }
      guard isPicture, let before = last else { return true }
      // One selector, and one joiner, for each picture.
      if scalar.isVariation, !before.isVariation, before.value != 0x200D { continue }
      if scalar.value == 0x200D, before.value != 0x200D, before.value > 0x7F { continue }
      return true
    }
    return false
  }
}

extension JSONValue {
  /// Whether a text or a name in it can say more to a program than to a reader. O(size).
  package var hidesWords: Bool {
    switch self {
    case .string(let text): text.hidesWords
    case .array(let values): values.contains(where: \.hidesWords)
    case .object(let members): members.contains { $0.key.hidesWords || $0.value.hidesWords }
    default: false
    }
  }
}
