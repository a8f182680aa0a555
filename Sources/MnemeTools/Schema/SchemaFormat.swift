import Foundation
import MnemeCore

/// Formats of JSON Schema that are asserted.
enum SchemaFormat: String, Sendable {
  case dateTime = "date-time"
  case date, time, email, hostname, ipv4, ipv6, uri, uuid, regex

  var words: String {
    switch self {
    case .dateTime: "a time such as 2026-05-08T13:56:00Z"
    case .date: "a day such as 2026-05-08"
    case .time: "a time of day such as 13:56:00Z"
    case .email: "an e-mail address"
    case .hostname: "the name of a host"
    case .ipv4: "an IPv4 address"
    case .ipv6: "an IPv6 address"
    case .uri: "an absolute URI"
    case .uuid: "a UUID"
    case .regex: "a regular expression without look-around and back references"
    }
  }

  /// O(length).
  func holds(_ text: String) -> Bool {
    switch self {
    case .dateTime: text.utf8.count >= 20 && text.utf8.contains(UInt8(ascii: "T")) && Date(iso8601: text) != nil
    case .date: text.utf8.count == 10 && Date(iso8601: text) != nil
    case .time: (8...40).contains(text.utf8.count) && Date(iso8601: "2000-01-01T" + text) != nil
    case .email:
      text.utf8.count <= 254
        && {
          let parts = text.split(separator: "@", omittingEmptySubsequences: false)
          return parts.count == 2 && !parts[0].isEmpty && !text.contains(where: \.isWhitespace)
            && HostNameForm.holds(parts[1])
        }()
    case .hostname: HostNameForm.holds(text)
    case .ipv4: InternetAddress(dotted: text) != nil
    case .ipv6: InternetAddress(colons: text) != nil
    case .uri: Self.isURI(text)
    case .uuid: text.utf8.count == 36 && UUID(uuidString: text) != nil
    case .regex: (try? LinearPattern(text)) != nil
    }
  }

  private static func isURI(_ text: String) -> Bool {
    guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else { return false }
    let scheme = text[..<colon].utf8
    let isLetter = { (byte: UInt8) in (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
    let isSign = { (byte: UInt8) in
      isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.".utf8.contains(byte)
    }
    return scheme.first.map(isLetter) == true && scheme.allSatisfy(isSign)
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>\"{}|\\^`".utf8.contains($0) }
  }
}
