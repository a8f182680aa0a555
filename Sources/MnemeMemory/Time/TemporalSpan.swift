package import Foundation

/// A span of time that a text names.
package struct TemporalSpan: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// One whole day.
    case day
    /// One whole month of the calendar.
    case month
    /// One whole year of the calendar.
    case year
    /// Anything else with two ends: a part of a day, a week, a season, "from May to July", "two weeks ago".
    case range
    /// Everything up to an instant: "before May", "until yesterday".
    case before
    /// Everything from an instant on: "since Monday", "after 2020".
    case after
  }

  /// The unit in which the text speaks, finest first.
  package enum Precision: Int, Sendable, Hashable, Comparable {
    case hour, partOfDay, day, week, month, quarter, year, decade

    package static func < (a: Precision, b: Precision) -> Bool { a.rawValue < b.rawValue }
  }

  /// First instant of the span and first instant after it; `distantPast` and `distantFuture` where it is open.
  package let range: Range<Date>
  package let kind: Kind
  package let precision: Precision
  /// Where it stands in the text, in Unicode scalars.
  package let textRange: Range<Int>
  /// The text names a date without a year; the year is the one that fits (see ``TemporalReading/resolved(within:)``).
  package let isYearImplicit: Bool
  /// It is counted from the time of speaking ("yesterday").
  package let isRelative: Bool
  /// Where the weight reaches its height: the start, or for a time that is still to come the moment of asking.
  let fullFrom: Date
  let slack: TemporalSlack
  /// The weight inside: 1, less where the text hardly names a time ("recently").
  let height: Double

  /// The text hardly names a time.
  var isVague: Bool { height < 1 }

  package func contains(_ date: Date) -> Bool { range.contains(date) }

  /// The span and its slack have passed.
  func isOver(at date: Date) -> Bool { date.timeIntervalSince(range.upperBound) >= slack.after }

  /// How likely something told at `date` is about this span, 0…1: 1 inside; beside it `1 - x²`, where x is the distance
  /// from the edge as a share of the slack. A quarter of that for "recently" and the like.
  ///
  /// What happened on a day is told on that day or a few days after it, seldom before; round figures ("two months ago")
  /// are meant roughly; what is planned is told before it happens.
  package func weight(of date: Date) -> Double {
    let distance: TimeInterval
    let reach: TimeInterval
    if date < fullFrom {
      distance = fullFrom.timeIntervalSince(date)
      reach = slack.before
    } else if date >= range.upperBound {
      distance = date.timeIntervalSince(range.upperBound)
      reach = slack.after
    } else {
      return height
    }
    guard distance < reach else { return 0 }
    let share = distance / reach
    return height * (1 - share * share)
  }
}

/// Seconds beside a span in which its weight falls to 0.
struct TemporalSlack: Sendable, Hashable {
  var before: TimeInterval
  var after: TimeInterval

  private static let day: TimeInterval = 86_400

  /// Of a span that is named exactly.
  static let exact = TemporalSlack(before: day / 2, after: 4 * day)

  /// Of a span that is meant to within `days` days.
  static func rough(days: Int) -> TemporalSlack {
    TemporalSlack(before: exact.before + Double(days) * day, after: max(exact.after, Double(days) * day))
  }

  /// Of something planned, which is told within the weeks before.
  var planned: TemporalSlack { TemporalSlack(before: max(before, 30 * Self.day), after: after) }
}
