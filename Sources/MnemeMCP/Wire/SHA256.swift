import Crypto

/// SHA-256 and its message authentication code as arrays of bytes.
package enum SHA256 {
  /// 32 bytes. O(length).
  package static func digest(_ message: some Sequence<UInt8>) -> [UInt8] {
    Array(Crypto.SHA256.hash(data: Array(message)))
  }

  /// HMAC-SHA-256, 32 bytes.
  package static func authenticate(_ message: some Sequence<UInt8>, key: [UInt8]) -> [UInt8] {
    Array(HMAC<Crypto.SHA256>.authenticationCode(for: Array(message), using: SymmetricKey(data: key)))
  }

  /// Takes the same time wherever the two differ.
  package static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
