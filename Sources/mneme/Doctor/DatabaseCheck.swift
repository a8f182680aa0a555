import Foundation
import MnemeCore
import MnemeSQLite

/// Looks at the database itself when nobody uses it.
enum DatabaseCheck {
  static func findings(_ directory: DataDirectory) async -> [Finding] {
    let subject = "database"
    guard FileManager.default.fileExists(atPath: directory.databasePath) else {
      return [Finding(.ok, subject, "none yet")]
    }
    do throws(MnemeError) {
      // Held while the file is read, so that no server starts in between.
      guard let lock = try DataDirectoryLock.take(directory) else {
        return [Finding(.ok, subject, "in use by another process")]
      }
      defer { lock.release() }
      return describe(try await StoreInspection.examine(path: directory.databasePath))
    } catch {
      return [Finding(.fail, subject, error.message)]
    }
  }

  static func describe(_ store: StoreInspection) -> [Finding] {
    if !store.problems.isEmpty {
      return store.problems.map {
        Finding(.fail, "database", "\($0) Stop Mneme, keep a copy of the data directory and restore a backup.")
      }
    }
    guard store.schemaVersion > 0 else {
      return [
        Finding(
          .warn, "database",
          "the file is there and holds nothing: the next start makes a new store in it; if there were memories, restore a "
            + "backup first")
      ]
    }
    let text =
      "sound: schema \(store.schemaVersion), \(store.messages) messages, \(store.activeMemories) memories, "
      + "index equal to a rebuild, \(store.jobs) jobs waiting"
    guard store.failedJobs > 0 else { return [Finding(.ok, "database", text)] }
    return [Finding(.warn, "database", text + ", \(store.failedJobs) of them failed for good (see the log)")]
  }
}
