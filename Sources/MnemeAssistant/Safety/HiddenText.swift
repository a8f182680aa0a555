import Foundation

/// What a text says that is not seen.
enum HiddenText {
  /// The text as it is read: without characters of no width, with full-width letters as plain ones and letters of the Unicode tag
  /// block as what they stand for.
  /// - Returns: also how many characters were hidden.
  static func removed(from text: String) -> (text: String, hidden: Int) {
    if text.utf8.allSatisfy({ $0 < 128 }) { return (text, 0) }
    var result = String.UnicodeScalarView()
    var hidden = 0
    for scalar in text.unicodeScalars {
      switch scalar.value {
      // Joiners also shape scripts and emoji, so a few of them hide nothing.
      case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFEFF, 0x00AD, 0x180E: hidden += 1
      case 0xE0020...0xE007E:
        hidden += 1
        if let plain = Unicode.Scalar(scalar.value - 0xE0000) { result.append(plain) }
      case 0xFF01...0xFF5E:
        if let plain = Unicode.Scalar(scalar.value - 0xFEE0) { result.append(plain) }
      default: result.append(scalar)
      }
    }
    return (String(result), hidden)
  }

  /// Shortest run of base64 that is read, and how many of them.
  private static let shortest = 24
  private static let most = 32

  /// Texts that stand in a text as base64: what decodes to UTF-8 that is mostly letters.
  static func base64(in text: String) -> [String] {
    var found: [String] = []
    var run: [UInt8] = []
    func end() {
      defer { run = [] }
      guard run.count >= shortest, found.count < most else { return }
      let plain = run.filter { $0 != UInt8(ascii: "=") }.map { byte in
        byte == UInt8(ascii: "-") ? UInt8(ascii: "+") : byte == UInt8(ascii: "_") ? UInt8(ascii: "/") : byte
      }
      let padded = plain + [UInt8](repeating: UInt8(ascii: "="), count: (4 - plain.count % 4) % 4)
      guard let data = Data(base64Encoded: Data(padded)), let decoded = String(data: data, encoding: .utf8) else {
        return
      }
      let letters = decoded.unicodeScalars.count { $0.properties.isAlphabetic || $0 == " " }
      if letters * 10 >= decoded.unicodeScalars.count * 7 { found.append(decoded) }
    }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="),
        UInt8(ascii: "-"), UInt8(ascii: "_"):
        run.append(byte)
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        // Long base64 is broken into lines; a word at a line's end is not.
        if run.count < 60 { end() }
      default: end()
      }
    }
    end()
    return found
  }
}
