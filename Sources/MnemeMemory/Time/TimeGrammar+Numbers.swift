/// Times that begin with digits.
extension TimeGrammar {
  func numeric(at i: Int, isMarked: Bool) -> Found? {
    let token = token(i)
    // A piece of a longer number; after a dash that joins two times it may begin one.
    if token.flags.contains(.inner), !isMarked { return nil }
    if token.flags.contains(.apostrophe), !token.flags.contains(.plural) {
      return isMarked && token.digits == 2 ? Found(.year(fullYear(Int(token.value))), next: i + 1) : nil
    }
    if let found = chain(at: i, isMarked: isMarked) { return found }
    if let found = decade(at: i) { return found }
    if let found = koreanDate(at: i) { return found }
    if let found = counted(at: i) { return found }
    if token.digits == 8, let date = compactDate(Int(token.value)) { return Found(date, next: i + 1) }
    guard !isFraction(at: i) else { return nil }
    if token.flags.contains(.ordinal) {
      return ordinal(at: i) ?? openDay(at: i)
    }
    if let day = dayNumber(at: i), let found = dayFirst(day, isOrdinal: false) { return found }
    return year(at: i, isMarked: isMarked)
  }

  // MARK: Years

  private func year(at i: Int, isMarked: Bool) -> Found? {
    guard let found = numericYear(at: i), word(i) == .number else { return nil }
    if !isMarked {
      // "2000" alone is a number; "2023" is a year, where it is no price; "2077" is a game.
      let latest = CivilCalendar.date(of: today).year + 10
      let isPlausible = found.year >= 1950 && found.year <= latest && found.year != 2000
      guard isPlausible, !isPrice(at: i) else { return nil }
    }
    return Found(.year(found.year), next: found.next)
  }

  private func isPrice(at i: Int) -> Bool {
    guard word(i - 1) == .sign, token(i).isTight else { return false }
    switch token(i - 1).value {
    // $ # £ ¥ € ₩
    case 0x24, 0x23, 0xA3, 0xA5, 0x20AC, 0x20A9: return true
    default: return false
    }
  }

  /// "1990s", "the 90s", "'90s"; "my 20s" is an age.
  private func decade(at i: Int) -> Found? {
    let token = token(i)
    guard token.flags.contains(.plural), token.value % 10 == 0 else { return nil }
    if token.digits == 4, CivilCalendar.years.contains(Int(token.value)) {
      return Found(decade(Int(token.value)), next: i + 1)
    }
    guard token.digits == 2, token.flags.contains(.apostrophe) || word(i - 1) == .the || word(i - 1) == .third else {
      return nil
    }
    return Found(decade(ofTwoDigits: Int(token.value)), next: i + 1)
  }

  // MARK: Dates in digits

  /// "2023-05-03", "2023/5", "5/3/2023", "3.5.2023", "2023. 5. 3.", "2019-2021".
  private func chain(at i: Int, isMarked: Bool) -> Found? {
    if let spaced = spacedDate(at: i) { return spaced }
    let links = links(from: i)
    guard links.count > 1, let sign = Unicode.Scalar(UInt32(token(i + 1).value)) else { return nil }
    let numbers = links.map { (value: Int($0.value), digits: Int($0.digits)) }
    let next = i + 2 * links.count - 1
    switch (links.count, sign) {
    case (3, _) where numbers[0].digits == 4:
      return Found(date(numbers[0].value, numbers[1].value, numbers[2].value), next: next)
    case (3, _) where numbers[2].digits == 4 || (numbers[2].digits == 2 && sign != "."):
      let year = numbers[2].digits == 4 ? numbers[2].value : fullYear(numbers[2].value)
      return Found(ordered(numbers[0].value, numbers[1].value, year: year, sign: sign), next: next)
    case (2, "-") where numbers[0].digits == 4 && numbers[1].digits == 4:
      guard CivilCalendar.years.contains(numbers[0].value), CivilCalendar.years.contains(numbers[1].value),
        numbers[0].value < numbers[1].value
      else { return Found(nil, next: next) }
      return Found(joined(.year(numbers[0].value), .year(numbers[1].value)), next: next)
    case (2, "-") where numbers[0].digits == 4 && numbers[1].digits == 2,
      (2, "/") where numbers[0].digits == 4 && numbers[1].digits <= 2:
      return Found(month(numbers[0].value, numbers[1].value), next: next)
    case (2, "/") where numbers[1].digits == 4:
      return Found(month(numbers[1].value, numbers[0].value), next: next)
    case (2, "/"):
      // "24/7" and "1/2" are no dates: one without a year needs a word that asks for it.
      guard numbers[0].digits <= 2, numbers[1].digits <= 2, isAsked(i, next: next, isMarked: isMarked) else {
        return Found(nil, next: next)
      }
      return Found(ordered(numbers[0].value, numbers[1].value, year: nil, sign: sign), next: next)
    case (2, "-"): return nil
    default:
      // "10:30" and "2.5" may still be counts and days of something else; nothing here begins with them.
      return sign == "." || sign == ":" ? nil : Found(nil, next: next)
    }
  }

  /// The numbers that are joined by the same sign without spaces.
  private func links(from i: Int) -> [TimeToken] {
    let sign = token(i + 1)
    guard sign.word == .sign, sign.isTight, [0x2D, 0x2F, 0x2E, 0x3A].contains(sign.value) else { return [] }
    var links = [token(i)]
    var j = i + 1
    while links.count < 8, token(j).word == .sign, token(j).value == sign.value, token(j).isTight,
      token(j + 1).word == .number, token(j + 1).isTight
    {
      links.append(token(j + 1))
      j += 2
    }
    return links
  }

  private func isAsked(_ i: Int, next: Int, isMarked: Bool) -> Bool {
    if isMarked { return true }
    let after = token(next)
    switch after.word {
    case .particle, .koreanFrom, .koreanUntil, .koreanSince, .koreanBefore: return after.isTight
    case .sign: return after.isDash && word(i - 1) != .number
    default: return false
    }
  }

  private func date(_ year: Int, _ month: Int, _ day: Int) -> TimePhrase? {
    guard CivilCalendar.years.contains(year) else { return nil }
    return CivilCalendar.existingDay(year, month, day).map { .day($0) }
  }

  private func month(_ year: Int, _ month: Int) -> TimePhrase? {
    guard CivilCalendar.years.contains(year), (1...12).contains(month) else { return nil }
    return .month(month, of: year)
  }

  /// Month and day in the order of the rules, in the other one where that gives no date; with dots always day first.
  private func ordered(_ a: Int, _ b: Int, year: Int?, sign: Unicode.Scalar) -> TimePhrase? {
    let isDayFirst = sign == "." || rules.numericOrder == .dayFirst
    let (month, day) = isDayFirst ? (b, a) : (a, b)
    func phrase(_ month: Int, _ day: Int) -> TimePhrase? {
      if let year { return date(year, month, day) }
      return date(month, day)
    }
    return phrase(month, day) ?? (month > 12 ? phrase(day, month) : nil)
  }

  /// "2023. 5. 3.", as dates are written in Korean.
  private func spacedDate(at i: Int) -> Found? {
    guard token(i).digits == 4, isSign(i + 1, "."), token(i + 1).isTight, !token(i + 2).isTight, word(i + 2) == .number,
      isSign(i + 3, "."), token(i + 3).isTight, !token(i + 4).isTight, word(i + 4) == .number, token(i + 2).digits <= 2,
      token(i + 4).digits <= 2, CivilCalendar.years.contains(value(i)), (1...12).contains(value(i + 2))
    else { return nil }
    let next = isSign(i + 5, ".") && token(i + 5).isTight ? i + 6 : i + 5
    return Found(date(value(i), value(i + 2), value(i + 4)), next: next)
  }

  /// "20230503"
  private func compactDate(_ number: Int) -> TimePhrase? {
    date(number / 10_000, number / 100 % 100, number % 100)
  }

  // MARK: Days without a month

  /// "on the 15th": of this month, or of the last one that has had it. Only where nothing follows that it could be the
  /// 15th of.
  private func openDay(at i: Int) -> Found? {
    guard word(i - 1) == .the, let day = dayNumber(at: i) else { return nil }
    switch word(i - 2) {
    case .marker where value(i - 2) == 2: break
    case .since, .until, .before, .after, .from, .to, .through, .between, .and: break
    default: return nil
    }
    if word(i - 2) == .and || word(i - 2) == .to, !isMarked(i - 2) && word(i - 3) != .number { return nil }
    let after = token(day.next)
    guard after.word != .other || day.next >= tokens.count, after.word != .unit, after.word != .ordinal else {
      return nil
    }
    return openDay(day.value).map { Found($0, next: day.next) }
  }

  /// The last such day of a month that has begun, within a year.
  func openDay(_ number: Int) -> TimePhrase? {
    let date = CivilCalendar.date(of: today)
    for back in 0..<12 {
      let (year, month) = CivilCalendar.normalised(date.year, date.month - back)
      guard let day = CivilCalendar.existingDay(year, month, number), day <= today else { continue }
      var phrase = TimePhrase.day(day)
      phrase.openDay = number
      return phrase
    }
    return nil
  }
}
