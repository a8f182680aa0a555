/// "two weeks ago", "사흘 전", "in 3 days", "a couple of months before May 2022".
extension TimeGrammar {
  /// A number of units.
  struct Amount {
    /// Lowest and highest number meant.
    var count: ClosedRange<Int>
    var unit: TimeUnit
    var next: Int
  }

  /// A time so many units away from today, or from another time.
  func counted(at i: Int) -> Found? {
    guard let amount = amount(at: i) else { return weekdaysAgo(at: i) ?? ordinalInWords(at: i) }
    var j = amount.next
    if word(j) == .or, word(j + 1) == .so { j += 2 }
    switch word(j) {
    case .ago: return Found(distance(amount, -1, from: today), next: j + 1)
    case .koreanAfter: return Found(distance(amount, 1, from: today), next: j + 1)
    case .koreanSince where amount.unit != .day: return Found(distance(amount, 1, from: today), next: j + 1)
    case .from where word(j + 1) == .now: return Found(distance(amount, 1, from: today), next: j + 2)
    case .before, .after:
      guard let anchor = operand(at: j + 1), let phrase = anchor.phrase,
        let days = phrase.settledDays(today: today, prefersFuture: prefersFuture)
      else { return nil }
      let isBefore = word(j) == .before
      var result = distance(amount, isBefore ? -1 : 1, from: isBefore ? days.lowerBound : days.upperBound - 1)
      result.isRelative = phrase.isRelative
      return Found(result, next: anchor.next)
    default:
      // "in two weeks" is a time, where it is not how long something took.
      guard word(i - 1) == .marker, value(i - 1) == 1, !speaksOfThePast, word(j) != .of else { return nil }
      return Found(distance(amount, 1, from: today), next: j)
    }
  }

  /// - Parameters:
  ///   - direction: -1 back, 1 ahead.
  ///   - base: the day that is counted from; minutes and hours are always counted from now.
  ///
  /// The span is as wide as the unit around the day that the number gives: "two weeks ago" is a week, "three years ago" a
  /// year; a day is exact.
  func distance(_ amount: Amount, _ direction: Int, from base: Int) -> TimePhrase {
    let count = amount.count
    let near = count.lowerBound * direction
    let far = count.upperBound * direction
    let (first, last) = direction < 0 ? (far, near) : (near, far)
    let reach: Int
    let roughness: Int
    switch amount.unit {
    case .minute, .hour:
      let length = amount.unit == .hour ? 3600 : 60
      let slop = max(length / 2, length * count.upperBound / 4)
      return TimePhrase(
        .seconds((now + first * length - slop)..<(now + last * length + slop)), .range, .hour, isRelative: true)
    case .day: (reach, roughness) = (0, count.upperBound / 7)
    case .week: (reach, roughness) = (3, 3)
    case .month: (reach, roughness) = (15, 10)
    case .quarter: (reach, roughness) = (45, 20)
    case .year, .decade: (reach, roughness) = (182, 60)
    }
    let start = moved(base, first, amount.unit) - reach
    let end = moved(base, last, amount.unit) + reach + 1
    let isDay = amount.unit == .day && start + 1 == end
    return TimePhrase(
      .days(start..<end), isDay ? .day : .range, amount.unit.precision, roughness: roughness, isRelative: true)
  }

  // MARK: Reading amounts

  /// A count and its unit: "two weeks", "half a year", "사흘", "3개월".
  func amount(at i: Int) -> Amount? {
    switch word(i) {
    case .dayCount:
      let count = token(i).count
      return Amount(count: count.low...count.high, unit: .day, next: skipping(.approximately, at: i + 1))
    case .halfYear: return Amount(count: 6...6, unit: .month, next: skipping(.approximately, at: i + 1))
    case .half: return halfAmount(at: skipping(.article, at: i + 1))
    case .sino:
      if let days = sinoDays(at: i) {
        return Amount(count: days.value...days.value, unit: .day, next: skipping(.approximately, at: days.next))
      }
    default: break
    }
    // 한 삼 개월: "about three months"
    let isRough = word(i) == .count && (word(i + 1) == .sino || word(i + 1) == .number)
    guard let count = count(at: isRough ? i + 1 : skipping(.approximately, at: i)) else { return nil }
    var j = skipping(.approximately, at: count.next)
    if word(j) == .dayCount, count.high == 1 {
      // "a fortnight"
      let days = token(j).count
      return Amount(count: days.low...days.high, unit: .day, next: j + 1)
    }
    var hasHalf = false
    if let half = andHalf(at: j) { (hasHalf, j) = (true, half) }
    guard let unit = unitAfterCount(at: j, of: i) else { return nil }
    j += 1
    if let half = andHalf(at: j) { (hasHalf, j) = (true, half) }
    // "3년 반 전"
    if word(j) == .half { (hasHalf, j) = (true, j + 1) }
    j = skipping(.approximately, at: j)
    if hasHalf, unit == .year {
      return Amount(count: (count.low * 12 + 6)...(count.high * 12 + 6), unit: .month, next: j)
    }
    return Amount(count: count.low...count.high, unit: unit, next: j)
  }

  private func halfAmount(at i: Int) -> Amount? {
    switch unit(i) {
    case .year: Amount(count: 6...6, unit: .month, next: i + 1)
    case .month: Amount(count: 14...16, unit: .day, next: i + 1)
    case .hour: Amount(count: 30...30, unit: .minute, next: i + 1)
    case .decade: Amount(count: 5...5, unit: .year, next: i + 1)
    default: nil
    }
  }

  /// Index after "and a half".
  private func andHalf(at i: Int) -> Int? {
    word(i) == .and && word(i + 1) == .article && word(i + 2) == .half ? i + 3 : nil
  }

  private func unitAfterCount(at j: Int, of i: Int) -> TimeUnit? {
    if isDayMark(j) { return .day }
    guard let unit = unit(j) else { return nil }
    // "이 달", "이 일" are "this month", "this thing"; "이 주 전" and "십 년 전" are counts.
    if word(i) == .sino, !token(j).isTight, unit != .week, unit != .year { return nil }
    return unit
  }

  /// 일 written to a number: the day of a month, or a number of days.
  func isDayMark(_ i: Int) -> Bool {
    let token = token(i)
    return token.isTight && ((token.word == .sino && token.value == 1) || isUnit(i, .day))
  }

  /// Lowest and highest number meant: "two", "a couple of", "2-3", "two or three", "twenty-five", "몇", "이십".
  func count(at i: Int) -> (low: Int, high: Int, next: Int)? {
    guard let first = singleCount(at: i) else { return nil }
    let joint = first.next
    // "2-3 weeks", "two or three weeks", "2 to 3 weeks"
    if token(joint).isDash || word(joint) == .or || word(joint) == .to, let second = singleCount(at: joint + 1),
      second.low > first.low
    {
      return (first.low, second.high, second.next)
    }
    return first
  }

  private func singleCount(at i: Int) -> (low: Int, high: Int, next: Int)? {
    let token = token(i)
    switch token.word {
    case .article:
      // "a few", "a couple of"
      if word(i + 1) == .vagueCount || (word(i + 1) == .count && value(i + 1) != 257) {
        return singleCount(at: i + 1)
      }
      return (1, 1, i + 1)
    case .vagueCount: return (token.count.low, token.count.high, skipping(.of, at: i + 1))
    case .count: return (token.count.low, token.count.high, i + 1)
    case .tens:
      let ones = isSign(i + 1, "-") ? i + 2 : i + 1
      if word(ones) == .count, self.token(ones).count.high < 10 {
        let sum = token.count.low + self.token(ones).count.low
        return (sum, sum, ones + 1)
      }
      return (token.count.low, token.count.low, i + 1)
    case .number:
      guard token.digits <= 4, token.value > 0, token.flags.isDisjoint(with: [.ordinal, .plural, .apostrophe]),
        !isFraction(at: i)
      else { return nil }
      return (Int(token.value), Int(token.value), i + 1)
    case .sino: return sino(at: i).map { ($0.value, $0.value, $0.next) }
    default: return nil
    }
  }

  /// "2.5", "10:30", "1/2".
  func isFraction(at i: Int) -> Bool {
    func isJoint(_ j: Int) -> Bool {
      isSign(j, ".") || isSign(j, ":") || isSign(j, "/")
    }
    if isJoint(i - 1), token(i).isTight, token(i - 1).isTight, word(i - 2) == .number { return true }
    return isJoint(i + 1) && token(i + 1).isTight && token(i + 2).isTight && word(i + 2) == .number
  }

  /// A number in Sino-Korean words, written together: 삼, 십이, 이십오, 이천이십삼.
  func sino(at i: Int) -> (value: Int, next: Int)? {
    guard word(i) == .sino else { return nil }
    var total = 0
    var ones = 0
    var smallest = Int.max
    var j = i
    while word(j) == .sino, j == i || token(j).isTight {
      let value = value(j)
      if value >= 10 {
        guard value < smallest else { break }
        total += max(ones, 1) * value
        ones = 0
        smallest = value
      } else {
        guard ones == 0 else { break }
        ones = value
      }
      j += 1
    }
    return (total + ones, j)
  }

  /// A number in words with 일 written to it, which may also be read as its last digit: 십일 is "ten days" where no other
  /// 일 follows.
  func sinoDays(at i: Int) -> (value: Int, next: Int)? {
    guard let number = sino(at: i) else { return nil }
    if isDayMark(number.next) { return (number.value, number.next + 1) }
    let last = token(number.next - 1)
    guard number.next - i > 1, last.value == 1, last.isTight, unit(number.next) == nil, word(number.next) != .monthMark
    else { return nil }
    return (number.value - 1, number.next)
  }
}
