import Foundation
import MnemeCore

/// The folder of `backup.directory`: every file and folder directly in it that was not written since counts as a backup.
///
/// What a file holds is not looked at: to name one too many is better than one too few.
struct BackupFolder: BackupInventory {
  let path: String
  /// Where restores have put earlier states aside; nil looks nowhere else.
  var dataDirectory: String?

  func backups(before: Date) async -> [String] { copies(before: before) + earlierStates() }

  private func earlierStates() -> [String] {
    guard let dataDirectory else { return [] }
    // One that cannot be looked at has told so before: the store is in it.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: dataDirectory)) ?? []
    return names.filter { $0.hasPrefix(RestoreJournal.asidePrefix) }.sorted().map { dataDirectory + "/" + $0 }
  }

  private func copies(before: Date) -> [String] {
    let manager = FileManager.default
    guard manager.fileExists(atPath: path) else { return [] }
    guard let names = try? manager.contentsOfDirectory(atPath: path) else { return [path] }
    return names.sorted().map { path + "/" + $0 }.filter { file in
      // One whose time cannot be read may be old.
      let written = (try? manager.attributesOfItem(atPath: file))?[.modificationDate] as? Date
      return written.map { $0 <= before } ?? true
    }
  }
}
