/// "from May to July", "between 3 and 10 May", "5월 3일부터 10일까지".
extension TimeGrammar {
  /// The range whose first time has been read, where a word or sign that joins it to a second one follows.
  func range(from first: Found) -> Found? {
    guard let a = first.phrase, joins(first.next) else { return nil }
    let j = first.next + 1
    // "May 3 to 5", "5월 3일~5일": the second day is of the same month.
    if a.isDay, let day = plainDay(at: skipping(.the, at: j)) {
      return continued(Found(a.lengthened(to: day.value), next: day.next))
    }
    guard let second = operand(at: j), let b = second.phrase else { return nil }
    return Found(joined(a, b), next: second.next)
  }

  /// A range whose first day gets its month from the second: "3 to 10 May", "the 3rd to the 10th of May".
  func openDayRange(at i: Int) -> Found? {
    switch word(i) {
    case .the, .number, .ordinal: break
    default: return nil
    }
    guard let first = plainDay(at: skipping(.the, at: i)), joins(first.next),
      let second = operand(at: first.next + 1), let last = second.phrase, last.isDay, !last.isRelative
    else { return nil }
    return Found(last.lengthened(from: first.value), next: second.next)
  }

  private func joins(_ i: Int) -> Bool {
    switch word(i) {
    case .to, .through, .until, .and: true
    case .sign: token(i).isDash
    default: false
    }
  }

  /// A number that can only be that of a day: "10", "10th", "10일", not "10 people".
  private func plainDay(at i: Int) -> (value: Int, next: Int)? {
    guard let day = dayNumber(at: i) else { return nil }
    if isDayMark(day.next) { return (day.value, day.next + 1) }
    let after = token(day.next)
    switch after.word {
    case .other: return day.next >= tokens.count ? day : nil
    case .unit, .measure, .number, .monthMark, .decadeMark, .month, .shortMonth, .verbMonth, .sino, .ago, .of:
      return nil
    case .sign where !after.flags.contains(.spaced) && [0x25, 0x2E, 0x2F, 0x3A].contains(after.value):
      // A full stop ends a sentence, where it is not that of a fraction.
      return after.value == 0x2E && !token(day.next + 1).isTight ? day : nil
    default: return day
    }
  }

  /// One phrase from the start of the first to the end of the second. What one leaves open is filled in from the other:
  /// "May to July 2023" lies in one year, "Monday to Wednesday" in one week. Where the ends come in the wrong order, it is
  /// what they enclose.
  func joined(_ a: TimePhrase, _ b: TimePhrase) -> TimePhrase? {
    let precision = min(a.precision, b.precision)
    var result: TimePhrase
    switch (a.extent, b.extent) {
    case (.annual(.dates(let first, _)), .annual(.dates(_, let last))):
      result = TimePhrase(.annual(.dates(first: first, last: last)), .range, precision)
    case (.seconds(let first), .seconds(let last)):
      result = TimePhrase(
        .seconds(min(first.lowerBound, last.lowerBound)..<max(first.upperBound, last.upperBound)), .range, precision)
    default:
      guard let (first, last) = settled(a, b) else { return nil }
      result = TimePhrase(
        .days(min(first.lowerBound, last.lowerBound)..<max(first.upperBound, last.upperBound)), .range, precision)
    }
    result.isRelative = a.isRelative && b.isRelative
    return result
  }

  private func settled(_ a: TimePhrase, _ b: TimePhrase) -> (Range<Int>, Range<Int>)? {
    if let day = a.openDay, let last = b.openDay, let first = a.days {
      // "3일부터 5일까지"
      let date = CivilCalendar.date(of: first.lowerBound)
      let (year, month) = CivilCalendar.normalised(date.year, last < day ? date.month + 1 : date.month)
      return CivilCalendar.existingDay(year, month, last).map { (first, $0..<($0 + 1)) }
    }
    if b.days == nil, let first = a.days {
      return earliest(b, from: first.lowerBound).map { (first, $0) }
    }
    guard let last = latest(b, by: prefersFuture ? today + 7 : today - 1) else { return nil }
    return latest(a, by: last.lowerBound).map { ($0, last) }
  }

  /// The days of a phrase, the last ones that begin by the given day where it leaves that open.
  private func latest(_ phrase: TimePhrase, by day: Int) -> Range<Int>? {
    switch phrase.extent {
    case .days(let days): return days
    case .annual(let pattern): return pattern.latest(beginningBy: day)
    case .weekday(let weekday):
      let start = CivilCalendar.last(weekday, before: day + 1)
      return start..<(start + 1)
    case .seconds: return today..<(today + 1)
    }
  }

  private func earliest(_ phrase: TimePhrase, from day: Int) -> Range<Int>? {
    switch phrase.extent {
    case .days(let days): return days
    case .annual(let pattern): return pattern.earliest(from: day)
    case .weekday(let weekday):
      let start = CivilCalendar.next(weekday, after: day - 1)
      return start..<(start + 1)
    case .seconds: return today..<(today + 1)
    }
  }
}

extension TimePhrase {
  /// From this one day to a later day of the same month, or of the next one; nil where that does not exist.
  func lengthened(to day: Int) -> TimePhrase? {
    stretched { first in (first, MonthDay(month: day < first.day ? first.month % 12 + 1 : first.month, day: day)) }
  }

  /// From an earlier day of the same month, or of the one before, to this one day.
  func lengthened(from day: Int) -> TimePhrase? {
    stretched { last in (MonthDay(month: day > last.day ? (last.month + 10) % 12 + 1 : last.month, day: day), last) }
  }

  private func stretched(_ ends: (MonthDay) -> (MonthDay, MonthDay)) -> TimePhrase? {
    let date: MonthDay
    let anchor: Int?
    switch extent {
    case .annual(.dates(let first, _)):
      date = first
      anchor = nil
    case .days(let days):
      let civil = CivilCalendar.date(of: days.lowerBound)
      date = MonthDay(month: civil.month, day: civil.day)
      anchor = days.lowerBound
    default: return nil
    }
    let (first, last) = ends(date)
    guard CivilCalendar.existingDay(2000, first.month, first.day) != nil,
      CivilCalendar.existingDay(2000, last.month, last.day) != nil
    else { return nil }
    let pattern = AnnualPattern.dates(first: first, last: last)
    guard let anchor else { return TimePhrase(.annual(pattern), .range, .day) }
    // The year that the settled end lies in.
    let year = CivilCalendar.date(of: anchor).year
    let days = pattern.days(in: year).flatMap { $0.contains(anchor) ? $0 : nil } ?? pattern.days(in: year - 1)
    return days.map { TimePhrase(.days($0), .range, .day) }
  }
}
