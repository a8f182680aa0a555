import Foundation

/// Looks for what the JSON decoder takes although it should not, or refuses in words that lead astray.
enum JSONText {
  enum Flaw: Error, Equatable {
    /// RFC 8259 §8.1: JSON between systems is UTF-8. The decoder would also take UTF-16 and UTF-32.
    case notUTF8
    /// An escape `\uD800`…`\uDFFF` without its other half is no character.
    case loneSurrogate
    /// It is JSON, with a number in it that is not whole or too large for its field.
    case number

    /// What is wrong, as the end of a sentence.
    var reason: String {
      switch self {
      case .notUTF8: "not valid UTF-8"
      case .loneSurrogate: "not valid Unicode: half of a surrogate pair (\\uD800 to \\uDFFF) stands alone"
      case .number: "JSON with a number that is not whole where it has to be, or out of range"
      }
    }
  }

  /// Linear.
  static func flaw(in bytes: some RandomAccessCollection<UInt8>) -> Flaw? {
    // No JSON text has a zero byte; UTF-16 and UTF-32 have one among the first four.
    guard !bytes.prefix(4).contains(0), String(validating: bytes, as: UTF8.self) != nil else { return .notUTF8 }
    var rest = bytes[...]
    while let slash = rest.firstIndex(of: UInt8(ascii: "\\")) {
      rest = rest[rest.index(after: slash)...]
      guard let unit = escapedUnit(rest) else {
        rest = rest.dropFirst()
        continue
      }
      rest = rest.dropFirst(5)
      switch unit {
      case 0xD800...0xDBFF:
        guard rest.first == UInt8(ascii: "\\"), let low = escapedUnit(rest.dropFirst()), (0xDC00...0xDFFF).contains(low)
        else { return .loneSurrogate }
        rest = rest.dropFirst(6)
      case 0xDC00...0xDFFF: return .loneSurrogate
      default: break
      }
    }
    return nil
  }

  /// The value of `uXXXX` at the start; nil for any other escape.
  private static func escapedUnit(_ bytes: some Collection<UInt8>) -> UInt32? {
    guard bytes.first == UInt8(ascii: "u") else { return nil }
    var unit: UInt32 = 0
    var count = 0
    for byte in bytes.dropFirst().prefix(4) {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: return nil
      }
      unit = unit << 4 | UInt32(digit)
      count += 1
    }
    return count == 4 ? unit : nil
  }

  /// Tells a text that is no JSON from one whose numbers do not fit: the decoder says the same of both.
  static func isJSON(_ data: Data) -> Bool {
    // The reason is not wanted, only whether there is one.
    (try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)) != nil
  }
}
