import Foundation
import MnemeCore

/// The folder of `backup_dir`: every file and folder directly in it that was not written since counts as a backup.
///
/// What a file holds is not looked at: to name one too many is better than one too few.
struct BackupFolder: BackupInventory {
  let path: String

  func backups(before: Date) async -> [String] {
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
