/// A time as a phrase of a text names it, before it becomes instants.
struct TimePhrase: Sendable, Hashable {
  enum Extent: Sendable, Hashable {
    /// Days as of ``CivilCalendar``.
    case days(Range<Int>)
    /// Days without a year.
    case annual(AnnualPattern)
    /// A day of the week (0 is Monday) alone.
    case weekday(Int)
    /// Seconds since 1970, for hours and minutes.
    case seconds(Range<Int>)
  }

  var extent: Extent
  var kind: TemporalSpan.Kind
  var precision: TemporalSpan.Precision
  /// Part of the day where the extent is one day.
  var part: DayPart?
  /// Days by which it may be missed.
  var roughness = 0
  /// Counted from the time of asking.
  var isRelative = false
  /// "recently": says little where another time is named.
  var isVague = false
  /// The number of a day whose month the text leaves open.
  var openDay: Int?

  init(
    _ extent: Extent, _ kind: TemporalSpan.Kind, _ precision: TemporalSpan.Precision, roughness: Int = 0,
    isRelative: Bool = false
  ) {
    self.extent = extent
    self.kind = kind
    self.precision = precision
    self.roughness = roughness
    self.isRelative = isRelative
  }

  static func day(_ day: Int, isRelative: Bool = false) -> TimePhrase {
    TimePhrase(.days(day..<(day + 1)), .day, .day, isRelative: isRelative)
  }

  static func month(_ month: Int, of year: Int, isRelative: Bool = false) -> TimePhrase {
    TimePhrase(.days(CivilCalendar.days(ofMonth: month, in: year)), .month, .month, isRelative: isRelative)
  }

  static func year(_ year: Int, isRelative: Bool = false) -> TimePhrase {
    TimePhrase(.days(CivilCalendar.days(ofYear: year)), .year, .year, isRelative: isRelative)
  }

  static func annual(_ pattern: AnnualPattern) -> TimePhrase {
    if pattern.isDate { return TimePhrase(.annual(pattern), .day, .day) }
    if pattern.wholeMonth != nil { return TimePhrase(.annual(pattern), .month, .month) }
    if case .weekday(_, _, _, let length) = pattern {
      return TimePhrase(.annual(pattern), length == 1 ? .day : .range, length < 7 ? .day : .week)
    }
    return TimePhrase(.annual(pattern), .range, .quarter)
  }

  /// Days it covers where they are settled.
  var days: Range<Int>? { if case .days(let days) = extent { days } else { nil } }

  var pattern: AnnualPattern? { if case .annual(let pattern) = extent { pattern } else { nil } }

  /// The year that it is all of.
  var wholeYear: Int? {
    guard kind == .year, let days else { return nil }
    return CivilCalendar.date(of: days.lowerBound).year
  }

  /// The month that it is all of.
  var wholeMonth: (year: Int, month: Int)? {
    guard kind == .month, let days else { return nil }
    let date = CivilCalendar.date(of: days.lowerBound)
    return (date.year, date.month)
  }

  /// It is one day, of whatever year.
  var isDay: Bool { kind == .day }

  /// The same without a year put into one; nil where the year has no such days.
  func placed(on days: Range<Int>?) -> TimePhrase? {
    guard let days else { return nil }
    var copy = self
    copy.extent = .days(days)
    return copy
  }
}

/// A part of a day in hours; night ends on the next day.
enum DayPart: Int, Sendable, Hashable {
  case dawn, morning, forenoon, midday, afternoon, secondHalf, evening, night

  /// Seconds from the midnight that the day begins with.
  var seconds: Range<Int> {
    let hours: Range<Int> =
      switch self {
      case .dawn: 0..<7
      case .morning: 4..<12
      case .forenoon: 0..<12
      case .midday: 11..<15
      case .afternoon: 12..<18
      case .secondHalf: 12..<24
      case .evening: 17..<24
      case .night: 18..<29
      }
    return (hours.lowerBound * 3600)..<(hours.upperBound * 3600)
  }
}

/// How a phrase bounds the time that is meant.
enum TimeBound: Sendable, Hashable {
  /// The phrase itself.
  case within
  /// From its start on ("since May"), from its end on ("after May").
  case fromStart, fromEnd
  /// Up to its end ("until May"), up to its start ("before May").
  case toEnd, toStart
}

/// A phrase found in a text.
struct TimeMention: Sendable, Hashable {
  var phrase: TimePhrase
  var bound: TimeBound
  var textRange: Range<Int>
}

/// A mention that has no year of its own.
struct RecurringMention: Sendable, Hashable {
  var phrase: TimePhrase
  var pattern: AnnualPattern
  var textRange: Range<Int>
}
