package import Foundation

/// The copies of the store that Mneme knows of, its own backups and others.
package protocol BackupInventory: Sendable {
  /// Paths of those that were made before a time and may hold what the store held then, ascending. A place that cannot be looked at is
  /// named itself.
  func backups(before: Date) async -> [String]
}
