import Logging
import MnemeCore
import MnemeSQLite

extension SQLiteOptions {
  /// What the program runs with: a backup is made before an existing store is brought to a newer schema.
  static func house(_ settings: Settings, clock: any WallClock, logger: Logger) -> SQLiteOptions {
    var options = SQLiteOptions()
    options.beforeMigration = { (_, old, new) throws(MnemeError) in
      let run = BackupRun(
        settings: settings, reason: .migration, target: .folder(settings.backupDirectory),
        passphrase: settings.backup.passphrase, retention: BackupRetention(settings.backup), clock: clock)
      do throws(MnemeError) {
        let backup = try run.run()
        logger.notice(
          "backup.before_migration", metadata: ["from": "\(old)", "to": "\(new)", "bytes": "\(backup.bytes)"])
      } catch {
        throw MnemeError(
          .storage,
          "The database has to be brought from schema \(old) to \(new), and the backup that is made before that failed: "
            + "\(error.message) The database was left as it is. Free some space, or name a folder with MNEME_BACKUP_DIR.",
          underlying: error)
      }
    }
    return options
  }
}
