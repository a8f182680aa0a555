/// Months, weekdays and days by name and number.
extension TimeGrammar {
  // MARK: Months

  /// "May", "May 3", "May the 3rd"; a year is added by ``continued(_:)``.
  func englishMonth(at i: Int, isMarked: Bool) -> Found? {
    let month = value(i)
    var j = i + 1
    if word(i) == .shortMonth, isSign(j, "."), token(j).isTight { j += 1 }
    var day = dayNumber(at: skipping(.the, at: j))
    if let number = day {
      let isOrdinal = token(number.next - 1).flags.contains(.ordinal) || word(number.next - 1) == .ordinal
      if isFraction(at: j) || (word(j) == .the && !isOrdinal) || (unit(number.next) != nil && !isOrdinal) { day = nil }
    }
    guard isNameOfMonth(i, day: day, after: day?.next ?? j, isMarked: isMarked) else { return nil }
    guard let day else { return Found(.annual(.month(month)), next: j) }
    return Found(date(month, day.value), next: day.next)
  }

  /// Nil for a date that no year has.
  func date(_ month: Int, _ day: Int) -> TimePhrase? {
    CivilCalendar.existingDay(2000, month, day) == nil ? nil : .annual(.date(month, day))
  }

  /// Whether the word is the name of a month here: "may" and "march" are verbs first, "Jan" is a person as well.
  private func isNameOfMonth(_ i: Int, day: (value: Int, next: Int)?, after j: Int, isMarked: Bool) -> Bool {
    let token = token(i)
    let next = self.token(j)
    if numericYear(at: j) != nil { return true }
    if token.flags.contains(.capitalised) || word(j) == .of, yearSuffix(at: j) != nil { return true }
    let isBeforeName = next.word == .other && next.flags.contains(.capitalised) && !next.flags.contains(.first)
    switch token.word {
    case .month: return day != nil || isMarked || !isBeforeName
    case .shortMonth:
      // "in Jan and Feb"
      let isListed = word(i - 1) == .and || isSign(i - 1, ",")
      return day != nil || isMarked || (isListed && [.month, .shortMonth].contains(word(i - 2)))
    default:
      let isWritten = token.flags.contains(.capitalised)
      if let day {
        if isWritten || isMarked && word(i - 1) != .pointer { return true }
        let isOrdinal = self.token(day.next - 1).flags.contains(.ordinal) || word(day.next - 1) == .ordinal
        // "may 5 work", and a date at the end of what is said.
        return isOrdinal || j >= tokens.count || next.word == .sign || next.word == .pastVerb || next.word == .marker
      }
      if isWritten, !token.flags.contains(.first) { return isMarked || !isBeforeName }
      switch word(i - 1) {
      case .marker: return value(i - 1) < 2
      case .since, .until, .before, .after, .from, .of, .third: return true
      case .pointer: return value(i - 1) != 0
      case .and, .to: return isMarked
      default: return false
      }
    }
  }

  // MARK: Numbers of days

  /// "3", "3rd", "third", "twenty-first": a number that may be that of a day.
  func dayNumber(at i: Int) -> (value: Int, next: Int)? {
    let token = token(i)
    switch token.word {
    case .number:
      guard token.digits <= 2, (1...31).contains(token.value), token.flags.isDisjoint(with: [.plural, .apostrophe])
      else { return nil }
      return (Int(token.value), i + 1)
    case .ordinal, .tens:
      let ones = isSign(i + 1, "-") ? i + 2 : i + 1
      var number = (value: Int(token.value), next: i + 1)
      if token.word == .tens {
        guard word(ones) == .ordinal, value(ones) < 10 else { return nil }
        number = (token.count.low + value(ones), ones + 1)
      }
      // "the first week of May"
      switch word(number.next) {
      case .unit, .weekend, .weekday, .quarterName, .half: return nil
      default: return (1...31).contains(number.value) ? number : nil
      }
    default: return nil
    }
  }

  /// "third of May", "3 May", "the 15th of last month", "first week of May", "third quarter of 2023".
  func ordinal(at i: Int) -> Found? {
    if let nth = nthOfMonth(nth: value(i), at: i + 1) { return nth }
    if let part = nthOfYear(at: i) { return part }
    guard let day = dayNumber(at: i) else { return nil }
    return dayFirst(day, isOrdinal: true)
  }

  /// "twenty-first of May"
  func ordinalInWords(at i: Int) -> Found? {
    guard word(i) == .tens, let day = dayNumber(at: i) else { return nil }
    return dayFirst(day, isOrdinal: true)
  }

  /// A day with the month after it.
  func dayFirst(_ day: (value: Int, next: Int), isOrdinal: Bool) -> Found? {
    let hasOf = word(day.next) == .of
    let j = skipping(.the, at: hasOf ? day.next + 1 : day.next)
    switch word(j) {
    case .month, .shortMonth, .verbMonth:
      let isWritten = token(j).flags.contains(.capitalised)
      guard word(j) != .verbMonth || isWritten || isOrdinal || hasOf || numericYear(at: j + 1) != nil else {
        return nil
      }
      var next = j + 1
      if word(j) == .shortMonth, isSign(next, "."), token(next).isTight, numericYear(at: next + 1) != nil { next += 1 }
      return Found(date(value(j), day.value), next: next)
    case .pointer where hasOf && isUnit(j + 1, .month):
      return Found(
        calendarUnit(.month, value(j)).flatMap { self.day(day.value, of: $0) }, next: j + 2)
    default: return nil
    }
  }

  /// A day of a month that is settled.
  func day(_ number: Int, of month: TimePhrase) -> TimePhrase? {
    guard let (year, index) = month.wholeMonth else { return nil }
    return CivilCalendar.existingDay(year, index, number).map { .day($0, isRelative: month.isRelative) }
  }

  /// "week of May", "Monday of May" after "first" and "last" (0).
  func nthOfMonth(nth: Int, at i: Int) -> Found? {
    guard nth <= 5 else { return nil }
    let weekday: Int
    let length: Int
    switch word(i) {
    case .unit where isUnit(i, .week): (weekday, length) = (-1, 7)
    case .weekend: (weekday, length) = (5, 2)
    case .weekday: (weekday, length) = (value(i), 1)
    default: return nil
    }
    guard word(i + 1) == .of || (word(i + 1) == .marker && value(i + 1) == 1),
      let found = point(at: skipping(.the, at: i + 2), isMarked: true), let month = found.phrase
    else { return nil }
    return self.nth(nth, weekday: weekday, length: length, of: month).map { Found($0, next: found.next) }
  }

  /// - Parameter weekday: 0…6; -1 for weeks, which are counted from the first of the month, the last one from its end.
  func nth(_ nth: Int, weekday: Int, length: Int, of month: TimePhrase) -> TimePhrase? {
    if let pattern = month.pattern {
      guard let index = pattern.wholeMonth else { return nil }
      if weekday >= 0 || nth == 0 {
        return .annual(.weekday(nth: nth, weekday: weekday, month: index, length: length))
      }
      let first = 7 * nth - 6
      let last = nth == 5 ? 31 : 7 * nth
      var phrase = TimePhrase.annual(
        .dates(first: MonthDay(month: index, day: first), last: MonthDay(month: index, day: last)))
      phrase.precision = .week
      return phrase
    }
    guard let (year, index) = month.wholeMonth else { return nil }
    return self.nth(nth, weekday: weekday, length: length, of: .annual(.month(index))).flatMap { phrase in
      phrase.placed(on: phrase.pattern?.days(in: year))
    }
  }

  // MARK: Years

  /// A year written in digits that may stand alone or after a date; not "2000 steps", "2,000", "2023.5".
  func numericYear(at i: Int) -> (year: Int, next: Int)? {
    let j = isSign(i, ",") && word(i + 1) == .number ? i + 1 : i
    var k = word(j) == .of ? j + 1 : j
    if word(k) == .sign, token(k + 1).flags.contains(.apostrophe) { k += 1 }
    let token = token(k)
    guard token.word == .number, !token.flags.contains(.ordinal), !token.flags.contains(.plural) else { return nil }
    if token.flags.contains(.apostrophe) {
      return token.digits == 2 ? (fullYear(Int(token.value)), k + 1) : nil
    }
    guard token.digits == 4, CivilCalendar.years.contains(Int(token.value)), !isFraction(at: k) else { return nil }
    let after = self.token(k + 1)
    if after.word == .unit && !(after.isTight && after.value == Int32(TimeUnit.year.rawValue)) || after.word == .measure
      || (after.isTight && after.isSign("%"))
    {
      return nil
    }
    if after.isTight, isUnit(k + 1, .year) { return (Int(token.value), k + 2) }
    // 2000원
    if after.isTight, after.word == .other { return nil }
    return (Int(token.value), k + 1)
  }

  /// The year of two digits: the nearest one that is at most 20 years ahead.
  func fullYear(_ short: Int) -> Int {
    let current = CivilCalendar.date(of: today).year
    let candidate = current - current % 100 + short
    return candidate > current + 20 ? candidate - 100 : candidate < current - 79 ? candidate + 100 : candidate
  }

  /// A year after a date that has none: ", 2023", "of last year", "two years ago", "'23".
  func yearSuffix(at i: Int) -> (year: Int, next: Int)? {
    if let year = numericYear(at: i) { return year }
    let j = word(i) == .of || (word(i) == .marker && value(i) == 1) ? i + 1 : i
    if j > i, let year = numericYear(at: j) { return year }
    let current = CivilCalendar.date(of: today).year
    switch word(j) {
    case .pointer where isUnit(j + 1, .year): return (current + value(j), j + 2)
    case .unit where isUnit(j, .year) && word(j + 1) == .before && word(j + 2) == .pointer && value(j + 2) == -1:
      return (current - 2, j + 3)
    case .the where isUnit(j + 1, .year): return yearSuffix(at: j + 1)
    case .article, .count, .number, .tens:
      guard let amount = amount(at: j), amount.unit == .year, amount.count.count == 1, word(amount.next) == .ago else {
        return nil
      }
      return (current - amount.count.lowerBound, amount.next + 1)
    default: return nil
    }
  }
}
