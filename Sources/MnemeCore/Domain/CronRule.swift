package import Foundation

/// A rule of cron: minute, hour, day of the month, month, day of the week.
///
/// The fields as crontab(5) has them: `*`, numbers, ranges, lists, steps (`*/15`, `8-18/2`), names of months and days in
/// English, 0 and 7 for Sunday. Where both days are restricted either of them counts.
package struct CronRule: Sendable, Hashable {
  private let minutes: Set<Int>
  private let hours: Set<Int>
  private let days: Set<Int>
  private let months: Set<Int>
  /// 0 is Sunday.
  private let weekdays: Set<Int>
  private let anyDay: Bool
  private let anyWeekday: Bool

  /// - Throws: `invalidInput` that names the field.
  package init(_ text: String) throws(MnemeError) {
    let fields = text.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
    guard fields.count == 5 else {
      throw MnemeError(
        .invalidInput, "A cron rule has five fields: minute, hour, day of the month, month, day of the week.")
    }
    minutes = try Self.field(fields[0], 0...59, "minute")
    hours = try Self.field(fields[1], 0...23, "hour")
    days = try Self.field(fields[2], 1...31, "day of the month")
    months = try Self.field(fields[3], 1...12, "month", names: Self.monthNames, from: 1)
    weekdays = Set(try Self.field(fields[4], 0...7, "day of the week", names: Self.dayNames, from: 0).map { $0 % 7 })
    anyDay = fields[2].hasPrefix("*")
    anyWeekday = fields[4].hasPrefix("*")
  }

  /// The first minute after `date` that the rule names; nil when there is none within eight years (30 February).
  ///
  /// A time that the clock skips in spring is taken at its end, one that it shows twice in autumn is taken once.
  /// O(days until then).
  package func next(after date: Date, in zone: TimeZone) -> Date? {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    var day = calendar.startOfDay(for: date)
    // Leap days are eight years apart around some turns of a century.
    for _ in 0..<(8 * 366) {
      if matches(calendar.dateComponents([.year, .month, .day, .weekday], from: day)),
        let found = time(after: date, on: day, calendar)
      {
        return found
      }
      guard let following = calendar.date(byAdding: .day, value: 1, to: day) else { return nil }
      day = calendar.startOfDay(for: following)
    }
    return nil
  }

  private func matches(_ day: DateComponents) -> Bool {
    guard let month = day.month, let date = day.day, let weekday = day.weekday, months.contains(month) else {
      return false
    }
    let byDate = days.contains(date)
    let byWeekday = weekdays.contains(weekday - 1)
    if anyDay || anyWeekday { return byDate && byWeekday }
    return byDate || byWeekday
  }

  private func time(after date: Date, on day: Date, _ calendar: Calendar) -> Date? {
    let first = calendar.isDate(date, inSameDayAs: day) ? calendar.component(.hour, from: date) : 0
    for hour in hours.sorted() where hour >= first {
      for minute in minutes.sorted() {
        let time = calendar.date(
          bySettingHour: hour, minute: minute, second: 0, of: day, matchingPolicy: .nextTime,
          repeatedTimePolicy: .first)
        if let time, time > date, calendar.isDate(time, inSameDayAs: day) { return time }
      }
    }
    return nil
  }

  private static func field(
    _ text: String, _ range: ClosedRange<Int>, _ name: String, names: [String] = [], from first: Int = 0
  ) throws(MnemeError) -> Set<Int> {
    let wrong = MnemeError(
      .invalidInput,
      "The \(name) of a cron rule is *, a number from \(range.lowerBound) to \(range.upperBound), a range, "
        + "a list of them, or one of these with a step such as */5.")
    func number(_ text: Substring) -> Int? {
      if let place = names.firstIndex(where: { $0 == text }) { return place + first }
      guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text) else { return nil }
      return range.contains(number) ? number : nil
    }
    var values: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
      guard (1...2).contains(pieces.count) else { throw wrong }
      var step = 1
      if pieces.count == 2 {
        guard let given = Int(pieces[1]), (1...range.upperBound).contains(given) else { throw wrong }
        step = given
      }
      let ends = pieces[0].split(separator: "-", omittingEmptySubsequences: false)
      if pieces[0] == "*" {
        values.formUnion(stride(from: range.lowerBound, through: range.upperBound, by: step))
      } else if ends.count == 2, let low = number(ends[0]), let high = number(ends[1]), low <= high {
        values.formUnion(stride(from: low, through: high, by: step))
      } else if ends.count == 1, let low = number(ends[0]) {
        // As Vixie's cron: `8/2` begins at 8.
        values.formUnion(stride(from: low, through: pieces.count == 2 ? range.upperBound : low, by: step))
      } else {
        throw wrong
      }
    }
    return values
  }

  private static let monthNames = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
  private static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
}
