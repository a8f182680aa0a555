/// Weekdays and weekends.
extension TimeGrammar {
  // MARK: Weekdays

  func weekday(at i: Int, isMarked: Bool) -> Found? {
    guard isNameOfWeekday(i) else { return nil }
    let weekday = value(i)
    var j = i + 1
    if word(i) == .shortWeekday, isSign(j, "."), token(j).isTight { j += 1 }
    if word(j) == .before || word(j) == .after {
      let isBefore = word(j) == .before
      if isBefore, word(j + 1) == .pointer, value(j + 1) == -1, unit(j + 2) == nil, !isPeriodName(j + 2) {
        // "the Tuesday before last"
        return Found(self.weekday(weekday, -2), next: j + 2)
      }
      if let anchor = operand(at: j + 1), let phrase = anchor.phrase,
        let days = phrase.settledDays(today: today, prefersFuture: prefersFuture)
      {
        let day =
          isBefore
          ? CivilCalendar.last(weekday, before: days.lowerBound)
          : CivilCalendar.next(weekday, after: days.upperBound - 1)
        return Found(.day(day, isRelative: phrase.isRelative), next: anchor.next)
      }
    }
    let k = skipping(.of, at: j)
    if word(k) == .pointer, isUnit(k + 1, .week) {
      return Found(calendarUnit(.week, value(k)).flatMap { self.weekday(weekday, in: $0) }, next: k + 2)
    }
    // "Tuesday, May 3", "Tue 3 May": the date says more.
    let l = skipping(.the, at: isSign(j, ",") ? j + 1 : j)
    switch word(l) {
    case .month, .shortMonth, .verbMonth, .number, .ordinal:
      if let date = point(at: l, isMarked: true), let phrase = date.phrase, phrase.isDay {
        return Found(phrase, next: date.next)
      }
    default: break
    }
    return Found(TimePhrase(.weekday(weekday), .day, .day, isRelative: true), next: j)
  }

  func isPeriodName(_ i: Int) -> Bool {
    switch word(i) {
    case .month, .shortMonth, .verbMonth, .weekday, .shortWeekday, .weekend, .season, .holiday: true
    default: false
    }
  }

  /// "Sat" and "sun" are words as well: short names count where they are written as names or follow "on".
  func isNameOfWeekday(_ i: Int) -> Bool {
    guard word(i) == .shortWeekday else { return true }
    let token = token(i)
    if word(i - 1) == .the { return false }
    if word(i - 1) == .marker, value(i - 1) == 2 { return true }
    if token.flags.contains(.capitalised), !token.flags.contains(.first) { return true }
    // sat, sun, wed
    let isWord = [2, 5, 6].contains(value(i))
    if word(i - 1) == .pointer, !isWord { return true }
    return isSign(i + 1, ",") || (token.flags.contains(.capitalised) && word(i + 1) == .number)
  }

  /// A weekday by what points at it: the last one before today, the one of this week, the next one after today.
  func weekday(_ weekday: Int, _ direction: Int) -> TimePhrase? {
    switch direction {
    case 0: calendarUnit(.week, 0).flatMap { self.weekday(weekday, in: $0) }
    case ..<0: .day(CivilCalendar.last(weekday, before: today) + 7 * (direction + 1), isRelative: true)
    default: .day(CivilCalendar.next(weekday, after: today) + 7 * (direction - 1), isRelative: true)
    }
  }

  func weekday(_ weekday: Int, in week: TimePhrase) -> TimePhrase? {
    week.days.map { .day(CivilCalendar.next(weekday, after: $0.lowerBound - 1), isRelative: week.isRelative) }
  }

  /// "two Fridays ago"
  func weekdaysAgo(at i: Int) -> Found? {
    guard let count = count(at: i), word(count.next) == .weekdays, word(count.next + 1) == .ago else { return nil }
    let day = CivilCalendar.last(value(count.next), before: today) - 7 * (count.high - 1)
    return Found(.day(day, isRelative: true), next: count.next + 2)
  }

  // MARK: Weekends

  /// "the weekend", "주말": the last one that has begun, or the next one for plans.
  func weekend(at i: Int) -> Found? {
    if word(i + 1) == .before || word(i + 1) == .after || word(i + 1) == .of {
      let joint = word(i + 1)
      if joint == .before, word(i + 2) == .pointer, value(i + 2) == -1, unit(i + 3) == nil, !isPeriodName(i + 3) {
        return Found(weekend(-2, counts: false), next: i + 3)
      }
      if let anchor = operand(at: i + 2), let phrase = anchor.phrase, phrase.isDay,
        let days = phrase.settledDays(today: today, prefersFuture: prefersFuture)
      {
        let saturday =
          joint == .before
          ? CivilCalendar.last(5, before: days.lowerBound - 1)
          : joint == .after
            ? CivilCalendar.next(5, after: days.lowerBound)
            : days.lowerBound - CivilCalendar.weekday(of: days.lowerBound) + 5
        return Found(Self.weekend(saturday, isRelative: phrase.isRelative), next: anchor.next)
      }
    }
    let k = skipping(.of, at: i + 1)
    if word(k) == .pointer, isUnit(k + 1, .week) { return Found(weekend(value(k), counts: false), next: k + 2) }
    let isKorean = token(i).end - token(i).start == 2
    guard isKorean || isMarked(i) || word(i - 1) == .the else { return nil }
    let saturday = today - CivilCalendar.weekday(of: today) + 5
    return Found(
      Self.weekend(prefersFuture || saturday <= today ? saturday : saturday - 7, isRelative: true), next: i + 1)
  }

  /// The weekend of this week, of the one before or after.
  func weekend(_ direction: Int, counts: Bool) -> TimePhrase {
    let weekday = CivilCalendar.weekday(of: today)
    let saturday = today - weekday + 5
    // "this past weekend" on a Sunday is the one that is ending.
    let offset = counts && weekday == 6 ? direction + 1 : direction
    return Self.weekend(saturday + 7 * offset, isRelative: true)
  }

  private static func weekend(_ saturday: Int, isRelative: Bool) -> TimePhrase {
    TimePhrase(.days(saturday..<(saturday + 2)), .range, .day, isRelative: isRelative)
  }
}
