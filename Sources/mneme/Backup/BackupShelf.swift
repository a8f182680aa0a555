import Foundation
import MnemeCore

/// A folder of backups of one data directory.
struct BackupShelf: Sendable, Hashable {
  let path: String

  /// The newest first. A folder that is not there holds none.
  /// - Throws: `storage` when it cannot be looked at.
  func backups() throws(MnemeError) -> [Backup] {
    let manager = FileManager.default
    guard manager.fileExists(atPath: path) else { return [] }
    let names: [String]
    do {
      names = try manager.contentsOfDirectory(atPath: path)
    } catch {
      throw MnemeError(.storage, "The folder of backups \(path) cannot be looked at.", underlying: error)
    }
    let found = names.compactMap { name -> Backup? in
      guard let read = BackupName.read(name) else { return nil }
      // Gone since: it is not there.
      guard let attributes = try? manager.attributesOfItem(atPath: path + "/" + name),
        attributes[.type] as? FileAttributeType == .typeRegular
      else { return nil }
      return Backup(
        path: path + "/" + name, madeAt: read.madeAt, reason: read.reason,
        bytes: (attributes[.size] as? NSNumber)?.int64Value ?? 0, isEncrypted: read.isEncrypted)
    }
    return found.sorted { ($0.madeAt, $0.path) > ($1.madeAt, $1.path) }
  }

  /// Removes what is no longer to be kept.
  /// - Returns: what went.
  func prune(_ retention: BackupRetention) throws(MnemeError) -> [Backup] {
    let gone = retention.superfluous(try backups())
    for backup in gone {
      do {
        try FileManager.default.removeItem(atPath: backup.path)
      } catch {
        throw MnemeError(.storage, "The old backup \(backup.path) cannot be removed.", underlying: error)
      }
    }
    return gone
  }

  /// The newest one that was begun at a time or before it.
  /// - Throws: `notFound` with what there is instead.
  func latest(asOf time: Date) throws(MnemeError) -> Backup {
    let all = try backups()
    if let found = all.first(where: { $0.madeAt <= time }) { return found }
    let instead = all.last.map { "the oldest is of \($0.madeAt.iso8601)" } ?? "there is none at all"
    throw MnemeError(.notFound, "No backup in \(path) was made at or before \(time.iso8601): \(instead).")
  }
}
