import Foundation
import Logging
import MnemeCore
import Synchronization

/// The backups of a running server: those of the timetable, and those that somebody asks it for.
final class BackupKeeper: BackupService {
  private struct State {
    var isRunning = false
    var failedAt: Date?
    var failure: String?
    var lastSeconds: Double?
  }

  private let settings: Settings
  private let timetable: BackupTimetable
  private let clock: any WallClock
  private let stopwatch: Stopwatch
  private let logger: Logger
  private let state = Mutex(State())
  private static let lookEvery = Duration.seconds(60)

  init(_ settings: Settings, clock: any WallClock, stopwatch: Stopwatch = .system, logger: Logger) {
    self.settings = settings
    timetable = BackupTimetable(settings.backup)
    self.clock = clock
    self.stopwatch = stopwatch
    self.logger = logger
  }

  private var shelf: BackupShelf { BackupShelf(path: settings.backupDirectory) }

  func backups() async throws(MnemeError) -> [Backup] {
    let shelf = shelf
    return try await OwnThread.run("mneme.backups") { () throws(MnemeError) in try shelf.backups() }
  }

  func makeBackup(_ reason: BackupReason) async throws(MnemeError) -> Backup {
    let begins = state.withLock { state in
      defer { state.isRunning = true }
      return !state.isRunning
    }
    guard begins else { throw MnemeError(.conflict, "A backup is being made already.") }
    let run = BackupRun(
      settings: settings, reason: reason, target: .folder(settings.backupDirectory),
      passphrase: settings.backup.passphrase, retention: BackupRetention(settings.backup), clock: clock)
    let began = stopwatch.seconds()
    do throws(MnemeError) {
      let backup = try await OwnThread.run("mneme.backup") { () throws(MnemeError) in try run.run() }
      let seconds = stopwatch.seconds() - began
      state.withLock { $0 = State(lastSeconds: seconds) }
      logger.notice("backup.made", metadata: ["reason": "\(reason.rawValue)", "bytes": "\(backup.bytes)"])
      return backup
    } catch {
      let now = clock.now()
      state.withLock { $0 = State(failedAt: now, failure: error.message.oneLine, lastSeconds: $0.lastSeconds) }
      logger.error("backup.failed", metadata: ["reason": "\(reason.rawValue)", "error.code": "\(error.code.rawValue)"])
      throw error
    }
  }

  /// Follows the timetable until the task is cancelled.
  func run() async {
    while !Task.isCancelled {
      if await isDue() {
        // Told in the log and on the page of health; tried again later.
        _ = try? await makeBackup(.scheduled)
      }
      try? await Task.sleep(for: Self.lookEvery)  // cancellation ends the loop
    }
  }

  private func isDue() async -> Bool {
    guard timetable.interval != nil,
      FileManager.default.fileExists(atPath: DataDirectory(settings.dataDirectory).databasePath)
    else { return false }
    let failedAt = state.withLock { $0.failedAt }
    // A folder that cannot be looked at is found out by writing to it.
    let newest = try? await backups().first?.madeAt
    return timetable.isDue(now: clock.now(), newest: newest ?? nil, failedAt: failedAt)
  }

  func health() async -> HealthFinding {
    let (isRunning, failure, seconds) = state.withLock { ($0.isRunning, $0.failure, $0.lastSeconds) }
    var details: [String: JSONValue] = ["running": .bool(isRunning), "scheduled": .bool(timetable.interval != nil)]
    if let seconds { details["last_seconds"] = .number((seconds * 100).rounded() / 100) }
    let all: [Backup]
    do throws(MnemeError) { all = try await backups() } catch {
      return HealthFinding(.degraded, error.message, details: details)
    }
    details["count"] = .integer(Int64(all.count))
    if let newest = all.first {
      details["newest_at"] = .string(newest.madeAt.iso8601)
      details["newest_bytes"] = .integer(newest.bytes)
    }
    if let failure { return HealthFinding(.degraded, "The last backup failed: \(failure)", details: details) }
    guard let newest = all.first, timetable.isLate(now: clock.now(), newest: newest.madeAt), !isRunning else {
      return HealthFinding(.healthy, details: details)
    }
    return HealthFinding(.degraded, "The newest backup is of \(newest.madeAt.iso8601).", details: details)
  }
}
