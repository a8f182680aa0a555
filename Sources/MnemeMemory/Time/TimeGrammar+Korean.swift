/// Korean dates, and what Korean puts behind a time.
extension TimeGrammar {
  // MARK: Dates

  /// 2023년, 5월 3일, 오월, 3일, 90년대, 3분기; nil where no number with such a mark begins.
  func koreanDate(at i: Int) -> Found? {
    if word(i) == .monthMark, value(i) > 0 { return koreanMonth(value(i), next: i + 1) }
    guard let number = numeral(at: i) else { return openKoreanDay(at: i) }
    let mark = token(number.next)
    if let range = koreanNumberRange(at: i, first: number) { return range }
    switch mark.word {
    case .monthMark where mark.isTight && mark.value == 0:
      // 13월
      guard (1...12).contains(number.value) else { return Found(nil, next: number.next + 1) }
      return koreanMonth(number.value, next: number.next + 1)
    case .decadeMark where mark.isTight: return koreanDecade(number.value, next: number.next + 1)
    case .unit where mark.value == Int32(TimeUnit.year.rawValue):
      return koreanYear(number.value, digits: Int(token(i).digits), next: number.next + 1)
    case .unit where mark.value == Int32(TimeUnit.quarter.rawValue):
      guard (1...4).contains(number.value), !isDistance(number.next + 1) else { return nil }
      return Found(.annual(.months(3 * number.value - 2, 3 * number.value)), next: number.next + 1)
    default: return openKoreanDay(at: i)
    }
  }

  /// 이 달, 이 주: the word for "this" is also that for "two".
  func thisUnit(at i: Int) -> Found? {
    guard word(i) == .sino, value(i) == 2, let unit = unit(i + 1), !token(i + 1).isTight,
      unit == .week || unit == .month,
      !isDistance(i + 2)
    else { return nil }
    return Found(calendarUnit(unit, 0), next: i + 2)
  }

  /// Digits, or a number in Sino-Korean words.
  private func numeral(at i: Int) -> (value: Int, next: Int)? {
    let token = token(i)
    if token.word == .number {
      guard token.digits <= 4, token.flags.isDisjoint(with: [.ordinal, .plural]) else { return nil }
      return (Int(token.value), i + 1)
    }
    return sino(at: i)
  }

  /// A word follows that makes a number of units a distance or a duration.
  private func isDistance(_ i: Int) -> Bool {
    switch word(i) {
    case .ago, .koreanAfter, .during, .approximately: true
    default: false
    }
  }

  private func koreanYear(_ number: Int, digits: Int, next: Int) -> Found? {
    if CivilCalendar.years.contains(number) { return Found(.year(number), next: next) }
    // 23년 5월, 98년에, but 10년에 한 번
    guard digits == 2, !isDistance(next) else { return nil }
    let hasMonth = numeral(at: next).map { word($0.next) == .monthMark } ?? false
    let isEvident = number >= 60 || number < 10
    guard hasMonth || isEvident || word(next) == .season || word(next) == .halfName else { return nil }
    return Found(.year(fullYear(number)), next: next)
  }

  private func koreanDecade(_ number: Int, next: Int) -> Found? {
    guard number % 10 == 0 else { return nil }
    if CivilCalendar.years.contains(number) { return Found(decade(number), next: next) }
    return number < 100 ? Found(decade(ofTwoDigits: number), next: next) : nil
  }

  /// A month with its day or days, if they follow.
  func koreanMonth(_ month: Int, next: Int) -> Found {
    let j = word(next) == .particle && token(next).isTight ? next + 1 : next
    guard let day = markedDay(at: j) else { return Found(.annual(.month(month)), next: next) }
    let first = date(month, day.value)
    // 5월 3~5일
    if let last = day.last { return Found(first?.lengthened(to: last), next: day.next) }
    return Found(first, next: day.next)
  }

  /// 3일, 삼일, 3~5일; also 3日.
  private func markedDay(at i: Int) -> (value: Int, last: Int?, next: Int)? {
    if word(i) == .sino { return sinoDays(at: i).map { ($0.value, nil, $0.next) } }
    guard word(i) == .number, token(i).digits <= 2 else { return nil }
    if isDayMark(i + 1) { return (value(i), nil, i + 2) }
    if token(i + 1).isDash, word(i + 2) == .number, token(i + 2).digits <= 2, isDayMark(i + 3) {
      return (value(i), value(i + 2), i + 4)
    }
    return nil
  }

  /// 3~5월, 2019~2021년.
  private func koreanNumberRange(at i: Int, first: (value: Int, next: Int)) -> Found? {
    guard word(i) == .number, token(i + 1).isDash, word(i + 2) == .number else { return nil }
    let mark = token(i + 3)
    let last = value(i + 2)
    if mark.word == .monthMark, mark.isTight, (1...12).contains(first.value), (1...12).contains(last) {
      return Found(joined(.annual(.month(first.value)), .annual(.month(last))), next: i + 4)
    }
    if mark.isTight, isUnit(i + 3, .year), CivilCalendar.years.contains(first.value),
      CivilCalendar.years.contains(last),
      first.value < last
    {
      return Found(joined(.year(first.value), .year(last)), next: i + 4)
    }
    return nil
  }

  /// 3일 alone: of this month, or of the last one that has had it; not a number of days.
  private func openKoreanDay(at i: Int) -> Found? {
    guard word(i) == .number, token(i).digits <= 2, (1...31).contains(value(i)), isDayMark(i + 1),
      !token(i).flags.contains(.inner)
    else { return nil }
    let after = token(i + 2)
    switch after.word {
    case .ago, .koreanAfter, .during, .approximately, .every, .half, .koreanBetween: return nil
    case .other:
      // 3일 걸렸어: how long something took.
      if i + 2 < tokens.count, after.isTight || after.value == TimeLexer.verb { return nil }
    // 3일이나, 3일이면
    case .sino: if after.isTight { return nil }
    default: break
    }
    return openDay(value(i)).map { Found($0, next: i + 2) }
  }

  // MARK: Endings

  /// Particles and nouns behind a time: 부터, 까지, 이후, 이전, 전, 후, 사이, and those that join it to a second time.
  func koreanTail(_ first: Found) -> Found {
    guard let phrase = first.phrase else { return first }
    let j = skippingParticles(at: first.next)
    switch word(j) {
    case .koreanFrom:
      if let second = koreanSecond(at: j + 1, after: phrase) {
        return Found(second.phrase, next: skipping(.koreanUntil, at: skippingParticles(at: second.next)))
      }
      return first.bounded(.fromStart, next: j + 1)
    case .koreanIn, .koreanAnd:
      guard let second = koreanSecond(at: j + 1, after: phrase) else { return first }
      let end = skippingParticles(at: second.next)
      guard word(end) == .koreanBetween || (word(end) == .koreanUntil && word(j) == .koreanIn) else { return first }
      return Found(second.phrase, next: end + 1)
    case .koreanUntil: return first.bounded(.toEnd, next: j + 1)
    case .koreanSince: return first.bounded(.fromStart, next: j + 1)
    case .koreanAfter: return first.bounded(.fromEnd, next: j + 1)
    case .koreanBefore: return first.bounded(.toStart, next: j + 1)
    case .ago where value(j) == 1: return first.bounded(.toStart, next: j + 1)
    case .every: return token(j).isTight ? Found(nil, next: j + 1) : first
    default: return first
    }
  }

  /// The range from a phrase to the time that begins at a token.
  private func koreanSecond(at i: Int, after first: TimePhrase) -> Found? {
    if first.isDay, first.openDay == nil, let day = markedDay(at: i), !isDistance(day.next) {
      return Found(first.lengthened(to: day.value), next: day.next)
    }
    guard let second = point(at: i, isMarked: true), let last = second.phrase else { return nil }
    return Found(joined(first, last), next: second.next)
  }

  func skippingParticles(at i: Int) -> Int {
    var i = i
    while word(i) == .particle && token(i).isTight || word(i) == .approximately { i += 1 }
    return i
  }
}
