package import Foundation

/// Why a backup was made.
package enum BackupReason: String, Sendable, Hashable, CaseIterable, Codable {
  /// Somebody asked for it.
  case manual
  /// The server's own timetable.
  case scheduled
  /// The database was about to be brought to a newer schema.
  case migration
}

/// One backup file.
package struct Backup: Sendable, Hashable {
  package let path: String
  /// When its copy was begun, in whole seconds: everything stored before is in it.
  package let madeAt: Date
  package let reason: BackupReason
  /// Size of the file.
  package let bytes: Int64
  package let isEncrypted: Bool

  package init(path: String, madeAt: Date, reason: BackupReason, bytes: Int64, isEncrypted: Bool) {
    self.path = path
    self.madeAt = madeAt
    self.reason = reason
    self.bytes = bytes
    self.isEncrypted = isEncrypted
  }
}
