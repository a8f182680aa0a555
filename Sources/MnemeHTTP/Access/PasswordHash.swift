import Crypto
import CryptoExtras
import Dispatch
import Foundation
import MnemeCore

/// Passwords as scrypt (RFC 7914) keeps them: `scrypt$N$r$p$salt$hash`, the last two in Base64.
struct PasswordHash: Sendable {
  /// OWASP's recommendation of 2023 for 32 MiB.
  static let standard = PasswordHash(rounds: 1 << 15, blockSize: 8, parallelism: 3)

  let rounds: Int
  let blockSize: Int
  let parallelism: Int
  /// One at a time: each takes its 32 MiB, and a tenth of a second of a thread that no request may hold.
  private static let queue = DispatchQueue(label: "mneme.passwords")

  /// Of a new password, with a new salt.
  func make(_ password: String) async throws(MnemeError) -> String {
    var random = SystemRandomNumberGenerator()
    let salt = Data((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    guard let hash = await derive(password, salt) else {
      throw MnemeError(.internal, "The password could not be hashed.")
    }
    return "scrypt$\(rounds)$\(blockSize)$\(parallelism)$\(salt.base64EncodedString())$\(hash.base64EncodedString())"
  }

  /// Whether the password is the one the text was made of. A text that nobody made is matched by no password, in the same time.
  static func matches(_ password: String, _ text: String?) async -> Bool {
    let parts = (text ?? "").split(separator: "$", omittingEmptySubsequences: false)
    if parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]), let blockSize = Int(parts[2]),
      let parallelism = Int(parts[3]), let salt = Data(base64Encoded: String(parts[4])),
      let expected = Data(base64Encoded: String(parts[5]))
    {
      let found = await PasswordHash(rounds: rounds, blockSize: blockSize, parallelism: parallelism)
        .derive(password, salt)
      guard let found else { return false }
      return zip(found, expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0 && found.count == expected.count
    }
    _ = await standard.derive(password, Data(count: 16))
    return false
  }

  /// Nil for parameters that are none of scrypt's.
  private func derive(_ password: String, _ salt: Data) async -> Data? {
    // The same characters composed in another way are the same password (NIST SP 800-63B §5.1.1.2).
    let bytes = Data(password.precomposedStringWithCompatibilityMapping.utf8)
    return await withCheckedContinuation { continuation in
      Self.queue.async {
        let key = try? KDF.Scrypt.deriveKey(
          from: bytes, salt: salt, outputByteCount: 32, rounds: rounds, blockSize: blockSize, parallelism: parallelism)
        continuation.resume(returning: key?.withUnsafeBytes { Data($0) })
      }
    }
  }
}
