package import MnemeCore

/// Reads JSON (RFC 8259) from UTF-8 in one pass. Stricter than the platform's decoder: text after the value, the same
/// key twice, half of a surrogate pair and more than `maxDepth` levels are refused, since two readers could take such
/// a message in two ways or fall over it.
package struct JSONReader {
  /// Levels of arrays and objects inside one another.
  package static let maxDepth = 128

  private let bytes: [UInt8]
  private var place = 0
  private var depth = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// - Throws: `RPCError.parseErrorCode`; the text is never part of the message.
  package static func read(_ bytes: some RandomAccessCollection<UInt8>) throws(RPCError) -> JSONValue {
    var reader = JSONReader(Array(bytes))
    reader.skipSpace()
    let value = try reader.value()
    reader.skipSpace()
    guard reader.place == reader.bytes.count else { throw reader.flaw }
    return value
  }

  private var flaw: RPCError { .parseError() }
  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
  }

  private mutating func value() throws(RPCError) -> JSONValue {
    switch next {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ text: StaticString, _ value: JSONValue) throws(RPCError) -> JSONValue {
    let end = place + text.utf8CodeUnitCount
    guard end <= bytes.count, text.withUTF8Buffer({ $0.elementsEqual(bytes[place..<end]) }) else { throw flaw }
    place = end
    return value
  }

  private mutating func enter() throws(RPCError) {
    place += 1
    depth += 1
    guard depth <= JSONReader.maxDepth else { throw .parseError("The message is nested too deeply.") }
    skipSpace()
  }

  private mutating func object() throws(RPCError) -> JSONValue {
    try enter()
    defer { depth -= 1 }
    var members: [String: JSONValue] = [:]
    if next == UInt8(ascii: "}") {
      place += 1
      return .object(members)
    }
    while true {
      guard next == UInt8(ascii: "\"") else { throw flaw }
      let key = try string()
      skipSpace()
      guard next == UInt8(ascii: ":") else { throw flaw }
      place += 1
      skipSpace()
      guard members.updateValue(try value(), forKey: key) == nil else {
        throw .parseError("An object of the message has the same key twice, or two that Unicode takes for the same.")
      }
      skipSpace()
      switch next {
      case UInt8(ascii: ","):
        place += 1
        skipSpace()
      case UInt8(ascii: "}"):
        place += 1
        return .object(members)
      default: throw flaw
      }
    }
  }

  private mutating func array() throws(RPCError) -> JSONValue {
    try enter()
    defer { depth -= 1 }
    var values: [JSONValue] = []
    if next == UInt8(ascii: "]") {
      place += 1
      return .array(values)
    }
    while true {
      values.append(try value())
      skipSpace()
      switch next {
      case UInt8(ascii: ","):
        place += 1
        skipSpace()
      case UInt8(ascii: "]"):
        place += 1
        return .array(values)
      default: throw flaw
      }
    }
  }

  private mutating func number() throws(RPCError) -> JSONValue {
    let start = place
    if next == UInt8(ascii: "-") { place += 1 }
    guard let first = digits(), first > 0, bytes[place - first] != UInt8(ascii: "0") || first == 1 else { throw flaw }
    var isWhole = true
    if next == UInt8(ascii: ".") {
      place += 1
      isWhole = false
      guard digits() != nil else { throw flaw }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      place += 1
      isWhole = false
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
      guard digits() != nil else { throw flaw }
    }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    if isWhole, let value = Int64(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else {
      throw .parseError("A number of the message is out of range.")
    }
    return .number(value)
  }

  /// Steps over digits; nil where there is none.
  private mutating func digits() -> Int? {
    let start = place
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place += 1 }
    return place > start ? place - start : nil
  }

  private mutating func string() throws(RPCError) -> String {
    place += 1
    let start = place
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { place += 1 }
    if next == UInt8(ascii: "\"") {
      defer { place += 1 }
      return try text(bytes[start..<place])
    }
    var output = Array(bytes[start..<place])
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        place += 1
        return try text(output[...])
      case UInt8(ascii: "\\"): try escape(into: &output)
      case 0..<0x20: throw flaw
      default:
        output.append(byte)
        place += 1
      }
    }
    throw flaw
  }

  private func text(_ bytes: ArraySlice<UInt8>) throws(RPCError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .parseError("The message is not valid UTF-8.")
    }
    return text
  }

  private mutating func escape(into output: inout [UInt8]) throws(RPCError) {
    place += 1
    guard let kind = next else { throw flaw }
    place += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(kind)
    case UInt8(ascii: "b"): output.append(0x08)
    case UInt8(ascii: "f"): output.append(0x0C)
    case UInt8(ascii: "n"): output.append(0x0A)
    case UInt8(ascii: "r"): output.append(0x0D)
    case UInt8(ascii: "t"): output.append(0x09)
    case UInt8(ascii: "u"):
      var code = try unit()
      if (0xD800...0xDBFF).contains(code) {
        guard next == UInt8(ascii: "\\"), place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "u") else {
          throw flaw
        }
        place += 2
        let low = try unit()
        guard (0xDC00...0xDFFF).contains(low) else { throw flaw }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw flaw }
      output += UTF8.encode(scalar).map(Array.init) ?? []
    default: throw flaw
    }
  }

  /// Four hexadecimal digits.
  private mutating func unit() throws(RPCError) -> UInt32 {
    guard place + 4 <= bytes.count else { throw flaw }
    var unit: UInt32 = 0
    for byte in bytes[place..<place + 4] {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw flaw
      }
      unit = unit << 4 | UInt32(digit)
    }
    place += 4
    return unit
  }
}
