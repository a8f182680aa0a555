import Foundation
import MnemeCore

/// When a server makes its next backup.
struct BackupTimetable: Sendable, Hashable {
  /// Between two backups; nil makes none.
  let interval: TimeInterval?
  /// After one that failed.
  static let retry: TimeInterval = 3600

  /// Without a folder that the owner named there are none: they would fill the disk that the data stands on, and be lost with it.
  init(_ settings: BackupSettings) {
    interval = settings.directory == nil || settings.everyHours == 0 ? nil : TimeInterval(settings.everyHours) * 3600
  }

  /// - Parameters:
  ///   - newest: when the newest backup of any reason was begun.
  ///   - failedAt: when the last try failed, if no later one succeeded.
  func isDue(now: Date, newest: Date?, failedAt: Date?) -> Bool {
    guard let interval else { return false }
    if let failedAt, now.timeIntervalSince(failedAt) < min(Self.retry, interval), failedAt <= now { return false }
    guard let newest else { return true }
    // One from the future was made before the clock was put right.
    return newest > now || now.timeIntervalSince(newest) >= interval
  }

  /// Two were missed.
  func isLate(now: Date, newest: Date) -> Bool {
    interval.map { now.timeIntervalSince(newest) > 2 * $0 + 3600 } ?? false
  }
}
