import Foundation
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The exchange of a data directory's content against a restored one.
///
/// The restored files stand complete in a folder of the data directory before this file is written; with it the exchange is decided, and
/// whoever takes the directory's lock next carries it out to its end, however often it is cut off. Before it nothing has changed.
struct RestoreJournal: Codable, Hashable {
  static let name = "restore.journal"
  static let stagingName = "restore.staging"
  static let asidePrefix = "before-restore-"

  /// Folder in the data directory that takes in what was there.
  let aside: String
  /// Names in the data directory that go there.
  let old: [String]
  /// Names in the staging folder that take their place.
  let new: [String]

  /// Names that stay where they are: locks, backups, earlier states.
  static func stays(_ name: String) -> Bool {
    ["lock", "backup.lock", "backups", BackupRun.stagingName, stagingName, Self.name].contains(name)
      || name.hasPrefix(asidePrefix) || name.hasPrefix("server.json")
  }

  /// Decides the exchange, durably.
  func write(_ directory: DataDirectory) throws(MnemeError) {
    let file = try PartFile(for: directory.path + "/" + Self.name)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes: Data
    do {
      bytes = try encoder.encode(self)
    } catch {
      throw MnemeError(.internal, "The restore cannot be written down.", underlying: error)
    }
    try file.write(Array(bytes))
    try file.finish()
    try file.put()
  }

  /// Ends what a killed process began. The caller holds the directory's lock.
  /// - Throws: `storage` when a file cannot be moved.
  static func complete(_ directory: DataDirectory) throws(MnemeError) {
    let path = directory.path + "/" + name
    guard access(path, F_OK) == 0 else {
      // Left by a restore that was cut off before it was decided.
      if access(directory.path + "/" + stagingName, F_OK) == 0 {
        try? FileManager.default.removeItem(atPath: directory.path + "/" + stagingName)
      }
      return
    }
    guard let data = FileManager.default.contents(atPath: path),
      let journal = try? JSONDecoder().decode(RestoreJournal.self, from: data)
    else {
      throw MnemeError(
        .storage,
        "A restore of \(directory.path) was cut off and \(path) cannot be read; restore again into a new folder.")
    }
    try journal.carryOut(directory)
  }

  private func carryOut(_ directory: DataDirectory) throws(MnemeError) {
    let (staging, aside) = (directory.path + "/" + Self.stagingName, directory.path + "/" + aside)
    func isThere(_ path: String) -> Bool {
      var status = stat()
      return lstat(path, &status) == 0
    }
    if !old.isEmpty, !isThere(aside), mkdir(aside, 0o700) != 0 { throw PartFile.failure(errno, aside) }
    for name in old where isThere(directory.path + "/" + name) && !isThere(aside + "/" + name) {
      guard rename(directory.path + "/" + name, aside + "/" + name) == 0 else { throw PartFile.failure(errno, aside) }
    }
    for name in new where isThere(staging + "/" + name) {
      guard rename(staging + "/" + name, directory.path + "/" + name) == 0 else {
        throw PartFile.failure(errno, directory.path + "/" + name)
      }
    }
    if !old.isEmpty { PartFile.syncFolder(aside) }
    PartFile.syncFolder(directory.path)
    try? FileManager.default.removeItem(atPath: staging)  // empty by now; who takes the lock next looks again
    guard unlink(directory.path + "/" + Self.name) == 0 else {
      throw PartFile.failure(errno, directory.path + "/" + Self.name)
    }
    PartFile.syncFolder(directory.path)
  }
}
