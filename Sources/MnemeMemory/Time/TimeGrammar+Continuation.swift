/// What may follow a time and makes it finer, or gives it a year.
extension TimeGrammar {
  func continued(_ found: Found) -> Found {
    // The year of a date that does not exist is no year alone.
    guard var phrase = found.phrase else { return Found(nil, next: numericYear(at: found.next)?.next ?? found.next) }
    var next = found.next
    if let pattern = phrase.pattern, let suffix = yearSuffix(at: next) {
      // February 29 of a year that has none is no date.
      guard let placed = phrase.placed(on: pattern.days(in: suffix.year)) else { return Found(nil, next: suffix.next) }
      (phrase, next) = (placed, suffix.next)
    }
    if let finer = finer(than: phrase, at: next) {
      guard let inner = finer.phrase else { return finer }
      (phrase, next) = (inner, finer.next)
    }
    if phrase.precision > .day {
      let j = skippingPossessive(at: next)
      if word(j) == .trailingThird, let part = narrowed(phrase, to: value(j)) { (phrase, next) = (part, j + 1) }
      if word(j) == .aroundNow, let around = aroundNow(in: phrase) { (phrase, next) = (around, j + 1) }
    }
    if phrase.isDay, phrase.part == nil {
      if !phrase.isRelative, let end = sameWeekday(at: next) { next = end }
      if let part = partOfDay(at: next) {
        phrase.part = part.part
        next = part.next
      }
    }
    return Found(phrase, next: next)
  }

  /// A month or day inside a year, a day inside a month, a weekday inside a week.
  private func finer(than phrase: TimePhrase, at i: Int) -> Found? {
    if let year = phrase.wholeYear { return annual(in: year, at: i, isRelative: phrase.isRelative) }
    // 3년 전 여름, "two years ago in May"
    if phrase.kind == .range, phrase.precision == .year, phrase.isRelative, let days = phrase.days, days.count < 367 {
      let year = CivilCalendar.date(of: days.lowerBound + days.count / 2).year
      return annual(in: year, at: i, isRelative: true)
    }
    if phrase.kind == .month {
      let j = skippingPossessive(at: i)
      // 5월 첫째 주, 지난달 마지막 주말; "May first" is a day, which has been read already.
      if word(j) == .ordinal, let nth = koreanNth(at: j, of: phrase) { return nth }
      guard phrase.wholeMonth != nil else { return nil }
      if let day = koreanDay(at: j) {
        let inMonth = self.day(day.value, of: phrase)
        if let last = day.last { return Found(inMonth?.lengthened(to: last), next: day.next) }
        return Found(inMonth, next: day.next)
      }
      // "last month on the 15th"
      if word(i) == .marker, value(i) == 2, word(i + 1) == .the, let day = dayNumber(at: i + 2) {
        return Found(self.day(day.value, of: phrase), next: day.next)
      }
      return nil
    }
    if phrase.precision == .week, phrase.kind == .range, let days = phrase.days, days.count == 7 {
      let j = skippingPossessive(at: word(i) == .marker ? i + 1 : i)
      if word(j) == .weekday { return weekday(value(j), in: phrase).map { Found($0, next: j + 1) } }
      if word(j) == .weekend {
        let saturday = CivilCalendar.next(5, after: days.lowerBound - 1)
        return Found(
          TimePhrase(.days(saturday..<(saturday + 2)), .range, .day, isRelative: phrase.isRelative), next: j + 1)
      }
    }
    return nil
  }

  private func koreanDay(at i: Int) -> (value: Int, last: Int?, next: Int)? {
    guard word(i) == .number || word(i) == .sino else { return nil }
    let found = koreanMonth(1, next: i)
    guard found.next > i, case .annual(.dates(let first, let last))? = found.phrase?.extent else { return nil }
    return (first.day, first == last ? nil : last.day, found.next)
  }

  private func koreanNth(at i: Int, of month: TimePhrase) -> Found? {
    let weekday: Int
    let length: Int
    switch word(i + 1) {
    case .unit where isUnit(i + 1, .week) && word(i + 2) == .weekday && value(i) > 0:
      // The second Friday is that of the second seven days.
      return nth(value(i), weekday: value(i + 2), length: 1, of: month).map { Found($0, next: i + 3) }
    case .unit where isUnit(i + 1, .week): (weekday, length) = (-1, 7)
    case .weekend: (weekday, length) = (5, 2)
    case .weekday: (weekday, length) = (value(i + 1), 1)
    default: return nil
    }
    return nth(value(i), weekday: weekday, length: length, of: month).map { Found($0, next: i + 2) }
  }

  /// A date without a year, put into the year that was named before it: 작년 5월, "last year in May", "2023 Q3".
  private func annual(in year: Int, at i: Int, isRelative: Bool) -> Found? {
    var j = skippingPossessive(at: i)
    if isSign(j, ",") { j += 1 }
    var isMarked = false
    if word(j) == .marker {
      isMarked = true
      j = skipping(.the, at: j + 1)
    }
    switch word(j) {
    case .month, .shortMonth, .verbMonth, .season, .quarterName, .halfName, .holiday, .number, .sino, .monthMark,
      .third:
      break
    default: return nil
    }
    guard let found = point(at: j, isMarked: isMarked || word(j) == .season), let phrase = found.phrase,
      let pattern = phrase.pattern
    else {
      return nil
    }
    var placed = phrase.placed(on: pattern.days(in: year))
    placed?.isRelative = isRelative
    return Found(placed.map { continued(Found($0, next: found.next)).phrase ?? $0 }, next: found.next)
  }

  private func skippingPossessive(at i: Int) -> Int { word(i) == .particle && token(i).isTight ? i + 1 : i }

  /// Index after a weekday that only repeats which day it is: "May 3 (Tue)", "5월 3일 화요일".
  private func sameWeekday(at i: Int) -> Int? {
    let isBracketed = isSign(i, "(")
    let j = isBracketed || isSign(i, ",") ? i + 1 : i
    guard word(j) == .weekday || (word(j) == .shortWeekday && isBracketed) else { return nil }
    return isBracketed && isSign(j + 1, ")") ? j + 2 : j + 1
  }

  private func partOfDay(at i: Int) -> (part: DayPart, next: Int)? {
    var j = skippingPossessive(at: i)
    if word(j) == .marker, value(j) > 0 { j = skipping(.the, at: j + 1) }
    guard word(j) == .part else { return nil }
    return DayPart(rawValue: value(j)).map { ($0, j + 1) }
  }
}
