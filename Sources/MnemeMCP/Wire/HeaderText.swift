import Foundation
package import MnemeCore

/// Names of the HTTP headers that the protocol defines, in lower case.
package enum HeaderName {
  package static let revision = "mcp-protocol-version"
  package static let session = "mcp-session-id"
  package static let method = "mcp-method"
  package static let name = "mcp-name"
  package static let parameterPrefix = "mcp-param-"
}

/// Values of a request's body that are repeated in its headers (from revision 2026-07-28).
package enum HeaderText {
  private static let opening = "=?base64?"
  private static let closing = "?="

  /// As it is where it is plain ASCII that a header may hold, else in base64 between markers.
  package static func encode(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 }
    let hasEdges = text.utf8.first.map(isSpace) == true || text.utf8.last.map(isSpace) == true
    let looksEncoded = text.hasPrefix(opening) && text.hasSuffix(closing)
    if isPlain, !hasEdges, !looksEncoded, !text.isEmpty { return text }
    return opening + Data(text.utf8).base64EncodedString() + closing
  }

  /// Nil where it is marked as base64 and is none, is no UTF-8, or holds characters that a header may not hold.
  package static func decode(_ value: String) -> String? {
    guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x09 }) else { return nil }
    guard value.hasPrefix(opening), value.hasSuffix(closing),
      value.utf8.count >= opening.utf8.count + closing.utf8.count
    else { return value }
    let inner = value.dropFirst(opening.count).dropLast(closing.count)
    return Data(base64Encoded: String(inner)).flatMap { String(validating: $0, as: UTF8.self) }
  }

  /// A parameter's value as a header says it; nil for `null` and for what no header carries.
  package static func text(of value: JSONValue) -> String? {
    switch value {
    case .string(let text): text
    case .integer(let number): String(number)
    case .bool(let truth): truth ? "true" : "false"
    default: nil
    }
  }

  /// Whether a text is this whole number, in decimal digits: 42.0 and 42 are the same.
  static func isNumber(_ text: String, _ number: Int64?) -> Bool {
    guard let number else { return false }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let whole = parts[0].hasPrefix("-") ? parts[0].dropFirst() : parts[0]
    guard parts.count <= 2, ([whole] + parts.dropFirst()).allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) })
    else { return false }
    if parts.count == 1 { return Int64(text) == number }
    return Double(text).flatMap { Int64(exactly: $0) } == number
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
