package import Foundation

/// How long ago something was said, as a person would put it. Numbers are rounded down.
package enum RelativeAge: Sendable, Hashable {
  /// Under 30 seconds, or in the future.
  case justNow
  case seconds(Int)
  case minutes(Int)
  case hours(Int)
  /// 1…6.
  case days(Int)
  /// Seven days or more: the calendar day where the owner lives.
  case date(year: Int, month: Int, day: Int)

  package init(of time: Date, at now: Date, in timeZone: TimeZone) {
    let seconds = now.timeIntervalSince(time)
    switch seconds {
    case ..<30: self = .justNow
    case ..<60: self = .seconds(Int(seconds))
    case ..<3600: self = .minutes(Int(seconds / 60))
    case ..<86_400: self = .hours(Int(seconds / 3600))
    case ..<604_800: self = .days(Int(seconds / 86_400))
    default:
      let (date, _) = CivilTime.components(of: time, in: timeZone)
      self = .date(year: date.year, month: date.month, day: date.day)
    }
  }

  package func text(in language: WorkingLanguage) -> String {
    switch (self, language) {
    case (.justNow, .english): "just now"
    case (.seconds(let count), .english): "\(count) s ago"
    case (.minutes(let count), .english): "\(count) min ago"
    case (.hours(let count), .english): "\(count) h ago"
    case (.days(let count), .english): "\(count) d ago"
    case (.justNow, .korean): "방금"
    case (.seconds(let count), .korean): "\(count)초 전"
    case (.minutes(let count), .korean): "\(count)분 전"
    case (.hours(let count), .korean): "\(count)시간 전"
    case (.days(let count), .korean): "\(count)일 전"
    case (.date(let year, let month, let day), _):
      "\(year)-\(CivilTime.twoDigits(month))-\(CivilTime.twoDigits(day))"
    }
  }
}

/// Calendar day and clock of a time in a zone, without a calendar: proleptic Gregorian.
enum CivilTime {
  /// Days from civil: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013).
  static func components(of time: Date, in timeZone: TimeZone) -> (
    date: (year: Int, month: Int, day: Int), clock: (hour: Int, minute: Int)
  ) {
    let seconds = Int(time.timeIntervalSince1970.rounded(.down)) + timeZone.secondsFromGMT(for: time)
    let days = seconds >= 0 ? seconds / 86_400 : -((-seconds + 86_399) / 86_400)
    let ofDay = seconds - days * 86_400
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1),
      (ofDay / 3600, ofDay % 3600 / 60)
    )
  }

  static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
