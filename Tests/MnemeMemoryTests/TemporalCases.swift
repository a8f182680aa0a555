import Foundation

@testable import MnemeMemory

/// A text and the times it names, written as days of the clock on the wall, so that the same case holds in every zone.
///
/// Times: `2026-05-07` a day, `2026-05-01…2026-05-31` days, both included, `2026-05-07T17…2026-05-08T00` hours,
/// `≥2026-05-01` and `<2026-05-01` open spans; several are joined by ` & `; nothing means none.
struct TemporalCase: Sendable, CustomStringConvertible {
  let text: String
  let times: String

  init(_ text: String, _ times: String) {
    self.text = text
    self.times = times
  }

  var description: String { text }
}

/// A zone and a moment in it: Friday, May 8 2026, noon on the wall.
struct TemporalPlace: Sendable, CustomStringConvertible {
  static let newYork = TemporalPlace("America/New_York")
  static let seoul = TemporalPlace("Asia/Seoul")

  let calendar: Calendar
  let parser: TemporalParser
  var description: String { calendar.timeZone.identifier }

  init(_ zone: String, rules: TemporalRules = TemporalRules()) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
    self.calendar = calendar
    parser = TemporalParser(timeZone: calendar.timeZone, rules: rules)
  }

  var now: Date { date("2026-05-08T12") }

  /// `2026-05-08T12:30`, `2026-05-08T12` or `2026-05-08` on the wall.
  func date(_ text: String) -> Date {
    let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
    let parts = numbers + Array(repeating: 0, count: 6 - numbers.count)
    let components = DateComponents(
      year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4], second: parts[5])
    return calendar.date(from: components) ?? .distantPast
  }

  func read(_ text: String, at now: String? = nil) -> TemporalReading {
    parser.read(text, now: now.map(date) ?? self.now)
  }

  /// The reading as a ``TemporalCase`` writes it.
  func times(_ text: String, at now: String? = nil) -> String {
    read(text, at: now).spans.map(written).joined(separator: " & ")
  }

  func written(_ span: TemporalSpan) -> String {
    let (start, end) = (span.range.lowerBound, span.range.upperBound)
    if end == .distantFuture { return "≥" + wall(start) }
    if start == .distantPast { return "<" + wall(end) }
    guard isMidnight(start), isMidnight(end) else { return wall(start, hours: true) + "…" + wall(end, hours: true) }
    let last = calendar.date(byAdding: .day, value: -1, to: end) ?? end
    return last <= start ? wall(start) : wall(start) + "…" + wall(last)
  }

  private func isMidnight(_ date: Date) -> Bool { calendar.startOfDay(for: date) == date }

  private func wall(_ date: Date, hours: Bool = false) -> String {
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
    func padded(_ value: Int?, _ width: Int) -> String {
      let text = String(value ?? 0)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    let day = "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
    guard hours else { return day }
    let minute = (parts.minute ?? 0) == 0 ? "" : ":" + padded(parts.minute, 2)
    return day + "T" + padded(parts.hour, 2) + minute
  }
}
