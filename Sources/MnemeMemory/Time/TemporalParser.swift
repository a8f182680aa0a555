package import Foundation

/// Reads the times that a text names.
///
/// Made once for a zone; each request is read once and the reading handed to everyone who needs it.
package protocol TemporalReader: Sendable {
  /// - Parameters:
  ///   - text: at most ``TemporalParser/textLimit`` Unicode scalars of it are read.
  ///   - now: what "yesterday" is counted from.
  func read(_ text: String, now: Date) -> TemporalReading
}

/// Reads times written in English and Korean: dates in words and digits, days, weeks, months, quarters, seasons, years,
/// decades, parts of days, distances ("two weeks ago", "사흘 전"), windows ("in the last three months"), bounds ("since
/// May", "작년까지") and ranges ("from May to July").
///
/// Rules, not a model; deterministic, without regular expressions, linear in the text. What it takes for granted:
///
/// - A day is that of the zone, from its first instant to that of the next.
/// - "last week", "지난주" and the like are the week, month, quarter or year of the calendar before the present one; "the
///   last 3 months" and "지난 3일" reach from as long ago to the end of today.
/// - "last Tuesday" and "on Tuesday" are the last one before today ("on Tuesday" the next one where the text speaks of
///   plans), "this Tuesday" is that of this week, "next Tuesday" the first one after today.
/// - A date without a year is the last one that has begun; ``TemporalReading/resolved(within:)`` makes it every such
///   date of a span. "last May" is the last one that is over, "next May" the next one to begin.
/// - A day without a month ("on the 15th", "3일") is of this month, or of the last month that has had it.
/// - Two digits of a year are the nearest such year that is at most 20 years ahead; "the 90s" are those of the last
///   century, "the 20s" those of this one.
/// - "since" and "until" include what they name, "before" and "after" leave it out.
/// - "recently" counts only where the text names no other time.
/// - Dates outside 1900…2199 and dates that do not exist name nothing; nor do lunar holidays.
///
/// Which of these hang on conventions is settled by ``TemporalRules``.
package struct TemporalParser: TemporalReader, Hashable {
  /// Unicode scalars of a text that are read.
  package static let textLimit = 2000

  package let rules: TemporalRules
  private let calendar: ZonedCalendar

  package var timeZone: TimeZone { calendar.zone }

  package init(timeZone: TimeZone, rules: TemporalRules = TemporalRules()) {
    calendar = ZonedCalendar(zone: timeZone)
    self.rules = rules
  }

  package func read(_ text: String, now: Date) -> TemporalReading { read(text, now: now, tense: nil) }

  /// The times of a statement: what it tells without a year or a week of its own is the last such day in the past tense, and
  /// the next one otherwise.
  func read(_ text: String, now: Date, tense: (() -> StatementTense)?) -> TemporalReading {
    let lexer = TimeLexer(text, limit: Self.textLimit)
    guard lexer.mayNameTimes else { return .none }
    let tense = tense?()
    let now = SpanBuilder.bounded(now)
    let today = calendar.day(of: now)
    let speaksOfThePast = tense.map { $0 == .past } ?? lexer.speaksOfThePast
    let prefersFuture = tense.map { $0 == .open } ?? (lexer.speaksOfPlans && !lexer.speaksOfThePast)
    let mentions = TimeGrammar(
      tokens: lexer.tokens, today: today, now: Int(now.timeIntervalSince1970.rounded(.down)), rules: rules,
      speaksOfThePast: speaksOfThePast, prefersFuture: prefersFuture
    ).mentions()
    guard !mentions.isEmpty else { return .none }
    return SpanBuilder(
      calendar: calendar, now: now, today: today, prefersFuture: prefersFuture, speaksOfThePast: speaksOfThePast,
      isStatement: tense != nil
    ).reading(of: mentions)
  }

  /// The reading with dates without a year resolved within the first and the last message of a space.
  package func read(_ text: String, now: Date, known: ClosedRange<Date>) -> TemporalReading {
    read(text, now: now).resolved(within: known)
  }
}
