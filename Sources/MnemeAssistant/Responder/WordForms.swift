import MnemeMemory

/// Words of a text as the responder compares them.
enum WordForms {
  /// Lower-case words in order, apostrophe endings cut; Korean words lose their particles.
  static func words(_ text: String) -> [String] {
    var result: [String] = []
    var word = String.UnicodeScalarView()
    func end() {
      if word.isEmpty { return }
      if let form = form(of: String(word)) { result.append(form) }
      word.removeAll(keepingCapacity: true)
    }
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x61...0x7A, 0x30...0x39, 0x27, 0xAC00...0xD7A3: word.append(scalar)
      case 0x41...0x5A: word.append(Unicode.Scalar(UInt8(scalar.value) | 0x20))
      case 0x2019: word.append("'")
      case 0..<0x80: end()
      default:
        if scalar.properties.isAlphabetic || scalar.properties.numericType != nil || isMark(scalar) {
          word.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
        } else {
          end()
        }
      }
    }
    end()
    return result
  }

  private static func form(of part: String) -> String? {
    if part.hasSuffix("'s") { return part.utf8.count > 2 ? String(part.dropLast(2)) : nil }
    let word =
      part.utf8.contains(0x27) ? String(String.UnicodeScalarView(part.unicodeScalars.filter { $0 != "'" })) : part
    if word.isEmpty { return nil }
    return StatementText.isKorean(word) ? KoreanParticles.stripped(word) : word
  }

  /// A mark belongs to the letter before it.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark: true
    default: false
    }
  }

  /// A light English stem: enough to join "planning" with "plan" and "cities" with "city".
  static func stem(_ word: String) -> String {
    guard word.utf8.count > 3, word.utf8.allSatisfy({ $0 < 0x80 }) else { return word }
    var stem = word
    if stem.hasSuffix("ies") {
      stem = stem.dropLast(3) + "y"
    } else if stem.hasSuffix("sses") || stem.hasSuffix("shes") || stem.hasSuffix("ches") {
      stem.removeLast(2)
    } else if stem.hasSuffix("s"), !stem.hasSuffix("ss"), !stem.hasSuffix("us"), !stem.hasSuffix("is") {
      stem.removeLast()
    }
    for ending in ["ing", "ed"] where stem.hasSuffix(ending) && stem.count > ending.count + 2 {
      stem.removeLast(ending.count)
      if let last = stem.last, stem.dropLast().last == last, !"lsz".contains(last) { stem.removeLast() }
      break
    }
    if stem.hasSuffix("e"), stem.count > 3 { stem.removeLast() }
    return stem
  }
}
