/// Kinds of Unicode scalars, as far as words of time need to know.
enum TimeScalar {
  enum Kind {
    case space, newline, digit, letter, hangul, foreign, sign
  }

  /// ASCII letters and the underscore are letters; letters of other scripts, which no word of time has, are foreign.
  static func kind(of scalar: UInt32) -> Kind {
    switch scalar {
    case 0x61...0x7A, 0x41...0x5A, 0x5F: .letter
    case 0x20, 0x09, 0xA0, 0x3000, 0x2000...0x200B: .space
    case 0x30...0x39, 0xFF10...0xFF19: .digit
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: .newline
    case 0xAC00...0xD7A3: .hangul
    case 0..<0x80: .sign
    default: Unicode.Scalar(scalar)?.properties.isAlphabetic ?? false ? .foreign : .sign
    }
  }

  static func digit(_ scalar: UInt32) -> Int32? {
    switch scalar {
    case 0x30...0x39: Int32(scalar) - 0x30
    case 0xFF10...0xFF19: Int32(scalar) - 0xFF10
    default: nil
    }
  }

  /// A letter, a syllable or a digit.
  static func isWord(_ scalar: UInt32) -> Bool {
    switch kind(of: scalar) {
    case .letter, .hangul, .foreign, .digit: true
    case .space, .newline, .sign: false
    }
  }

  static func isApostrophe(_ scalar: UInt32) -> Bool { scalar == 0x27 || scalar == 0x2019 || scalar == 0x2018 }
}

/// Syllables of Hangul that were written as single letters (Unicode normalisation form D), put together (Unicode
/// Standard, §3.12).
struct HangulComposition {
  private(set) var scalars: [UInt32] = []
  /// Index of each composed scalar in the original, and the original's length at the end.
  private(set) var places: [Int32] = []

  init(_ original: [UInt32]) {
    scalars.reserveCapacity(original.count)
    var i = 0
    while i < original.count {
      places.append(Int32(i))
      let lead = original[i]
      guard (0x1100...0x1112).contains(lead), i + 1 < original.count, (0x1161...0x1175).contains(original[i + 1])
      else {
        scalars.append(lead)
        i += 1
        continue
      }
      var syllable = 0xAC00 + ((lead - 0x1100) * 21 + original[i + 1] - 0x1161) * 28
      i += 2
      if i < original.count, (0x11A8...0x11C2).contains(original[i]) {
        syllable += original[i] - 0x11A7
        i += 1
      }
      scalars.append(syllable)
    }
    places.append(Int32(original.count))
  }
}
