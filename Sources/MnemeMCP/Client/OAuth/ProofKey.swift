import Foundation

/// Proof key for code exchange (RFC 7636), by SHA-256.
struct ProofKey: Sendable, Hashable {
  let verifier: String
  let challenge: String
  static let method = "S256"

  /// - Parameter bytes: 32 random ones.
  init(bytes: [UInt8]) {
    verifier = Base64URL.encode(bytes)
    challenge = Base64URL.encode(SHA256.digest(verifier.utf8))
  }
}

/// `application/x-www-form-urlencoded`.
enum FormEncoding {
  static func text(_ items: [(name: String, value: String)]) -> String {
    items.map { "\(escape($0.name))=\(escape($0.value))" }.joined(separator: "&")
  }

  /// Everything but letters, digits and `-._~` is escaped.
  static func escape(_ text: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    return String(
      decoding: text.utf8.flatMap { byte -> [UInt8] in
        plain.contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }, as: UTF8.self)
  }

  /// Names and values of a query, in order. A `+` is a blank.
  static func items(_ query: some StringProtocol) -> [(name: String, value: String)] {
    query.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (name: unescape(parts[0]), value: parts.count > 1 ? unescape(parts[1]) : "")
    }
  }

  private static func unescape(_ text: some StringProtocol) -> String {
    let blanked = String(text.map { $0 == "+" ? " " : $0 })
    return blanked.removingPercentEncoding ?? blanked
  }
}
