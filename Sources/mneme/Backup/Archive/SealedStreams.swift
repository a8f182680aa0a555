import Crypto
import Foundation
import MnemeCore

/// The encryption of a backup: AES-256-GCM over pieces of 64 KiB, each with its number and whether it is the last in its nonce, so
/// that pieces can be neither changed, swapped nor left out (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár,
/// "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015). The key is new for every file.
enum Sealing {
  static let pieceBytes = 64 << 10
  static let tagBytes = 16

  /// 96 bits: the place of the piece and the mark of the last one. The key is used for one file only, so that no other part is needed.
  static func nonce(_ number: UInt64, isLast: Bool) throws(MnemeError) -> AES.GCM.Nonce {
    var bytes = [UInt8](repeating: 0, count: 12)
    for place in 0..<8 { bytes[3 + place] = UInt8(truncatingIfNeeded: number >> (56 - 8 * place)) }
    bytes[11] = isLast ? 1 : 0
    do { return try AES.GCM.Nonce(data: bytes) } catch { throw BackupFault.damaged }
  }
}

/// Encrypts what is written.
final class SealedSink: ByteSink {
  private let target: any ByteSink
  private let key: SymmetricKey
  private var waiting: [UInt8] = []
  private var number: UInt64 = 0

  /// Writes the head, which the first pieces are bound to by the key.
  init(_ target: any ByteSink, passphrase: String, work: SealHead.Work = .usual) throws(MnemeError) {
    self.target = target
    let head = SealHead(work: work)
    let keys = try head.keys(passphrase)
    key = keys.content
    try target.write(head.bytes(keys.check))
  }

  func write(_ bytes: [UInt8]) throws(MnemeError) {
    waiting += bytes
    // One piece stays behind: it may be the last.
    var start = 0
    while waiting.count - start > Sealing.pieceBytes {
      try seal(waiting[start..<start + Sealing.pieceBytes], isLast: false)
      start += Sealing.pieceBytes
    }
    if start > 0 { waiting.removeFirst(start) }
  }

  func finish() throws(MnemeError) {
    try seal(waiting[...], isLast: true)
    try target.finish()
  }

  private func seal(_ piece: ArraySlice<UInt8>, isLast: Bool) throws(MnemeError) {
    let nonce = try Sealing.nonce(number, isLast: isLast)
    let box: AES.GCM.SealedBox
    do {
      box = try AES.GCM.seal(piece, using: key, nonce: nonce)
    } catch {
      throw MnemeError(.internal, "The backup cannot be encrypted.", underlying: error)
    }
    number += 1
    try target.write(Array(box.ciphertext) + Array(box.tag))
  }
}

/// Reads what a `SealedSink` wrote.
final class SealedSource: ByteSource {
  private let source: BufferedSource
  private let key: SymmetricKey
  private var number: UInt64 = 0
  private var next: [UInt8]?
  private var isOver = false

  /// - Throws: `unauthorized` for another passphrase, `unprocessable` for no head of ours.
  init(_ source: BufferedSource, passphrase: String) throws(MnemeError) {
    self.source = source
    let (head, check) = try SealHead.read(source)
    let keys = try head.keys(passphrase)
    guard keys.check == check else { throw BackupFault.wrongPassphrase }
    key = keys.content
  }

  func read() throws(MnemeError) -> [UInt8] {
    while !isOver {
      let whole = Sealing.pieceBytes + Sealing.tagBytes
      let piece: [UInt8]
      if let next { piece = next } else { piece = try source.read(whole) }
      guard piece.count >= Sealing.tagBytes else { throw BackupFault.truncated }
      let following = piece.count == whole ? try source.read(whole) : []
      isOver = following.isEmpty
      next = following
      let plain = try open(piece, isLast: isOver)
      number += 1
      if !plain.isEmpty { return plain }
    }
    return []
  }

  private func open(_ piece: [UInt8], isLast: Bool) throws(MnemeError) -> [UInt8] {
    if let plain = try opened(piece, isLast: isLast) { return plain }
    // A piece that is whole but was not meant to be the last one: the others are missing.
    if isLast, try opened(piece, isLast: false) != nil { throw BackupFault.truncated }
    throw BackupFault.damaged
  }

  private func opened(_ piece: [UInt8], isLast: Bool) throws(MnemeError) -> [UInt8]? {
    let nonce = try Sealing.nonce(number, isLast: isLast)
    let end = piece.count - Sealing.tagBytes
    guard let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: piece[..<end], tag: piece[end...]) else {
      return nil
    }
    // What does not open is not what was written.
    return (try? AES.GCM.open(box, using: key)).map { Array($0) }
  }
}
