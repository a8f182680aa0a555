import Crypto
import CryptoExtras
import Foundation
import MnemeCore

/// The beginning of an encrypted backup: how its key is made of the passphrase.
///
/// 8 bytes `MnemeBk1`; one byte each: key derivation (1: scrypt), binary logarithm of its rounds, block size, parallelism; 16 bytes of
/// salt; 32 bytes that tell a wrong passphrase (HMAC-SHA-256 of all before).
struct SealHead {
  static let mark = Array("MnemeBk1".utf8)
  private static let derivation: UInt8 = 1
  private static let saltBytes = 16
  static let bytes = mark.count + 4 + saltBytes + SHA256.byteCount

  /// Parameters of scrypt (RFC 7914): memory is 128 · rounds · block size.
  struct Work: Hashable {
    let logRounds: UInt8
    let blockSize: UInt8
    let parallelism: UInt8

    /// 64 MiB and some tenths of a second.
    static let usual = Work(logRounds: 16, blockSize: 8, parallelism: 1)
    /// A file may not ask for more than 1 GiB.
    var isBearable: Bool {
      (1...20).contains(logRounds) && (1...16).contains(blockSize) && (1...4).contains(parallelism)
        && (UInt64(128) << UInt64(logRounds)) * UInt64(blockSize) <= 1 << 30
    }
  }

  let work: Work
  let salt: [UInt8]

  init(work: Work) {
    self.work = work
    salt = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
  }

  private init(work: Work, salt: [UInt8]) {
    self.work = work
    self.salt = salt
  }

  private var beginning: [UInt8] {
    Self.mark + [Self.derivation, work.logRounds, work.blockSize, work.parallelism] + salt
  }

  func bytes(_ check: [UInt8]) -> [UInt8] { beginning + check }

  /// - Returns: the key of the content, and what tells that it is the right one.
  func keys(_ passphrase: String) throws(MnemeError) -> (content: SymmetricKey, check: [UInt8]) {
    let derived: SymmetricKey
    do {
      derived = try KDF.Scrypt.deriveKey(
        from: Array(passphrase.utf8), salt: salt, outputByteCount: 64, rounds: 1 << Int(work.logRounds),
        blockSize: Int(work.blockSize), parallelism: Int(work.parallelism), maxMemory: 2 << 30)
    } catch {
      throw MnemeError(.unavailable, "The key of the backup cannot be made; is there enough memory?", underlying: error)
    }
    let bytes = derived.withUnsafeBytes { Array($0) }
    let check = HMAC<SHA256>.authenticationCode(for: beginning, using: SymmetricKey(data: bytes[32...]))
    return (SymmetricKey(data: bytes[..<32]), Array(check))
  }

  /// - Throws: `unprocessable` for what is no head.
  static func read(_ source: BufferedSource) throws(MnemeError) -> (head: SealHead, check: [UInt8]) {
    let bytes = try source.read(Self.bytes)
    guard bytes.starts(with: mark) else { throw BackupFault.foreign }
    guard bytes.count == Self.bytes else { throw BackupFault.truncated }
    let parameters = bytes[mark.count..<mark.count + 4]
    let work = Work(
      logRounds: parameters[mark.count + 1], blockSize: parameters[mark.count + 2],
      parallelism: parameters[mark.count + 3])
    guard parameters[mark.count] == derivation, work.isBearable else { throw BackupFault.damaged }
    let salt = Array(bytes[(mark.count + 4)..<(mark.count + 4 + saltBytes)])
    return (SealHead(work: work, salt: salt), Array(bytes[(mark.count + 4 + saltBytes)...]))
  }
}
