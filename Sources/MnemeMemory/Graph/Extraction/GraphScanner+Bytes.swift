import MnemeCore

extension GraphScanner {
  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }

  @inline(__always)
  static func isUpper(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  @inline(__always)
  static func width(_ byte: UInt8) -> Int { byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1 }

  static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ width: Int) -> UInt32 {
    var value = UInt32(bytes[index])
    if width == 1 { return value }
    value &= width == 4 ? 0x07 : width == 3 ? 0x0F : 0x1F
    for offset in 1..<width { value = value << 6 | UInt32(bytes[index + offset] & 0x3F) }
    return value
  }

  /// Width of a letter beyond ASCII of Latin, Greek or Cyrillic script, or of a mark on one; nil for anything else.
  static func letterWidth(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ end: Int) -> Int? {
    let width = width(bytes[index])
    guard width > 1, index + width <= end else { return nil }
    switch scalar(bytes, index, width) {
    case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x300...0x36F, 0x370...0x373, 0x376...0x37D, 0x386...0x52F,
      0x1E00...0x1FFF:
      return width
    default: return nil
    }
  }

  /// Width of a Hangul syllable; nil for anything else.
  static func hangulWidth(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ end: Int) -> Int? {
    guard bytes[index] >= 0xEA, bytes[index] <= 0xED, index + 3 <= end else { return nil }
    return (0xAC00...0xD7A3).contains(scalar(bytes, index, 3)) ? 3 : nil
  }

  /// Width of any letter beyond ASCII.
  static func wideLetterWidth(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ end: Int) -> Int? {
    letterWidth(bytes, index, end) ?? hangulWidth(bytes, index, end)
  }

  /// 1 or 3 for a straight or curly apostrophe that stands here, else 0.
  func apostropheWidth(at index: Int, to end: Int) -> Int {
    guard index < end else { return 0 }
    if bytes[index] == UInt8(ascii: "'") { return 1 }
    guard index + 2 < end, bytes[index] == 0xE2, bytes[index + 1] == 0x80, bytes[index + 2] == 0x99 else { return 0 }
    return 3
  }

  /// Lower case; letters beyond ASCII as `EntityKey` folds them.
  static func folded(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String {
    if bytes[range].allSatisfy({ $0 < 0x80 }) {
      return String(unsafeUninitializedCapacity: range.count) { buffer in
        for (place, byte) in bytes[range].enumerated() { buffer[place] = isUpper(byte) ? byte | 0x20 : byte }
        return range.count
      }
    }
    return EntityKey.normalized(String(decoding: bytes[range], as: UTF8.self)).split(separator: " ").joined(
      separator: "-")
  }

  static func form(of bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> GraphToken.Form {
    var upper = 0
    var lower = 0
    var index = range.lowerBound
    var isFirstUpper = false
    while index < range.upperBound {
      let byte = bytes[index]
      var isUpperLetter = isUpper(byte)
      var isLowerLetter = byte >= 0x61 && byte <= 0x7A
      let width = width(byte)
      if width > 1, let scalar = Unicode.Scalar(scalar(bytes, index, min(width, range.upperBound - index))) {
        isUpperLetter = scalar.properties.isUppercase
        isLowerLetter = scalar.properties.isLowercase
      }
      if index == range.lowerBound { isFirstUpper = isUpperLetter }
      // "Jean-Luc" is capitalised: a capital after a hyphen is a first letter too.
      let isInner = index > range.lowerBound && bytes[index - 1] != UInt8(ascii: "-")
      if isUpperLetter, isInner || index == range.lowerBound { upper += 1 }
      if isLowerLetter { lower += 1 }
      index += width
    }
    if upper == 0 { return .lower }
    if lower == 0 { return upper > 1 ? .upper : .capitalised }
    if isFirstUpper, upper == 1 { return .capitalised }
    // "McKay" and "O'Brien" are names of persons, "PyTorch" is not; that is for the rules to say.
    return .mixed
  }
}

/// What a line of a message is, before its words are read.
enum SourceLine {
  case text, code, quotation, fence

  init(_ line: Slice<UnsafeBufferPointer<UInt8>>) {
    var start = line.startIndex
    while start < line.endIndex, line[start] == 0x20 || line[start] == 0x09 { start += 1 }
    let isIndented = start - line.startIndex >= 4 || (start > line.startIndex && line[line.startIndex] == 0x09)
    guard start < line.endIndex else {
      self = .text
      return
    }
    let fences: [UInt8] = [UInt8(ascii: "`"), UInt8(ascii: "~")]
    if fences.contains(line[start]), line[start...].prefix(3).allSatisfy({ $0 == line[start] }),
      line.endIndex - start >= 3
    {
      self = .fence
    } else if line[start] == UInt8(ascii: ">") {
      self = .quotation
    } else {
      self = isIndented || Self.isCode(line[start...]) ? .code : .text
    }
  }

  /// Reads like source text: ends like a statement, or is dense in signs that prose does without.
  private static func isCode(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    var signs = 0
    for byte in line {
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: "<"),
        UInt8(ascii: ">"), UInt8(ascii: "|"), UInt8(ascii: "\\"), UInt8(ascii: "$"), UInt8(ascii: "["),
        UInt8(ascii: "]"):
        signs += 1
      default: break
      }
    }
    let last = line.last ?? 0
    if last == UInt8(ascii: "{") || last == UInt8(ascii: "}") { return true }
    return signs >= 3 && signs * 12 > line.count || (last == UInt8(ascii: ";") && signs >= 2)
  }
}
