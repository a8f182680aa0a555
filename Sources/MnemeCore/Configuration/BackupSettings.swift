/// Which backups a server makes by itself, and how many stay.
package struct BackupSettings: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
  /// Without the passphrase, however the value is printed.
  package var description: String { "BackupSettings(\(directory ?? "the data folder"))" }
  package var customMirror: Mirror { Mirror(self, children: ["directory": directory as Any]) }

  /// Where backups are kept; nil keeps them in `backups` in the data folder, and lets the server make none by itself.
  package var directory: String?
  /// Hours between backups of a server; 0 makes none. 0…8784.
  package var everyHours = 24
  /// The newest backups that stay. 1…1000.
  package var keep = 7
  /// Beyond them the newest one of each of the latest weeks. 0…520.
  package var keepWeeks = 4
  /// Beyond them the newest one of each of the latest months. 0…120.
  package var keepMonths = 3
  /// Backups are encrypted with it. Secret.
  package var passphrase: String?

  package init() {}
}
