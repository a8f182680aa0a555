import Foundation
import MnemeCore

/// How backups are shown in a terminal.
enum BackupOutput {
  static func made(_ backup: Backup) -> String {
    Output.text(["\(backup.path.oneLine)  \(size(backup.bytes))\(backup.isEncrypted ? ", encrypted" : "")"])
  }

  static func list(_ backups: [Backup], in folder: String) -> String {
    guard !backups.isEmpty else { return "There are no backups in \(folder.oneLine).\n" }
    return Output.text(
      backups.map { backup in
        let marks = [backup.reason.rawValue] + (backup.isEncrypted ? ["encrypted"] : [])
        return "\(backup.madeAt.iso8601)  \(Output.padded(size(backup.bytes), to: 9))  "
          + "\(Output.padded(marks.joined(separator: ", "), to: 20))  \(backup.path.oneLine)"
      })
  }

  static func sound(_ manifest: BackupManifest, path: String) -> String {
    Output.text([
      "\(path.oneLine) is sound.",
      "  made \(manifest.madeAt.iso8601) (\(manifest.reason.rawValue)) by Mneme \(manifest.program), schema "
        + "\(manifest.schemaVersion), \(Output.count(manifest.files.count, "file"))",
      "  " + counts(manifest),
    ])
  }

  static func restored(_ outcome: RestoreRun.Outcome, directory: String) -> String {
    var lines = [
      "Restored into \(directory.oneLine): the state of \(outcome.manifest.madeAt.iso8601), \(counts(outcome.manifest))."
    ]
    if let aside = outcome.aside {
      lines.append("What was there is in \(aside.oneLine); remove it when you no longer need it.")
    }
    return Output.text(lines)
  }

  private static func counts(_ manifest: BackupManifest) -> String {
    let shown = Output.counts([
      (manifest.counts["messages"] ?? 0, "message", "messages"),
      (manifest.counts["memories"] ?? 0, "memory", "memories"),
      (manifest.counts["sessions"] ?? 0, "conversation", "conversations"),
    ])
    return shown.isEmpty ? "nothing stored yet" : shown
  }

  static func size(_ bytes: Int64) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
    var (value, unit) = (Double(bytes), 0)
    while value >= 1024, unit < units.count - 1 { (value, unit) = (value / 1024, unit + 1) }
    return unit == 0 ? Output.count(Int(bytes), "byte") : "\(Output.number(value, digits: 1)) \(units[unit])"
  }
}

/// A backup in the HTTP API.
struct WireBackup: Codable {
  let path: String
  let madeAt: Date
  let reason: BackupReason
  let bytes: Int64
  let encrypted: Bool

  init(_ backup: Backup) {
    path = backup.path
    madeAt = backup.madeAt
    reason = backup.reason
    bytes = backup.bytes
    encrypted = backup.isEncrypted
  }
}

struct WireBackups: Codable {
  let backups: [WireBackup]

  init(_ backups: [Backup]) { self.backups = backups.map(WireBackup.init) }
}
