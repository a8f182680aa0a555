/// What is counted from the day of asking: "last May", "지난주", "the last three months", "the other day".
extension TimeGrammar {
  /// "last", "this", "next", "past" and what they point at.
  func pointed(at i: Int) -> Found? {
    var direction = word(i) == .past ? -1 : value(i)
    var counts = word(i) == .past
    var j = i + 1
    if direction == 0, word(j) == .past {
      // "this past weekend"
      (direction, counts) = (-1, true)
      j += 1
    } else if direction == 0, word(j) == .pointer, value(j) == 1 {
      direction = 1
      j += 1
    }
    if word(j) == .timeWord { return direction == 0 ? aroundNow(at: j + 1) : nil }
    // 지난 3일 is a number of days.
    if let date = koreanDate(at: j), date.phrase?.openDay == nil {
      guard let phrase = date.phrase, phrase.pattern != nil else { return date }
      return Found(directed(phrase, direction), next: date.next)
    }
    if direction != 0, let window = window(at: j, direction: direction) { return window }
    switch word(j) {
    case .unit: return pointedUnit(at: j, direction: direction, counts: counts)
    case .weekday, .shortWeekday:
      if direction == -1, let last = nthOfMonth(nth: 0, at: j) { return last }
      guard isNameOfWeekday(j) else { return nil }
      return Found(weekday(value(j), direction), next: j + 1)
    case .weekend:
      if direction == -1, let last = nthOfMonth(nth: 0, at: j) { return last }
      return Found(weekend(direction, counts: counts), next: j + 1)
    case .part: return part(at: j, direction)
    case .month, .shortMonth, .verbMonth, .season, .holiday, .quarterName, .halfName:
      let found =
        word(j) == .season
        ? season(at: j, isMarked: true)
        : word(j) == .holiday
          ? holiday(at: j)
          : word(j) == .quarterName || word(j) == .halfName
            ? Found(.annual(named(token(j))), next: j + 1) : englishMonth(at: j, isMarked: true)
      guard let found, let phrase = found.phrase else { return found }
      // "last May 2023" is May 2023.
      if phrase.pattern == nil || yearSuffix(at: found.next) != nil { return found }
      return Found(directed(phrase, direction), next: found.next)
    default: return nil
    }
  }

  private func pointedUnit(at j: Int, direction: Int, counts: Bool) -> Found? {
    guard let unit = unit(j) else { return nil }
    if unit == .week, direction == -1, let last = nthOfMonth(nth: 0, at: j) { return last }
    // "the last month" is the month until now, "last month" that of the calendar.
    let isRolling = direction == -1 && (unit <= .hour || (unit >= .week && word(j - 2) == .the))
    if counts || isRolling {
      return Found(window(of: 1, unit, direction: -1), next: j + 1)
    }
    guard unit >= .week else { return nil }
    return Found(calendarUnit(unit, direction), next: j + 1)
  }

  /// The occurrence of a phrase without a year that a pointer means: the last one that is over, the one of this year, the
  /// next one to begin.
  func directed(_ phrase: TimePhrase, _ direction: Int) -> TimePhrase? {
    guard let pattern = phrase.pattern else { return phrase }
    var days: Range<Int>?
    if direction == 0 { days = pattern.current(on: today) }
    if direction < 0 {
      days = pattern.latest(endedBy: today)
      if direction < -1, let first = days { days = pattern.latest(endedBy: first.lowerBound) }
    }
    if direction > 0 {
      days = pattern.earliest(from: today + 1)
      if direction > 1, let first = days { days = pattern.earliest(from: first.upperBound) }
    }
    var result = phrase.placed(on: days)
    result?.isRelative = true
    return result
  }

  /// A week, month, quarter, year or decade of the calendar, counted from the present one.
  func calendarUnit(_ unit: TimeUnit, _ offset: Int) -> TimePhrase? {
    let date = CivilCalendar.date(of: today)
    switch unit {
    case .minute, .hour, .day: return nil
    case .week:
      let start = weekStart(of: today) + 7 * offset
      return TimePhrase(.days(start..<(start + 7)), .range, .week, isRelative: true)
    case .month:
      let (year, month) = CivilCalendar.normalised(date.year, date.month + offset)
      return .month(month, of: year, isRelative: true)
    case .quarter:
      let first = (date.month - 1) / 3 * 3 + 1 + 3 * offset
      let start = CivilCalendar.days(ofMonth: first, in: date.year).lowerBound
      let end = CivilCalendar.days(ofMonth: first + 2, in: date.year).upperBound
      return TimePhrase(.days(start..<end), .range, .quarter, isRelative: true)
    case .year: return .year(date.year + offset, isRelative: true)
    case .decade:
      let first = date.year - date.year % 10 + 10 * offset
      var phrase = decade(first)
      phrase.isRelative = true
      return phrase
    }
  }

  func presentUnit(_ token: TimeToken) -> TimePhrase? {
    switch token.word {
    case .weekWord: calendarUnit(.week, Int(token.value))
    case .monthWord: calendarUnit(.month, Int(token.value))
    default: calendarUnit(.year, Int(token.value))
    }
  }

  func weekStart(of day: Int) -> Int {
    day - (CivilCalendar.weekday(of: day) - rules.weekStart.rawValue + 7) % 7
  }

  // MARK: Windows

  /// "(the last) three months", "(지난) 3일": from as long ago to the end of today, or from today on.
  func window(at i: Int, direction: Int) -> Found? {
    guard let amount = amount(at: i) else { return nil }
    // "the last two Mondays" and "last May" are no amounts; a unit must follow.
    return Found(window(of: amount.count.upperBound, amount.unit, direction: direction), next: amount.next)
  }

  func window(of count: Int, _ unit: TimeUnit, direction: Int) -> TimePhrase {
    let sign = direction < 0 ? -1 : 1
    let precision = unit.precision
    if unit <= .hour {
      let length = count * (unit == .hour ? 3600 : 60)
      return TimePhrase(
        .seconds(sign < 0 ? (now - length)..<now : now..<(now + length)), .range, precision, isRelative: true)
    }
    let other = moved(today, count * sign, unit)
    let days = sign < 0 ? other..<(today + 1) : today..<(other + 1)
    // What was meant reaches back a little further the longer it is.
    return TimePhrase(.days(days), .range, precision, roughness: days.count / 10, isRelative: true)
  }

  /// A day so many units away; months and years keep the day of the month.
  func moved(_ day: Int, _ count: Int, _ unit: TimeUnit) -> Int {
    switch unit {
    case .minute, .hour: day
    case .day: day + count
    case .week: day + 7 * count
    case .month: CivilCalendar.adding(months: count, to: day)
    case .quarter: CivilCalendar.adding(months: 3 * count, to: day)
    case .year: CivilCalendar.adding(months: 12 * count, to: day)
    case .decade: CivilCalendar.adding(months: 120 * count, to: day)
    }
  }

  // MARK: Vague times

  func recently(at i: Int) -> Found? {
    if let window = window(at: i + 1, direction: -1) { return window }
    var phrase = TimePhrase(.days((today - 13)..<(today + 1)), .range, .week, roughness: 14, isRelative: true)
    phrase.isVague = true
    return Found(phrase, next: i + 1)
  }

  /// "the other day", "엊그제".
  func another(at i: Int) -> Found? {
    if value(i) == 1 { return Found(days(back: 1...3, .day), next: i + 1) }
    guard word(i - 1) == .the else { return nil }
    switch word(i + 1) {
    case .part: return Found(days(back: 1...7, .day), next: i + 2)
    case .unit where isUnit(i + 1, .day): return Found(days(back: 1...7, .day), next: i + 2)
    case .weekday, .weekend: return Found(days(back: 1...21, .day), next: i + 2)
    case .unit where isUnit(i + 1, .week): return Found(days(back: 5...24, .week), next: i + 2)
    case .unit where isUnit(i + 1, .month): return Found(days(back: 25...100, .month), next: i + 2)
    default: return nil
    }
  }

  /// From `back.upperBound` to `back.lowerBound` days ago.
  func days(back: ClosedRange<Int>, _ precision: TemporalSpan.Precision) -> TimePhrase {
    TimePhrase(
      .days((today - back.upperBound)..<(today - back.lowerBound + 1)), .range, precision, roughness: back.count / 4,
      isRelative: true)
  }

  /// "(this time) last year", "(작년) 이맘때".
  private func aroundNow(at i: Int) -> Found? {
    guard let found = point(at: skipping(.marker, at: i)), let phrase = found.phrase else { return nil }
    return Found(aroundNow(in: phrase), next: found.next)
  }

  /// The time of the calendar that it is today, in another period.
  func aroundNow(in period: TimePhrase) -> TimePhrase? {
    guard let days = period.days else { return nil }
    let date = CivilCalendar.date(of: days.lowerBound)
    let present = CivilCalendar.date(of: today)
    let centre: Int
    let reach: Int
    switch period.kind {
    case .year:
      let length = CivilCalendar.length(ofMonth: present.month, in: date.year)
      (centre, reach) = (CivilCalendar.day(date.year, present.month, min(present.day, length)), 15)
    case .month: (centre, reach) = (days.lowerBound + min(present.day, days.count) - 1, 3)
    default:
      guard period.precision == .week, days.count == 7 else { return nil }
      (centre, reach) = (days.lowerBound + today - weekStart(of: today), 1)
    }
    return TimePhrase(
      .days((centre - reach)..<(centre + reach + 1)), .range, period.kind == .year ? .month : .week, roughness: reach,
      isRelative: true)
  }

  func night(_ day: Int) -> TimePhrase {
    var phrase = TimePhrase.day(day, isRelative: true)
    phrase.part = .night
    return phrase
  }

  /// "this morning", "last night".
  private func part(at i: Int, _ direction: Int) -> Found? {
    guard direction == 0 || direction == -1, let part = DayPart(rawValue: value(i)) else { return nil }
    var phrase = TimePhrase.day(today + direction, isRelative: true)
    phrase.part = part
    return Found(phrase, next: i + 1)
  }
}

extension TimeUnit: Comparable {
  static func < (a: TimeUnit, b: TimeUnit) -> Bool { a.rawValue < b.rawValue }

  var precision: TemporalSpan.Precision {
    switch self {
    case .minute, .hour: .hour
    case .day: .day
    case .week: .week
    case .month: .month
    case .quarter: .quarter
    case .year: .year
    case .decade: .decade
    }
  }
}
