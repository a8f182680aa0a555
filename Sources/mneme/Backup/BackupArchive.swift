import Foundation
import MnemeCore

/// A backup file that is read.
struct BackupArchive: Sendable {
  let path: String
  /// Not needed for a readable one.
  let passphrase: String?

  /// Reads all of it and compares every file with the manifest. Blocks; linear in its size.
  /// - Throws: `unprocessable` when it is damaged, cut off or no backup, `unauthorized` for the wrong passphrase, `notFound`.
  func verify() throws(MnemeError) -> BackupManifest {
    try read(begin: { (_) throws(MnemeError) in }) { (_) throws(MnemeError) in { (_) throws(MnemeError) in } }
  }

  /// The manifest alone, from the beginning of the file.
  func manifest() throws(MnemeError) -> BackupManifest { try BackupManifest(reading: tar()) }

  /// Writes every file below a folder, readable by this user alone and synced to the disk.
  /// - Parameter accept: may refuse, before anything is written.
  func extract(
    to folder: String, accept: (BackupManifest) throws(MnemeError) -> Void
  ) throws(MnemeError) -> BackupManifest {
    var file: ExtractedFile?
    let manifest = try read(begin: accept) { (entry) throws(MnemeError) in
      try file?.finish()
      let next = try ExtractedFile(folder + "/" + entry.path)
      file = next
      return { (piece) throws(MnemeError) in try next.write(piece) }
    }
    try file?.finish()
    return manifest
  }

  private typealias Take = ([UInt8]) throws(MnemeError) -> Void

  private func read(
    begin: (BackupManifest) throws(MnemeError) -> Void,
    _ open: (BackupManifest.File) throws(MnemeError) -> Take
  ) throws(MnemeError) -> BackupManifest {
    let tar = try tar()
    let manifest = try BackupManifest(reading: tar)
    try begin(manifest)
    for file in manifest.files {
      guard let entry = try tar.next() else { throw BackupFault.truncated }
      guard entry.name == BackupManifest.prefix + file.path, entry.bytes == file.bytes else {
        throw BackupFault.damaged
      }
      let take = try open(file)
      var print = Fingerprint()
      try tar.readBody { (piece) throws(MnemeError) in
        print.add(piece)
        try take(piece)
      }
      guard print.text == file.sha256 else { throw BackupFault.damaged }
    }
    // To the very end: an encrypted file is whole only when its last piece says so.
    guard try tar.next() == nil else { throw BackupFault.damaged }
    return manifest
  }

  private func tar() throws(MnemeError) -> TarReader {
    let beginning = try FileSource(path).read()
    if beginning.starts(with: SealHead.mark) {
      guard let passphrase else { throw BackupFault.needsPassphrase }
      return TarReader(
        try GzipSource(try SealedSource(BufferedSource(FileSource(path)), passphrase: passphrase)))
    }
    guard beginning.starts(with: [0x1F, 0x8B]) else { throw BackupFault.foreign }
    return TarReader(try GzipSource(try FileSource(path)))
  }
}

/// One file that is written below a folder that nobody else knows yet.
private final class ExtractedFile {
  private let path: String
  private let handle: FileHandle

  init(_ path: String) throws(MnemeError) {
    self.path = path
    let manager = FileManager.default
    do {
      try manager.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw Self.failure(path, error)
    }
    guard manager.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
      let handle = FileHandle(forWritingAtPath: path)
    else { throw Self.failure(path, nil) }
    self.handle = handle
  }

  func write(_ bytes: [UInt8]) throws(MnemeError) {
    do { try handle.write(contentsOf: bytes) } catch { throw Self.failure(path, error) }
  }

  func finish() throws(MnemeError) {
    do {
      try handle.synchronize()
      try handle.close()
    } catch {
      throw Self.failure(path, error)
    }
  }

  private static func failure(_ path: String, _ error: (any Error)?) -> MnemeError {
    MnemeError(
      .storage, "\(path) cannot be written; is the disk full? Nothing that was there before was changed.",
      underlying: error)
  }
}
