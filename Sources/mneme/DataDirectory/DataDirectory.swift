import Foundation
import MnemeCore
import MnemeSQLite

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder that holds one Mneme: the database, the lock and, while a server runs, its address.
struct DataDirectory: Sendable, Hashable {
  let path: String

  init(_ path: String) { self.path = path }

  var lockPath: String { path + "/lock" }
  var serverRecordPath: String { path + "/server.json" }
  /// The store's file.
  var databasePath: String { path + "/" + SQLiteStore.fileName }

  enum Condition: Sendable, Hashable {
    case missing
    case usable
    /// What is wrong and what to do.
    case unusable(String)
  }

  /// Looks without changing anything.
  func condition() -> Condition {
    let files = FileManager.default
    let isLink = (try? files.destinationOfSymbolicLink(atPath: path)) != nil
    guard access(path, F_OK) == 0 else {
      let reason = errno
      guard reason == ENOENT else { return .unusable(Self.explain(reason, path)) }
      return isLink
        ? .unusable("\(path) is a symbolic link that leads nowhere; correct or remove it.") : missingCondition()
    }
    var isFolder: ObjCBool = false
    guard files.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      return .unusable("\(path) is not a folder; choose another with --data-dir.")
    }
    let place = isLink ? URL(fileURLWithPath: path).resolvingSymlinksInPath().path : path
    // What cannot be asked is found out by the look at its permissions.
    let owner = (try? files.attributesOfItem(atPath: place))?[.ownerAccountID] as? NSNumber
    guard owner.map({ $0.uint32Value == geteuid() }) ?? true || geteuid() == 0 else {
      return .unusable("\(path) belongs to another user; choose another folder with --data-dir.")
    }
    guard access(path, R_OK | W_OK | X_OK) == 0 else {
      return .unusable(Self.explain(errno, path))
    }
    return .usable
  }

  /// Makes the folder where it is missing and closes it to other users.
  /// - Throws: `configuration` when it cannot be used.
  func prepare() throws(MnemeError) {
    switch condition() {
    case .unusable(let reason): throw MnemeError(.configuration, reason)
    case .missing:
      do {
        try FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      } catch {
        throw MnemeError(
          .configuration, "The data directory \(path) cannot be made; check the folder above it.", underlying: error)
      }
    case .usable: break
    }
    guard chmod(path, 0o700) == 0 else { throw MnemeError(.configuration, Self.explain(errno, path)) }
  }

  /// A folder that is not there is fine when the nearest one above it may be written.
  private func missingCondition() -> Condition {
    var parent = (path as NSString).deletingLastPathComponent
    while parent != "/", !parent.isEmpty, !FileManager.default.fileExists(atPath: parent) {
      parent = (parent as NSString).deletingLastPathComponent
    }
    var isDirectory: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: parent, isDirectory: &isDirectory)
    guard isDirectory.boolValue else {
      return .unusable("\(path) cannot be made: \(parent) is not a folder.")
    }
    guard access(parent, W_OK | X_OK) == 0 else { return .unusable(Self.explain(errno, parent)) }
    return .missing
  }

  static func explain(_ code: Int32, _ path: String) -> String {
    switch code {
    case EACCES, EPERM: "\(path) may not be written by this user; correct its permissions or choose another folder."
    case EROFS: "\(path) is on a read-only file system; choose another folder with --data-dir."
    case ENOSPC, EDQUOT: "The disk that holds \(path) is full; free some space."
    case ENOTDIR: "A part of the path \(path) is not a folder; choose another with --data-dir."
    case ELOOP: "\(path) is a circle of symbolic links; correct it."
    case ENAMETOOLONG: "The path of the data directory is too long; choose a shorter one."
    case EMFILE, ENFILE: "Too many files are open; raise the limit (ulimit -n)."
    default: "\(path) cannot be used (system error \(code))."
    }
  }
}
