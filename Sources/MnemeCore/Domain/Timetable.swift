package import Foundation

/// When something is done: at one time, every so often, or by a rule of cron.
package struct Timetable: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable, CaseIterable { case at, every, cron }

  private enum Rule: Sendable, Hashable {
    case at(Date)
    case every(seconds: Int, from: Date)
    case cron(CronRule)
  }

  package let kind: Kind
  /// As it was given.
  package let text: String
  package let timeZone: TimeZone
  private let rule: Rule

  /// Shortest time between two runs, in seconds.
  package static let shortest = 60
  /// Longest, in seconds: 400 days.
  package static let longest = 400 * 86_400

  /// - Parameters:
  ///   - text: for `at` a time (`2026-12-24T18:00`, with `Z` or an offset, else in `timeZone`; or `in 20m`), for `every` a
  ///     length of time (`90m`, `2h`, `1d`, `1h30m`; 1 minute to 400 days), for `cron` five fields.
  ///   - start: now: what `in` and `every` count from.
  /// - Throws: `invalidInput` that says what is expected.
  package init(kind: Kind, text: String, timeZone: TimeZone, start: Date) throws(MnemeError) {
    self.kind = kind
    self.text = text
    self.timeZone = timeZone
    switch kind {
    case .at:
      rule = .at(try Self.time(text, timeZone, start))
    case .every:
      guard let seconds = Self.seconds(text), (Self.shortest...Self.longest).contains(seconds) else {
        throw MnemeError(.invalidInput, "A length of time looks like 90m, 2h or 1d, from 1 minute to 400 days.")
      }
      rule = .every(seconds: seconds, from: start)
    case .cron:
      rule = .cron(try CronRule(text))
    }
  }

  /// The first time after `date`; nil when there is none any more.
  package func next(after date: Date) -> Date? {
    switch rule {
    case .at(let time): return time > date ? time : nil
    case .every(let seconds, let start):
      let passed = max(0, date.timeIntervalSince(start))
      return start.addingTimeInterval((passed / Double(seconds)).rounded(.down) * Double(seconds) + Double(seconds))
    case .cron(let rule): return rule.next(after: date, in: timeZone)
    }
  }

  private static func time(_ text: String, _ zone: TimeZone, _ now: Date) throws(MnemeError) -> Date {
    let trimmed = text.trimmingCharacters(in: .whitespaces)
    if trimmed.lowercased().hasPrefix("in "), let seconds = seconds(String(trimmed.dropFirst(3))), seconds > 0 {
      guard seconds <= longest else { throw wrongTime }
      return now.addingTimeInterval(Double(seconds))
    }
    let parts = trimmed.split(whereSeparator: { $0 == "T" || $0 == "t" || $0 == " " })
    guard parts.count == 2 else { throw wrongTime }
    let day = parts[0].split(separator: "-").map { Int($0) }
    var clock = parts[1]
    var offset: Int?
    if clock.last == "Z" || clock.last == "z" {
      offset = 0
      clock = clock.dropLast()
    } else if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
      let digits = clock[clock.index(after: sign)...].split(separator: ":").map { Int($0) }
      guard digits.count == 2, let hours = digits[0], let minutes = digits[1], hours <= 14, minutes < 60 else {
        throw wrongTime
      }
      offset = (clock[sign] == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
      clock = clock[..<sign]
    }
    let time = clock.split(separator: ":").map { Int($0) }
    guard day.count == 3, let year = day[0], let month = day[1], let date = day[2], (2...3).contains(time.count),
      let hour = time[0], let minute = time[1], (1970...9999).contains(year)
    else { throw wrongTime }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = offset.flatMap { TimeZone(secondsFromGMT: $0) } ?? zone
    let second = time.count == 3 ? time[2] : 0
    let parsed = DateComponents(
      timeZone: calendar.timeZone, year: year, month: month, day: date, hour: hour, minute: minute, second: second)
    // A calendar rolls what does not exist on into the next day; a day that was meant has its own date.
    guard let second, let found = calendar.date(from: parsed), (0..<24).contains(hour), (0..<60).contains(minute),
      (0..<60).contains(second), calendar.component(.day, from: found) == date,
      calendar.component(.month, from: found) == month
    else { throw wrongTime }
    return found
  }

  private static let wrongTime = MnemeError(
    .invalidInput, "A time looks like 2026-12-24T18:00 (with Z or an offset such as +09:00 for another zone) or in 20m."
  )

  /// `1d2h30m`; nil for anything else.
  private static func seconds(_ text: String) -> Int? {
    var total = 0
    var number = ""
    for character in text.lowercased() where character != " " {
      if character.isASCII, character.isNumber, number.count < 9 {
        number.append(character)
        continue
      }
      let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
      guard let unit = units[character], let count = Int(number) else { return nil }
      total += count * unit
      // Nothing longer is asked for, and no sum runs over.
      guard total <= longest else { return nil }
      number = ""
    }
    return number.isEmpty && total > 0 ? total : nil
  }
}
