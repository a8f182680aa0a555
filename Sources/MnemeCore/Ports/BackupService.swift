/// Makes and lists the backups of the data directory.
package protocol BackupService: Sendable {
  /// Those in the folder of backups, the newest first. A folder that is not there holds none.
  /// - Throws: `storage` when it cannot be looked at.
  func backups() async throws(MnemeError) -> [Backup]

  /// Copies everything that is stored when the call begins, checks the copy and removes backups that are no longer to be kept. Writers
  /// are not held up. One at a time: a second call while one runs throws `conflict`.
  /// - Throws: `storage` when it cannot be written or the copy is not sound; no half file stays.
  func makeBackup(_ reason: BackupReason) async throws(MnemeError) -> Backup
}
