import Foundation
import MnemeCore

/// Which backups stay: the newest ones, and beyond them the newest of each of the latest weeks and months that have any.
struct BackupRetention: Sendable, Hashable {
  var newest: Int
  var weeks = 0
  var months = 0

  init(newest: Int, weeks: Int = 0, months: Int = 0) {
    (self.newest, self.weeks, self.months) = (newest, weeks, months)
  }

  init(_ settings: BackupSettings) {
    self.init(newest: settings.keep, weeks: settings.keepWeeks, months: settings.keepMonths)
  }

  /// Those that are to go. Weeks begin on Monday; weeks and months are those of UTC.
  func superfluous(_ backups: [Backup]) -> [Backup] {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = .gmt
    let sorted = backups.sorted { ($0.madeAt, $0.path) > ($1.madeAt, $1.path) }
    var kept = Set(sorted.prefix(newest).map(\.path))
    func keep(_ count: Int, _ period: Set<Calendar.Component>) {
      var seen: Set<DateComponents> = []
      for backup in sorted {
        let part = calendar.dateComponents(period, from: backup.madeAt)
        guard !seen.contains(part), seen.count < count else { continue }
        seen.insert(part)
        kept.insert(backup.path)
      }
    }
    keep(weeks, [.yearForWeekOfYear, .weekOfYear])
    keep(months, [.year, .month])
    return sorted.filter { !kept.contains($0.path) }
  }
}
