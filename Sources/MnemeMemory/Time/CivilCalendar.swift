/// Days of the proleptic Gregorian calendar as numbers counted from 1970-01-01, which is day 0.
///
/// Numbers of days make the arithmetic of a calendar that of integers; a zone comes in only when a day becomes instants
/// (``ZonedCalendar``). The conversions count days in eras of 400 years (H. Hinnant, "chrono-compatible low-level date
/// algorithms"). O(1) each.
enum CivilCalendar {
  /// Years that a text may name. What lies beyond is no time one talks about in a chat.
  static let years = 1900...2199

  /// Number of a day; the month is 1…12, the day may run over its month.
  static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  static func date(of number: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// 0 is Monday, 6 is Sunday.
  static func weekday(of number: Int) -> Int { ((number + 3) % 7 + 7) % 7 }

  static func length(ofMonth month: Int, in year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  /// Nil for dates that the calendar does not have, such as February 30.
  static func existingDay(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    guard (1...12).contains(month), day >= 1, day <= length(ofMonth: month, in: year) else { return nil }
    return self.day(year, month, day)
  }

  static func days(ofYear year: Int) -> Range<Int> { day(year, 1, 1)..<day(year + 1, 1, 1) }

  /// The month may lie outside 1…12; it runs over into the years around.
  static func days(ofMonth month: Int, in year: Int) -> Range<Int> {
    let (year, month) = normalised(year, month)
    let start = day(year, month, 1)
    return start..<(start + length(ofMonth: month, in: year))
  }

  static func normalised(_ year: Int, _ month: Int) -> (year: Int, month: Int) {
    let index = year * 12 + month - 1
    let floor = index >= 0 ? index / 12 : (index - 11) / 12
    return (floor, index - floor * 12 + 1)
  }

  /// The same day of another month, the last one where that month is shorter.
  static func adding(months: Int, to number: Int) -> Int {
    let date = date(of: number)
    let (year, month) = normalised(date.year, date.month + months)
    return day(year, month, min(date.day, length(ofMonth: month, in: year)))
  }
}
