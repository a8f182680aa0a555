/// Times as text (ISO 8601 in the profile of RFC 3339, read a little more freely) in whole milliseconds since 1970.
enum ISO8601 {
  private static let millisecondsOfDay: Int64 = 86_400_000

  // MARK: Calendar

  /// Days since 1970-01-01 of a date of the proleptic Gregorian calendar. `month` 1…12.
  ///
  /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`: years begin in March, so that the
  /// leap day is the last of its year; 400 years are 146 097 days.
  static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = floorDivided(shifted, by: 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The inverse of `days(year:month:day:)`; the same source, `civil_from_days`.
  static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = floorDivided(shifted, by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let year = yearOfEra + era * 400
    return month < 10 ? (year, month + 3, day) : (year + 1, month - 9, day)
  }

  private static func floorDivided(_ value: Int64, by divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
  }

  private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  // MARK: Writing

  static func text(_ milliseconds: Int64) -> String {
    let days = floorDivided(milliseconds, by: millisecondsOfDay)
    let rest = milliseconds - days * millisecondsOfDay
    let date = date(days: days)
    var text = ""
    text.reserveCapacity(24)
    if date.year < 0 {
      text += "-"
    } else if date.year > 9999 {
      text += "+"
    }
    text += padded(abs(date.year), 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2) + "T"
    text += padded(rest / 3_600_000, 2) + ":" + padded(rest / 60_000 % 60, 2) + ":" + padded(rest / 1000 % 60, 2)
    if rest % 1000 != 0 { text += "." + padded(rest % 1000, 3) }
    return text + "Z"
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
  }

  // MARK: Reading

  static func milliseconds(_ text: String) -> Int64? {
    var reader = Reader(bytes: Array(text.utf8))
    guard let day = reader.day() else { return nil }
    if reader.isAtEnd { return day * millisecondsOfDay }
    guard reader.take("T") || reader.take("t") || reader.take(" "), let time = reader.time(),
      let offset = reader.offset(),
      reader.isAtEnd
    else { return nil }
    return day * millisecondsOfDay + time - offset
  }

  private struct Reader {
    let bytes: [UInt8]
    var place = 0

    var isAtEnd: Bool { place == bytes.count }

    mutating func take(_ character: UnicodeScalar) -> Bool {
      guard place < bytes.count, UInt32(bytes[place]) == character.value else { return false }
      place += 1
      return true
    }

    private mutating func digit() -> Int64? {
      guard place < bytes.count, (0x30...0x39).contains(bytes[place]) else { return nil }
      place += 1
      return Int64(bytes[place - 1] - 0x30)
    }

    private mutating func number(digits: Int, upTo limit: Int64) -> Int64? {
      var value: Int64 = 0
      for _ in 0..<digits {
        guard let digit = digit() else { return nil }
        value = value * 10 + digit
      }
      return value <= limit ? value : nil
    }

    /// Days since 1970. A signed year has four digits or more, at most nine.
    mutating func day() -> Int64? {
      let isNegative = take("-")
      let isSigned = isNegative || take("+")
      guard var year = number(digits: 4, upTo: 9999) else { return nil }
      if isSigned {
        var digits = 4
        while let next = digit() {
          digits += 1
          guard digits <= 9 else { return nil }
          year = year * 10 + next
        }
        if isNegative { year = -year }
      }
      guard take("-"), let month = number(digits: 2, upTo: 12), month >= 1, take("-"),
        let day = number(digits: 2, upTo: length(ofMonth: month, year: year)), day >= 1
      else { return nil }
      return days(year: year, month: month, day: day)
    }

    /// Milliseconds of the day. A leap second counts as the first of the next minute.
    mutating func time() -> Int64? {
      guard let hour = number(digits: 2, upTo: 23), take(":"), let minute = number(digits: 2, upTo: 59) else {
        return nil
      }
      var time = hour * 3_600_000 + minute * 60_000
      guard take(":") else { return time }
      guard let second = number(digits: 2, upTo: 60) else { return nil }
      time += second * 1000
      guard take(".") || take(",") else { return time }
      guard let first = digit() else { return nil }
      var weight: Int64 = 100
      var rounds = false
      time += first * weight
      var position = 1
      while let next = digit() {
        weight /= 10
        time += next * weight
        if position == 3 { rounds = next >= 5 }
        position += 1
      }
      return rounds ? time + 1 : time
    }

    /// Milliseconds east of UTC; 0 where nothing is said.
    mutating func offset() -> Int64? {
      if isAtEnd || take("Z") || take("z") { return 0 }
      // `date '+%F %T %z'` and the like put a blank before the number.
      _ = take(" ")
      let isWest = take("-")
      guard isWest || take("+"), let hours = number(digits: 2, upTo: 23) else { return nil }
      var offset = hours * 3_600_000
      if !isAtEnd {
        _ = take(":")
        guard let minutes = number(digits: 2, upTo: 59) else { return nil }
        offset += minutes * 60_000
      }
      return isWest ? -offset : offset
    }
  }
}
