import MnemeCore

/// What can be wrong with a backup file, in words for its owner.
enum BackupFault {
  static let truncated = MnemeError(
    .unprocessable, "The backup is cut off: its end is missing. Use another one; nothing was changed.")
  static let damaged = MnemeError(
    .unprocessable, "The backup is damaged: its content is not what was written. Use another one; nothing was changed.")
  static let foreign = MnemeError(.unprocessable, "This file is no backup of Mneme; nothing was changed.")
  static let wrongPassphrase = MnemeError(
    .unauthorized,
    "The passphrase is not that of the backup, or the beginning of the file is damaged; nothing was changed.")
  static let needsPassphrase = MnemeError(
    .unauthorized,
    "The backup is encrypted: give its passphrase with --passphrase-file FILE or MNEME_BACKUP_PASSPHRASE.")

  /// Of a backup whose schema this program does not know.
  static func tooNew(_ schema: Int, program: String?) -> MnemeError {
    MnemeError(
      .unprocessable,
      "The backup was made by a newer Mneme: it has schema version \(schema). Install Mneme \(program ?? "in a newer version") "
        + "or later to restore it; nothing was changed.")
  }
}
