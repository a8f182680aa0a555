import Foundation
import MnemeCore
import MnemeSQLite

/// The files of a data directory that a backup holds beside the database: what its owner wrote or configured, and what cannot be made
/// again. Indexes, models, logs, locks and copies are left out.
enum OwnedFiles {
  /// Names in the data directory itself.
  private static let leftOut: Set<String> = [
    "lock", "backup.lock", "backups", "index", "documents", BackupRun.stagingName, RestoreJournal.stagingName,
    RestoreJournal.name,
  ]

  /// Relative paths, ascending. Symbolic links are not followed and not kept.
  /// - Parameter elsewhere: files and folders that may stand in the data directory and are not to be kept: models, logs, backups.
  static func list(_ directory: DataDirectory, without elsewhere: [String]) throws(MnemeError) -> [String] {
    let root = URL(fileURLWithPath: directory.path).resolvingSymlinksInPath().path
    let excluded = elsewhere.map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path }
    guard let paths = FileManager.default.enumerator(atPath: root) else {
      throw MnemeError(.storage, "The data directory \(root) cannot be looked at.")
    }
    var result: [String] = []
    while let path = paths.nextObject() as? String {
      let type = paths.fileAttributes?[.type] as? FileAttributeType
      let whole = root + "/" + path
      let isOut =
        isLeftOut(path) || excluded.contains { whole == $0 || (whole.hasPrefix($0 + ".") && type == .typeRegular) }
      if type == .typeDirectory {
        if isOut { paths.skipDescendants() }
      } else if type == .typeRegular, !isOut {
        result.append(path)
      }
    }
    return result.sorted()
  }

  static func isLeftOut(_ path: String) -> Bool {
    guard !path.contains("/") else { return path.hasSuffix(PartFile.suffix) }
    return leftOut.contains(path) || path.hasPrefix(SQLiteStore.fileName) || path.hasPrefix("server.json")
      || path.hasPrefix(RestoreJournal.asidePrefix) || path.hasSuffix(PartFile.suffix)
  }

  /// The names in the data directory itself below which those stand that are in it.
  static func namesElsewhere(_ settings: Settings, in directory: DataDirectory) -> Set<String> {
    let root = URL(fileURLWithPath: directory.path).resolvingSymlinksInPath().path + "/"
    let paths = elsewhere(settings).map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path }
    var names = Set(
      paths.filter { $0.hasPrefix(root) }.compactMap {
        $0.dropFirst(root.count).split(separator: "/").first.map(String.init)
      })
    if let log = settings.telemetry.logFile.map({ ($0 as NSString).lastPathComponent }), names.contains(log) {
      for number in 1...settings.telemetry.logFiles { names.insert("\(log).\(number)") }
    }
    return names
  }

  static func elsewhere(_ settings: Settings) -> [String] {
    [settings.cacheDirectory, settings.embeddingModelDirectory, settings.backupDirectory]
      + [settings.telemetry.logFile].compactMap(\.self)
  }
}
