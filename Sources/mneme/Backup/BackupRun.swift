import Foundation
import MnemeCore
import MnemeSQLite

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Makes one backup file: a copy of the database and the owner's files, packed, read back and compared, then given its name.
///
/// It needs no server and stops none: the copy is read beside whoever writes (`StoreCopy`). What is copied stands in the data directory
/// until it is packed, so that an encrypted backup leaves nothing readable on the disk that it is written to.
struct BackupRun: Sendable {
  static let stagingName = "backup.staging"

  let settings: Settings
  let reason: BackupReason
  /// A folder, or the path of the file itself.
  var target: Target
  /// Nil leaves it readable.
  var passphrase: String?
  /// Of the folder; nil removes none.
  var retention: BackupRetention?
  var clock: any WallClock = SystemClock()

  enum Target: Sendable, Hashable {
    case folder(String)
    case file(String)
  }

  private var directory: DataDirectory { DataDirectory(settings.dataDirectory) }

  /// Blocks.
  /// - Throws: `notFound` without a database, `conflict` while another backup runs, `storage`; no half file stays.
  func run() throws(MnemeError) -> Backup {
    if case .unusable(let reason) = directory.condition() { throw MnemeError(.configuration, reason) }
    guard FileManager.default.fileExists(atPath: directory.databasePath) else {
      throw MnemeError(.notFound, "There is nothing to back up: \(directory.path) holds no database.")
    }
    let lock = try takeLock()
    defer { close(lock) }
    let staging = directory.path + "/" + Self.stagingName
    // Of a process that was killed.
    try? FileManager.default.removeItem(atPath: staging)
    guard mkdir(staging, 0o700) == 0 else { throw PartFile.failure(errno, staging) }
    defer { try? FileManager.default.removeItem(atPath: staging) }  // the next run looks again

    let madeAt = Date(milliseconds: clock.now().milliseconds / 1000 * 1000)
    let copy = try StoreCopy.make(of: directory.databasePath, at: staging + "/" + SQLiteStore.fileName)
    let paths = try [SQLiteStore.fileName] + stageFiles(staging)
    var files: [BackupManifest.File] = []
    for path in paths {
      let print = try Fingerprint.of(staging + "/" + path)
      files.append(.init(path: path, bytes: print.bytes, sha256: print.text))
    }
    let manifest = BackupManifest(
      madeAt: madeAt, reason: reason,
      store: .init(schemaVersion: copy.schemaVersion, program: copy.program, counts: copy.counts), files: files)
    let backup = try pack(manifest, staging)
    if let retention, case .folder(let folder) = target { _ = try BackupShelf(path: folder).prune(retention) }
    return backup
  }

  /// Held until it is closed; the kernel frees it when the process dies.
  private func takeLock() throws(MnemeError) -> Int32 {
    let path = directory.path + "/backup.lock"
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw PartFile.failure(errno, path) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      throw MnemeError(.conflict, "Another backup of \(directory.path) is being made; wait until it is done.")
    }
    return file
  }

  /// Copies the owner's files, so that what is hashed is what is packed.
  /// - Returns: their paths.
  private func stageFiles(_ staging: String) throws(MnemeError) -> [String] {
    var staged: [String] = []
    for path in try OwnedFiles.list(directory, without: OwnedFiles.elsewhere(settings)) {
      let copy = staging + "/" + path
      do {
        try FileManager.default.createDirectory(
          atPath: (copy as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
          attributes: [.posixPermissions: 0o700])
        try FileManager.default.copyItem(atPath: directory.path + "/" + path, toPath: copy)
      } catch {
        // Gone between the look and the copy: it is no longer the owner's.
        if !FileManager.default.fileExists(atPath: directory.path + "/" + path) { continue }
        throw MnemeError(
          .storage, "\(path) of the data directory cannot be copied; is the disk full?", underlying: error)
      }
      staged.append(path)
    }
    return staged
  }

  private func pack(_ manifest: BackupManifest, _ staging: String) throws(MnemeError) -> Backup {
    let place = try place(manifest.madeAt)
    let part = try PartFile(for: place)
    var sink: any ByteSink = part
    if let passphrase { sink = try SealedSink(part, passphrase: passphrase) }
    let tar = TarWriter(try GzipSink(sink), time: Int(manifest.madeAt.milliseconds / 1000))
    try tar.add(BackupManifest.name, manifest.encoded())
    for file in manifest.files {
      try tar.add(BackupManifest.prefix + file.path, bytes: file.bytes) { (sink) throws(MnemeError) in
        let source = try FileSource(staging + "/" + file.path)
        while true {
          let piece = try source.read()
          if piece.isEmpty { break }
          try sink.write(piece)
        }
      }
    }
    try tar.finish()
    // What stands on the disk is what was meant.
    let archive = BackupArchive(path: part.path, passphrase: passphrase)
    guard try archive.verify() == manifest else { throw BackupFault.damaged }
    try part.put()
    let size = (try? FileManager.default.attributesOfItem(atPath: place))?[.size] as? NSNumber
    return Backup(
      path: place, madeAt: manifest.madeAt, reason: reason, bytes: size?.int64Value ?? 0,
      isEncrypted: passphrase != nil)
  }

  private func place(_ madeAt: Date) throws(MnemeError) -> String {
    switch target {
    case .file(let path):
      guard access(path, F_OK) != 0 else {
        throw MnemeError(.conflict, "\(path) is there already; name another file or a folder.")
      }
      return path
    case .folder(let folder):
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      } catch {
        throw MnemeError(.storage, "The folder of backups \(folder) cannot be made.", underlying: error)
      }
      PartFile.sweep(folder)
      var number = 1
      while true {
        let name = BackupName.make(madeAt, reason, isEncrypted: passphrase != nil, number: number)
        if access(folder + "/" + name, F_OK) != 0 { return folder + "/" + name }
        number += 1
      }
    }
  }
}
