/// A day of some year.
struct MonthDay: Sendable, Hashable, Comparable {
  var month: Int
  var day: Int

  static func < (a: MonthDay, b: MonthDay) -> Bool { (a.month, a.day) < (b.month, b.day) }
}

/// Days that come back every year: "May 3", "July", "winter", "the first Monday of September".
enum AnnualPattern: Sendable, Hashable {
  /// From the first to the last day, both included; into the next year where the last comes before the first. A last day
  /// that its month does not have is the last of the month.
  case dates(first: MonthDay, last: MonthDay)
  /// The `nth` (1…5, 0 for the last) such weekday (0 is Monday) of a month, and `length` days from there; with the weekday
  /// -1 the last `length` days of the month.
  case weekday(nth: Int, weekday: Int, month: Int, length: Int)

  static func month(_ month: Int) -> AnnualPattern { months(month, month) }

  static func months(_ first: Int, _ last: Int) -> AnnualPattern {
    .dates(first: MonthDay(month: first, day: 1), last: MonthDay(month: last, day: 31))
  }

  static func date(_ month: Int, _ day: Int) -> AnnualPattern {
    .dates(first: MonthDay(month: month, day: day), last: MonthDay(month: month, day: day))
  }

  /// The days, as of ``CivilCalendar``, of the occurrence that begins in the year; nil where the year has none.
  func days(in year: Int) -> Range<Int>? {
    switch self {
    case .dates(let first, let last):
      guard let start = CivilCalendar.existingDay(year, first.month, first.day) else { return nil }
      let lastYear = last < first ? year + 1 : year
      let length = CivilCalendar.length(ofMonth: last.month, in: lastYear)
      let end = CivilCalendar.day(lastYear, last.month, min(last.day, length)) + 1
      return start < end ? start..<end : nil
    case .weekday(let nth, let weekday, let month, let length):
      let days = CivilCalendar.days(ofMonth: month, in: year)
      let start: Int
      if weekday < 0 {
        start = days.upperBound - length
      } else if nth == 0 {
        let back = (CivilCalendar.weekday(of: days.upperBound - 1) - weekday + 7) % 7
        start = days.upperBound - 1 - back
      } else {
        let ahead = (weekday - CivilCalendar.weekday(of: days.lowerBound) + 7) % 7
        start = days.lowerBound + ahead + 7 * (nth - 1)
      }
      return days.contains(start) ? start..<(start + length) : nil
    }
  }

  /// A single date of every year (February 29 of some).
  var isDate: Bool {
    if case .dates(let first, let last) = self { first == last } else { false }
  }

  /// The month that it is all of.
  var wholeMonth: Int? {
    guard case .dates(let first, let last) = self, first.month == last.month, first.day == 1, last.day == 31 else {
      return nil
    }
    return first.month
  }

  /// The latest occurrence that has begun by the day; leap days may be eight years apart.
  func latest(beginningBy day: Int) -> Range<Int>? {
    let year = CivilCalendar.date(of: day).year
    for year in stride(from: year, through: year - 9, by: -1) {
      if let days = days(in: year), days.lowerBound <= day { return days }
    }
    return nil
  }

  /// The latest occurrence that was over before the day.
  func latest(endedBy day: Int) -> Range<Int>? {
    let year = CivilCalendar.date(of: day).year
    for year in stride(from: year, through: year - 9, by: -1) {
      if let days = days(in: year), days.upperBound <= day { return days }
    }
    return nil
  }

  /// The earliest occurrence that begins on the day or after it.
  func earliest(from day: Int) -> Range<Int>? {
    let year = CivilCalendar.date(of: day).year
    for year in year...(year + 9) {
      if let days = days(in: year), days.lowerBound >= day { return days }
    }
    return nil
  }

  /// The occurrence that the day lies in, else the next one.
  func upcoming(on day: Int) -> Range<Int>? {
    if let running = latest(beginningBy: day), running.contains(day) { return running }
    return earliest(from: day)
  }

  /// The occurrence that the day lies in, else that of its year.
  func current(on day: Int) -> Range<Int>? {
    let year = CivilCalendar.date(of: day).year
    if let running = days(in: year - 1), running.contains(day) { return running }
    return days(in: year)
  }
}
