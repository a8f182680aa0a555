/// Seasons, quarters, decades, holidays, and parts of all these.
extension TimeGrammar {
  // MARK: Seasons, quarters, halves

  /// "fall" and "spring" are verbs and things: in English a season counts after a word that asks for a time, before a year
  /// or before "break"; in Korean wherever it is a word of its own.
  func season(at i: Int, isMarked: Bool) -> Found? {
    let isKorean = token(i).end - token(i).start <= 2
    var j = i + 1
    let hasBreak = word(j) == .springBreak
    if hasBreak { j += 1 }
    let hasYear = yearSuffix(at: j) != nil
    let isAsked: Bool
    if isKorean {
      // 봄 is also a form of 보다.
      isAsked = value(i) != 0 || isMarked || hasBreak || (word(j) == .particle && token(j).isTight)
    } else {
      // "plans for the summer", but "the fall of Rome", "the spring of the clock"
      let isThe = word(i - 1) == .the && value(i) % 2 == 1
      isAsked = hasYear || hasBreak || isThe || (isMarked && word(i - 1) != .of) || word(i - 2) == .edge
    }
    guard isAsked else { return nil }
    return Found(.annual(.months(firstMonth(ofSeason: value(i)), lastMonth(ofSeason: value(i)))), next: j)
  }

  private func firstMonth(ofSeason season: Int) -> Int {
    let north = [3, 6, 9, 12][season]
    return rules.hemisphere == .northern ? north : (north + 5) % 12 + 1
  }

  private func lastMonth(ofSeason season: Int) -> Int { (firstMonth(ofSeason: season) + 1) % 12 + 1 }

  /// "Q3", "H1".
  func named(_ token: TimeToken) -> AnnualPattern {
    let index = Int(token.value)
    return token.word == .quarterName ? .months(3 * index - 2, 3 * index) : .months(6 * index - 5, 6 * index)
  }

  /// "third quarter of 2023", "first half of last year", "second half of September 2022".
  func nthOfYear(at i: Int) -> Found? {
    let nth = value(i)
    let isHalf = word(i + 1) == .half
    guard isHalf || isUnit(i + 1, .quarter), (1...(isHalf ? 2 : 4)).contains(nth), word(i + 2) == .of,
      let period = point(at: skipping(.the, at: i + 3), isMarked: true), let phrase = period.phrase
    else { return nil }
    if let year = phrase.wholeYear {
      let pattern: AnnualPattern = isHalf ? .months(6 * nth - 5, 6 * nth) : .months(3 * nth - 2, 3 * nth)
      var result = TimePhrase.annual(pattern).placed(on: pattern.days(in: year))
      result?.isRelative = phrase.isRelative
      return Found(result, next: period.next)
    }
    guard isHalf else { return nil }
    if let month = phrase.pattern?.wholeMonth {
      let half = nth == 1 ? (1, 15) : (16, 31)
      return Found(
        .annual(
          .dates(first: MonthDay(month: month, day: half.0), last: MonthDay(month: month, day: half.1))),
        next: period.next)
    }
    guard phrase.kind == .month, let days = phrase.days else { return nil }
    let middle = days.lowerBound + 15
    return Found(
      TimePhrase(
        .days(nth == 1 ? days.lowerBound..<middle : middle..<days.upperBound), .range, .week,
        isRelative: phrase.isRelative), next: period.next)
  }

  // MARK: Decades

  func decade(_ first: Int) -> TimePhrase {
    TimePhrase(
      .days(CivilCalendar.day(first, 1, 1)..<CivilCalendar.day(first + 10, 1, 1)), .range, .decade)
  }

  /// "the nineties"; "his thirties" are his age.
  func decadeName(at i: Int) -> Found? {
    guard word(i - 1) == .the || word(i - 1) == .third || isSign(i - 1, "-") else { return nil }
    return Found(decade(value(i)), next: i + 1)
  }

  /// Two digits: the 30s to the 90s are of the last century, the others of this one.
  func decade(ofTwoDigits digits: Int) -> TimePhrase { decade(digits >= 30 ? 1900 + digits : 2000 + digits) }

  // MARK: Holidays

  func holiday(at i: Int) -> Found? {
    guard let holiday = Holiday(rawValue: value(i)) else { return nil }
    if word(i + 1) == .eve, case .dates(let date, _) = holiday.pattern {
      return Found(.annual(.date(date.month, date.day - 1)), next: i + 2)
    }
    return Found(.annual(holiday.pattern), next: isUnit(i + 1, .day) ? i + 2 : i + 1)
  }

  /// "New Year's Eve", "New Year's Day", "at New Year".
  func newYear(at i: Int) -> Found? {
    guard isUnit(i + 1, .year) else { return nil }
    if word(i + 2) == .eve { return Found(.annual(.date(12, 31)), next: i + 3) }
    if isUnit(i + 2, .day) { return Found(.annual(.date(1, 1)), next: i + 3) }
    return isMarked(i) && word(i - 1) != .the ? Found(.annual(.date(1, 1)), next: i + 2) : nil
  }

  // MARK: Parts

  /// "early May", "late last year", "mid-2023", "the end of March", "the beginning of the week".
  func third(at i: Int) -> Found? {
    var j = isSign(i + 1, "-") ? i + 2 : i + 1
    if word(i) == .edge {
      guard word(j) == .of else { return nil }
      j += 1
    }
    j = skippingMarkers(at: j)
    if word(i) == .edge, let unit = unit(j), unit >= .week, word(j - 1) == .the, word(j + 1) != .before,
      word(j + 1) != .after
    {
      return Found(calendarUnit(unit, 0).flatMap { narrowed($0, to: value(i)) }, next: j + 1)
    }
    guard let whole = point(at: j, isMarked: true) else { return nil }
    return Found(whole.phrase.flatMap { narrowed($0, to: value(i)) }, next: whole.next)
  }

  /// The first, middle or last third of a period; a month's are of ten days, a day is left whole.
  func narrowed(_ phrase: TimePhrase, to third: Int) -> TimePhrase? {
    guard phrase.precision > .day else { return phrase }
    if let pattern = phrase.pattern {
      guard case .dates(let first, let last) = pattern else { return phrase }
      if let month = pattern.wholeMonth {
        let days = [(1, 10), (11, 20), (21, 31)][third]
        return TimePhrase(
          .annual(.dates(first: MonthDay(month: month, day: days.0), last: MonthDay(month: month, day: days.1))),
          .range, .week)
      }
      let months = (last.month - first.month + 12) % 12 + 1
      guard first.day == 1, last.day == 31, months % 3 == 0 else { return phrase }
      let start = (first.month - 1 + months / 3 * third) % 12 + 1
      return TimePhrase(.annual(.months(start, (start + months / 3 - 2) % 12 + 1)), .range, .month)
    }
    guard let days = phrase.days else { return phrase }
    var result = phrase
    result.kind = .range
    if let (year, month) = phrase.wholeMonth {
      let bounds = [0, 10, 20, CivilCalendar.length(ofMonth: month, in: year)]
      result.extent = .days((days.lowerBound + bounds[third])..<(days.lowerBound + bounds[third + 1]))
      result.precision = .week
    } else if let year = phrase.wholeYear {
      result.extent = .days(
        CivilCalendar.day(year, 4 * third + 1, 1)..<CivilCalendar.days(ofMonth: 4 * third + 4, in: year).upperBound)
      result.precision = .quarter
    } else if phrase.precision == .decade {
      let first = CivilCalendar.date(of: days.lowerBound).year
      let bounds = [0, 3, 7, 10].map { CivilCalendar.day(first + $0, 1, 1) }
      result.extent = .days(bounds[third]..<bounds[third + 1])
      result.precision = .year
    } else {
      let bounds = [0, (days.count + 1) / 3, (2 * days.count + 2) / 3, days.count]
      result.extent = .days((days.lowerBound + bounds[third])..<(days.lowerBound + bounds[third + 1]))
      result.precision = max(.day, TemporalSpan.Precision(rawValue: phrase.precision.rawValue - 1) ?? .day)
    }
    return result
  }

  /// "the morning of May 3".
  func partOf(at i: Int) -> Found? {
    guard word(i + 1) == .of, let found = point(at: skipping(.the, at: i + 2), isMarked: true),
      var phrase = found.phrase, phrase.isDay
    else { return nil }
    phrase.part = DayPart(rawValue: value(i))
    return Found(phrase, next: found.next)
  }

  /// "the day before yesterday", "the week of May 3", "weeks ago".
  func unitAlone(at i: Int) -> Found? {
    guard let unit = unit(i) else { return nil }
    switch word(i + 1) {
    case .ago where value(i + 1) == 0 && word(i - 1) != .number && word(i - 1) != .sign && unit < .year:
      return Found(distance(Amount(count: 2...5, unit: unit, next: i + 1), -1, from: today), next: i + 2)
    case .before, .after: return neighbour(unit, at: i)
    case .of where unit == .week:
      guard let found = operand(at: i + 2), let phrase = found.phrase, phrase.isDay,
        let days = phrase.settledDays(today: today, prefersFuture: prefersFuture)
      else { return nil }
      let start = weekStart(of: days.lowerBound)
      return Found(
        TimePhrase(.days(start..<(start + 7)), .range, .week, isRelative: phrase.isRelative), next: found.next)
    default: return nil
    }
  }

  private func neighbour(_ unit: TimeUnit, at i: Int) -> Found? {
    guard unit >= .day else { return nil }
    let isBefore = word(i + 1) == .before
    if isBefore, word(i + 2) == .pointer, value(i + 2) == -1, self.unit(i + 3) == nil, !isPeriodName(i + 3) {
      // "the week before last"
      return calendarUnit(unit, -2).map { Found($0, next: i + 3) }
    }
    guard let anchor = operand(at: i + 2), let phrase = anchor.phrase,
      let days = phrase.settledDays(today: today, prefersFuture: prefersFuture)
    else { return nil }
    let range =
      isBefore
      ? moved(days.lowerBound, -1, unit)..<days.lowerBound : days.upperBound..<moved(days.upperBound, 1, unit)
    return Found(
      TimePhrase(
        .days(range), unit == .day ? .day : .range, unit.precision, isRelative: phrase.isRelative), next: anchor.next)
  }
}
