/// What a word is to the grammar of times. One class per use, the same for English and Korean where they work alike.
enum TimeWord: UInt8, Sendable, Hashable {
  /// No word of time; also the end of the text.
  case other
  /// A sign; the value is its scalar.
  case sign
  /// Digits; the value is the number.
  case number

  // Names of times. Values: months 1…12, weekdays 0 (Monday)…6, seasons 0 (spring)…3, quarters 1…4, halves 1…2,
  // holidays by ``Holiday``, day parts by ``DayPart``, decades by their first year.
  case month, shortMonth, verbMonth, weekday, weekdays, shortWeekday, weekend, season, springBreak, quarterName,
    halfName, holiday
  case eve, newWord, decade, part
  /// Days from today, and units of the calendar from the present one.
  case dayWord, weekWord, monthWord, yearWord
  /// "tonight" and "last night": the value is the number of days from today.
  case nightWord
  case recently, aWhileAgo, aroundNow

  // Counting. Values of counts hold the lowest and the highest number meant, see ``TimeToken/count``.
  case article, count, tens, vagueCount, dayCount, half, halfYear, ordinal, sino, approximately
  case unit, decadeMark, monthMark

  // Pointing. The value is the number of units from the present one.
  case pointer
  /// "past", "최근": counts back from now.
  case past
  case another, every, timeWord
  /// Thirds of a period, 0…2: "early" before it, "the end of" before it, "초" after it.
  case third, edge, trailingThird

  // Joining.
  case the, of, marker, since, until, before, after, from, to, through, between, and, or, ago, now, onward, so, mention
  case koreanFrom, koreanIn, koreanAnd, koreanUntil, koreanSince, koreanAfter, koreanBefore, koreanBetween
  case during, particle

  // What tells the rest of the sentence apart.
  case filler, possessive, measure, plan, pastVerb
}

/// Units of time, coarser with the value.
enum TimeUnit: Int, Sendable, Hashable {
  case minute, hour, day, week, month, quarter, year, decade
}

/// Holidays on fixed dates, and one that is not.
enum Holiday: Int, Sendable, Hashable {
  case christmas, halloween, valentines, thanksgiving, newYear, independence, children, liberation, samil, hangul

  var pattern: AnnualPattern {
    switch self {
    case .christmas: .date(12, 25)
    case .halloween: .date(10, 31)
    case .valentines: .date(2, 14)
    case .thanksgiving: .weekday(nth: 4, weekday: 3, month: 11, length: 1)
    case .newYear: .date(1, 1)
    case .independence: .date(7, 4)
    case .children: .date(5, 5)
    case .liberation: .date(8, 15)
    case .samil: .date(3, 1)
    case .hangul: .date(10, 9)
    }
  }
}

/// A word, number or sign of a text.
struct TimeToken: Sendable, Hashable {
  struct Flags: OptionSet, Sendable, Hashable {
    let rawValue: UInt8

    /// White space, or the beginning of the text, stands before it.
    static let spaced = Flags(rawValue: 1)
    static let capitalised = Flags(rawValue: 2)
    /// First word of a sentence, where a capital means nothing.
    static let first = Flags(rawValue: 4)
    /// A number with "st", "nd", "rd" or "th".
    static let ordinal = Flags(rawValue: 8)
    /// A number with "s": "1990s".
    static let plural = Flags(rawValue: 16)
    /// A number after an apostrophe: "'23".
    static let apostrophe = Flags(rawValue: 32)
    /// A piece of a longer sign (a path, an address, a telephone number) that nothing begins with.
    static let inner = Flags(rawValue: 64)
  }

  var word: TimeWord
  var flags: Flags
  /// Number of digits as written; 0 for what is no number.
  var digits: UInt8 = 0
  var value: Int32
  /// Unicode scalars of the text.
  var start: Int32
  var end: Int32

  static let end = TimeToken(word: .other, flags: .spaced, value: 0, start: 0, end: 0)

  /// Nothing stands between it and the token before.
  var isTight: Bool { !flags.contains(.spaced) }

  func isSign(_ scalar: Unicode.Scalar) -> Bool { word == .sign && value == Int32(scalar.value) }

  /// A hyphen, dash or tilde, which may join two times.
  var isDash: Bool {
    guard word == .sign else { return false }
    switch value {
    case 0x2D, 0x7E, 0x2010...0x2015, 0x2212, 0x301C, 0xFF5E: return true
    default: return false
    }
  }

  /// Lowest and highest number of a count.
  var count: (low: Int, high: Int) { (Int(value & 0xFF), Int(value >> 8)) }
}
