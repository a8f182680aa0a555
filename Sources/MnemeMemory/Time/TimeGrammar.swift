/// Reads times from the tokens of a text.
///
/// A hand-written descent over a fixed look-ahead: every rule looks at a bounded number of tokens, and what it has used is
/// not read again, so the whole is linear in the text. English and Korean share the rules in which they agree (pointers,
/// counts, parts); the rest stands in the extensions.
struct TimeGrammar {
  let tokens: [TimeToken]
  /// Number of the day that relative times are counted from, as of ``CivilCalendar``.
  let today: Int
  /// Seconds since 1970, for hours and minutes.
  let now: Int
  let rules: TemporalRules
  /// The text tells of what has happened, so that "in two days" is a duration.
  let speaksOfThePast: Bool
  let prefersFuture: Bool

  init(
    tokens: [TimeToken], today: Int, now: Int, rules: TemporalRules, speaksOfThePast: Bool, prefersFuture: Bool
  ) {
    self.tokens = tokens
    self.today = today
    self.now = now
    self.rules = rules
    self.speaksOfThePast = speaksOfThePast
    self.prefersFuture = prefersFuture
  }

  /// Times inside the one being read: "the end of the week before last May" has two.
  private var depth = 0

  /// Deeper ones are not read, so that the look-ahead is bounded.
  private static let depthLimit = 6

  /// Most times read from one text.
  static let mentionLimit = 16

  /// A phrase that begins at the token asked for, and the index after its last one. Without a phrase: words that name no
  /// time, or one that does not exist (February 30), and that nothing else is to be read from.
  struct Found {
    var phrase: TimePhrase?
    var next: Int
    var bound = TimeBound.within

    init(_ phrase: TimePhrase?, next: Int, bound: TimeBound = .within) {
      self.phrase = phrase
      self.next = next
      self.bound = bound
    }

    func bounded(_ bound: TimeBound, next: Int? = nil) -> Found {
      Found(phrase, next: next ?? self.next, bound: bound)
    }
  }

  func mentions() -> [TimeMention] {
    var result: [TimeMention] = []
    /// Index after the last token of each.
    var ends: [Int] = []
    var i = 0
    while i < tokens.count, result.count < Self.mentionLimit {
      guard var found = expression(at: i) else {
        i += 1
        continue
      }
      if let phrase = found.phrase, phrase.isRelative, let base = statedDay(after: found.next),
        var moved = counted(from: base.day).expression(at: i)?.phrase
      {
        if let days = moved.settledDays(today: base.day, prefersFuture: false) { moved.extent = .days(days) }
        found = Found(moved, next: base.next, bound: found.bound)
      }
      let next = max(found.next, i + 1)
      if let phrase = found.phrase {
        let textRange = Int(tokens[i].start)..<Int(tokens[next - 1].end)
        result.append(TimeMention(phrase: phrase, bound: found.bound, textRange: textRange))
        shareYear(of: &result, isListed: ends.last.map { isList(from: $0, to: i) } ?? false)
        ends.append(next)
      }
      i = next
    }
    return result
  }

  /// Only "and", a comma or the like stands between two times.
  private func isList(from end: Int, to start: Int) -> Bool {
    guard start > end, start - end <= 3 else { return false }
    return (end..<start).allSatisfy { i in
      switch word(i) {
      case .and, .or, .koreanAnd, .marker: true
      case .sign: isSign(i, ",") || isSign(i, "/")
      default: false
      }
    }
  }

  /// In "June and July 2023" and "작년 5월과 6월" the year is said once.
  private func shareYear(of mentions: inout [TimeMention], isListed: Bool) {
    guard isListed, mentions.count > 1 else { return }
    let last = mentions.count - 1
    let phrase = mentions[last].phrase
    func isDated(_ phrase: TimePhrase) -> Bool {
      phrase.days != nil && (phrase.kind == .month || (phrase.isDay && !phrase.isRelative && phrase.openDay == nil))
    }
    if isDated(phrase), let start = phrase.days?.lowerBound {
      for i in (0..<last).reversed() {
        guard let days = mentions[i].phrase.pattern?.latest(beginningBy: start) else { break }
        mentions[i].phrase.extent = .days(days)
      }
    } else if let pattern = phrase.pattern, isDated(mentions[last - 1].phrase),
      let start = mentions[last - 1].phrase.days?.lowerBound, let days = pattern.earliest(from: start)
    {
      mentions[last].phrase.extent = .days(days)
    }
  }

  // MARK: Tokens

  func token(_ i: Int) -> TimeToken { i >= 0 && i < tokens.count ? tokens[i] : .end }

  func word(_ i: Int) -> TimeWord { token(i).word }

  func value(_ i: Int) -> Int { Int(token(i).value) }

  func isUnit(_ i: Int, _ unit: TimeUnit) -> Bool { word(i) == .unit && value(i) == unit.rawValue }

  func unit(_ i: Int) -> TimeUnit? { word(i) == .unit ? TimeUnit(rawValue: value(i)) : nil }

  func isSign(_ i: Int, _ scalar: Unicode.Scalar) -> Bool { token(i).isSign(scalar) }

  /// The index itself, or the next one where the word there is of the class.
  func skipping(_ class: TimeWord, at i: Int) -> Int { word(i) == `class` ? i + 1 : i }

  /// Prepositions, articles and the like before a time.
  func skippingMarkers(at i: Int) -> Int {
    var i = i
    var steps = 0
    while steps < 3 {
      switch word(i) {
      case .the, .marker, .approximately, .of: i += 1
      default: return i
      }
      steps += 1
    }
    return i
  }

  /// A word stands before the token that tells that a time follows: "in", "last", "since", "early".
  func isMarked(_ i: Int) -> Bool {
    var j = i - 1
    if isSign(j, "-") { j -= 1 }
    if word(j) == .third { return true }
    if word(j) == .the { j -= 1 }
    switch word(j) {
    case .marker, .since, .until, .before, .after, .from, .between, .of, .pointer, .past: return true
    default: return false
    }
  }

  // MARK: Expressions

  /// A time with what bounds it.
  func expression(at i: Int) -> Found? {
    switch word(i) {
    case .since: return operand(at: i + 1)?.bounded(.fromStart)
    case .until: return operand(at: i + 1)?.bounded(.toEnd)
    case .before: return operand(at: i + 1)?.bounded(.toStart)
    case .after: return operand(at: i + 1)?.bounded(.fromEnd)
    case .from:
      if let range = openDayRange(at: i + 1) { return range }
      guard let first = operand(at: i + 1) else { return nil }
      if let range = range(from: first) { return range }
      if word(first.next) == .onward { return first.bounded(.fromStart, next: first.next + 1) }
      if word(first.next) == .marker, value(first.next) == 2, point(at: first.next + 1) == nil {
        return first.bounded(.fromStart, next: first.next + 1)
      }
      return koreanTail(first)
    case .between:
      if let range = openDayRange(at: i + 1) { return range }
      guard let first = operand(at: i + 1), word(first.next) == .and else { return nil }
      return range(from: first)
    case .every: return point(at: i + 1).map { Found(nil, next: $0.next) }
    default:
      if let range = openDayRange(at: i) { return range }
      guard let first = point(at: i) else { return nil }
      if word(first.next) != .and, let range = range(from: first) { return range }
      if word(first.next) == .onward { return first.bounded(.fromStart, next: first.next + 1) }
      return koreanTail(first)
    }
  }

  /// A time after a word that asks for one: "since about the start of May".
  func operand(at i: Int) -> Found? {
    let start = skippingMarkers(at: i)
    return point(at: start, isMarked: true) ?? (start == i ? nil : point(at: i, isMarked: true))
  }

  /// A time without what bounds it.
  func point(at i: Int, isMarked: Bool = false) -> Found? {
    guard word(i) != .other, depth < Self.depthLimit else { return nil }
    var inner = self
    inner.depth += 1
    guard let found = inner.start(at: i, isMarked: isMarked || self.isMarked(i)) else { return nil }
    return inner.continued(found)
  }

  /// The phrase that begins at a token; ``continued(_:)`` adds what may follow it.
  private func start(at i: Int, isMarked: Bool) -> Found? {
    let token = token(i)
    switch token.word {
    case .dayWord: return Found(.day(today + value(i), isRelative: true), next: i + 1)
    case .nightWord: return Found(night(today + value(i)), next: i + 1)
    case .weekWord, .monthWord, .yearWord: return Found(presentUnit(token), next: i + 1)
    case .recently: return recently(at: i)
    case .aWhileAgo: return word(i + 1) == .ago ? Found(days(back: 1...30, .month), next: i + 2) : nil
    case .now: return isMarked ? Found(.day(today, isRelative: true), next: i + 1) : nil
    case .pointer, .past: return pointed(at: i)
    case .plan: return value(i) == 1 ? window(at: i + 1, direction: 1) : nil
    case .another: return another(at: i)
    case .third, .edge: return third(at: i)
    case .month, .shortMonth, .verbMonth: return englishMonth(at: i, isMarked: isMarked)
    case .weekday, .shortWeekday: return weekday(at: i, isMarked: isMarked)
    case .weekend: return weekend(at: i)
    case .season: return season(at: i, isMarked: isMarked)
    case .quarterName, .halfName: return Found(.annual(named(token)), next: i + 1)
    case .holiday: return holiday(at: i)
    case .newWord: return newYear(at: i)
    case .decade: return decadeName(at: i)
    case .part: return partOf(at: i)
    case .ordinal: return ordinal(at: i)
    case .unit: return unitAlone(at: i)
    case .article, .count, .tens, .vagueCount, .dayCount, .half, .halfYear: return counted(at: i)
    case .monthMark: return value(i) > 0 ? koreanMonth(value(i), next: i + 1) : nil
    case .sino: return thisUnit(at: i) ?? koreanDate(at: i) ?? counted(at: i)
    case .number: return numeric(at: i, isMarked: isMarked)
    case .sign where isApostrophe(token) && self.token(i + 1).flags.contains(.apostrophe):
      return numeric(at: i + 1, isMarked: isMarked)
    default: return nil
    }
  }

  private func isApostrophe(_ token: TimeToken) -> Bool { TimeScalar.isApostrophe(UInt32(token.value)) }

  // MARK: Counting from another day

  /// The day, year and all, that a relative time is said to be counted from: "last week, as mentioned on November 6,
  /// 2023", "last weekend before April 10, 2023".
  ///
  /// - Returns: the day, and where to read on: at the day where it is a time of its own, after it where it only says from
  ///   where to count.
  private func statedDay(after i: Int) -> (day: Int, next: Int)? {
    var j = i
    if isSign(j, ",") { j += 1 }
    let first = j
    while word(j) == .mention || word(j) == .of { j += 1 }
    guard j - first <= 4 else { return nil }
    let isBefore = word(j) == .before
    if isBefore || (word(j) == .marker && value(j) > 0) { j += 1 }
    guard j > first, let found = point(at: skipping(.the, at: j), isMarked: true), let phrase = found.phrase,
      phrase.isDay, !phrase.isRelative, let days = phrase.days
    else { return nil }
    return (days.lowerBound, isBefore ? found.next : i)
  }

  private func counted(from day: Int) -> TimeGrammar {
    TimeGrammar(
      tokens: tokens, today: day, now: now + (day - today) * 86_400, rules: rules, speaksOfThePast: speaksOfThePast,
      prefersFuture: false)
  }
}
