import Foundation
import MnemeCore
import MnemeSQLite

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Puts the content of a backup in the place of a data directory's.
struct RestoreRun: Sendable {
  let archive: BackupArchive
  let directory: DataDirectory
  /// What is there may be put aside.
  let replaces: Bool
  /// Names in the data directory that are nobody's state: models, logs, backups that stand there.
  var stays: Set<String> = []
  var clock: any WallClock = SystemClock()

  struct Outcome: Sendable {
    let manifest: BackupManifest
    /// Folder with what was there before; nil where nothing was.
    let aside: String?
  }

  /// Blocks. The caller holds the directory's lock.
  /// - Throws: `conflict` when something is there and may not be replaced; what `BackupArchive` throws; `storage`. Nothing has changed then.
  func run() throws(MnemeError) -> Outcome {
    let old = try present()
    guard replaces || old.isEmpty else {
      throw MnemeError(
        .conflict,
        "\(directory.path) is not empty: it holds \(old.prefix(3).joined(separator: ", "))\(old.count > 3 ? " and more" : ""). "
          + "With --replace it is put aside, or choose another folder with --into.")
    }
    let staging = directory.path + "/" + RestoreJournal.stagingName
    guard mkdir(staging, 0o700) == 0 else { throw PartFile.failure(errno, staging) }
    var isDecided = false
    defer { if !isDecided { try? FileManager.default.removeItem(atPath: staging) } }
    let manifest = try archive.extract(to: staging) { (manifest) throws(MnemeError) in
      guard manifest.schemaVersion <= StoreCopy.currentSchema else {
        throw BackupFault.tooNew(manifest.schemaVersion, program: manifest.oldestProgram)
      }
    }
    let store = try StoreCopy.check(staging + "/" + SQLiteStore.fileName)
    guard store.counts == manifest.counts, store.schemaVersion == manifest.schemaVersion else {
      throw BackupFault.damaged
    }
    let new = try names(staging)
    syncFolders(staging)
    let aside = RestoreJournal.asidePrefix + BackupName.stamp(clock.now())
    try RestoreJournal(aside: free(aside), old: old, new: new).write(directory)
    isDecided = true
    try RestoreJournal.complete(directory)
    return Outcome(manifest: manifest, aside: old.isEmpty ? nil : directory.path + "/" + aside)
  }

  private func present() throws(MnemeError) -> [String] {
    try names(directory.path).filter { !RestoreJournal.stays($0) && !stays.contains($0) }
  }

  private func names(_ folder: String) throws(MnemeError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw MnemeError(.storage, "\(folder) cannot be looked at.", underlying: error)
    }
  }

  /// A name that is not taken by an earlier state.
  private func free(_ name: String) throws(MnemeError) -> String {
    guard access(directory.path + "/" + name, F_OK) == 0 else { return name }
    throw MnemeError(.conflict, "\(directory.path)/\(name) is there already; wait a second.")
  }

  private func syncFolders(_ root: String) {
    for path in FileManager.default.subpaths(atPath: root) ?? [] {
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder), isFolder.boolValue {
        PartFile.syncFolder(root + "/" + path)
      }
    }
    PartFile.syncFolder(root)
  }
}
