import Foundation

/// Makes spans of instants from the phrases of a text.
struct SpanBuilder: Sendable {
  let calendar: ZonedCalendar
  let now: Date
  /// Number of the day that `now` falls on.
  let today: Int
  /// The text speaks of plans and not of the past: a weekday alone is the next one, not the last one.
  let prefersFuture: Bool
  let speaksOfThePast: Bool
  /// The text states and does not ask: a date without a year is the next one unless it tells of the past.
  var isStatement = false

  func reading(of mentions: [TimeMention]) -> TemporalReading {
    // "What did I recently watch, as of May 3" is about May 3.
    let hasDefinite = mentions.contains { !$0.phrase.isVague }
    var spans: [TemporalSpan] = []
    var recurring: [RecurringMention] = []
    for mention in mentions where !(hasDefinite && mention.phrase.isVague) {
      guard let span = span(of: mention), spans.count < TemporalReading.spanLimit else { continue }
      spans.append(span)
      if span.isYearImplicit, let pattern = mention.phrase.pattern {
        recurring.append(RecurringMention(phrase: mention.phrase, pattern: pattern, textRange: mention.textRange))
      }
    }
    return TemporalReading(spans: spans, recurring: recurring, builder: self)
  }

  /// Spans of the years between two instants in which the mention falls, earliest first.
  func occurrences(
    of mention: RecurringMention, within known: ClosedRange<Date>, years limit: Int
  ) -> [TemporalSpan] {
    let first = calendar.day(of: Self.bounded(known.lowerBound))
    let last = calendar.day(of: Self.bounded(known.upperBound))
    let lastYear = CivilCalendar.date(of: last).year
    let firstYear = max(CivilCalendar.date(of: first).year - 1, lastYear - limit)
    return (firstYear...max(firstYear, lastYear)).compactMap { year in
      guard let days = mention.pattern.days(in: year), days.upperBound > first, days.lowerBound <= last else {
        return nil
      }
      return mention.phrase.placed(on: days).flatMap {
        span(of: TimeMention(phrase: $0, bound: .within, textRange: mention.textRange), isYearImplicit: true)
      }
    }
  }

  /// Instants that may be named.
  private static let bounds =
    Date(
      timeIntervalSince1970: Double(CivilCalendar.day(CivilCalendar.years.lowerBound, 1, 1)) * 86_400)...Date(
      timeIntervalSince1970: Double(CivilCalendar.day(CivilCalendar.years.upperBound + 1, 1, 1)) * 86_400)

  /// The instant, or the nearest one that may be named; the first one for what is no instant at all.
  static func bounded(_ date: Date) -> Date {
    guard date > bounds.lowerBound else { return bounds.lowerBound }
    return date < bounds.upperBound ? date : bounds.upperBound
  }

  private func span(of mention: TimeMention, isYearImplicit: Bool? = nil) -> TemporalSpan? {
    let phrase = mention.phrase
    guard let range = instants(of: phrase, bound: mention.bound), range.upperBound > Self.bounds.lowerBound,
      range.lowerBound < Self.bounds.upperBound
    else { return nil }
    let implicit = isYearImplicit ?? (phrase.pattern != nil && mention.bound == .within)
    var kind = phrase.part == nil ? phrase.kind : .range
    var full = range
    switch mention.bound {
    case .within:
      guard Self.bounds.contains(range.lowerBound), Self.bounds.contains(range.upperBound) else { return nil }
    case .fromStart, .fromEnd:
      kind = .after
      full = range.lowerBound..<Date.distantFuture
    case .toEnd, .toStart:
      kind = .before
      full = Date.distantPast..<range.upperBound
    }
    let isAhead = full.lowerBound > now
    let slack = phrase.roughness > 0 ? TemporalSlack.rough(days: phrase.roughness) : .exact
    let isPlanned = (isAhead && !speaksOfThePast) || (prefersFuture && mention.bound == .within)
    return TemporalSpan(
      range: full, kind: kind, precision: phrase.part == nil ? phrase.precision : .partOfDay,
      textRange: mention.textRange, isYearImplicit: implicit, isRelative: phrase.isRelative,
      fullFrom: isAhead && isPlanned ? now : full.lowerBound, slack: isPlanned ? slack.planned : slack,
      height: phrase.isVague ? 0.25 : 1)
  }

  /// Both ends; for an open bound the one that counts stands at the right side and the other is not looked at.
  private func instants(of phrase: TimePhrase, bound: TimeBound) -> Range<Date>? {
    let range: Range<Date>
    if case .seconds(let seconds) = phrase.extent {
      range =
        Date(
          timeIntervalSince1970: Double(seconds.lowerBound))..<Date(timeIntervalSince1970: Double(seconds.upperBound))
    } else {
      // "since Monday" is the last one, whatever else is planned.
      let isAhead = prefersFuture && !(isStatement && (bound == .fromStart || bound == .fromEnd))
      let upcoming = isStatement && isAhead ? phrase.pattern?.upcoming(on: today) : nil
      guard let days = upcoming ?? phrase.settledDays(today: today, prefersFuture: isAhead) else { return nil }
      let start: Date
      let end: Date
      if let part = phrase.part {
        start = calendar.instant(day: days.lowerBound, second: part.seconds.lowerBound)
        end = calendar.instant(day: days.upperBound - 1, second: part.seconds.upperBound)
      } else {
        start = calendar.instant(day: days.lowerBound)
        end = calendar.instant(day: days.upperBound)
      }
      guard start < end else { return nil }
      range = start..<end
    }
    switch bound {
    case .within, .fromStart, .toEnd: return range
    case .fromEnd: return range.upperBound..<Date.distantFuture
    case .toStart: return Date.distantPast..<range.lowerBound
    }
  }
}

extension TimePhrase {
  /// Its days, with what it leaves open filled in: the year by the latest one that has begun, the week of a weekday alone
  /// by the last one before today, or the next one after it.
  func settledDays(today: Int, prefersFuture: Bool) -> Range<Int>? {
    switch extent {
    case .days(let days): return days
    case .annual(let pattern): return pattern.latest(beginningBy: today)
    case .weekday(let weekday):
      let day =
        prefersFuture
        ? CivilCalendar.next(weekday, after: today) : CivilCalendar.last(weekday, before: today)
      return day..<(day + 1)
    case .seconds: return nil
    }
  }
}

extension CivilCalendar {
  /// The last such day before the given one.
  static func last(_ weekday: Int, before day: Int) -> Int {
    day - 1 - ((self.weekday(of: day - 1) - weekday) % 7 + 7) % 7
  }

  /// The next such day after the given one.
  static func next(_ weekday: Int, after day: Int) -> Int {
    day + 1 + ((weekday - self.weekday(of: day + 1)) % 7 + 7) % 7
  }
}
