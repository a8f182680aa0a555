package import Foundation

/// A date that a sentence states, resolved against the time it was said in a calendar, which knows the time zone.
package struct StatedDate: Sendable, Hashable {
  /// How exact it is.
  package enum Precision: Sendable, Hashable {
    case day, week, month, quarter, year
  }

  /// First instant, and the first one after it; `distantFuture` where it is open ("since May").
  package let range: Range<Date>
  package let precision: Precision
  /// It is given relative to the time of speaking ("yesterday"), so repeating the words later would mislead.
  package let isRelative: Bool

  package var start: Date { range.lowerBound }

  /// The day a statement began to hold, when the sentence says so and it is not after `said`.
  package static func validFrom(in text: String, said: Date, calendar: Calendar = .gregorian(in: .gmt)) -> Date? {
    all(in: text, said: said, calendar: calendar).first { $0.start <= said && $0.precision != .week }?.start
  }

  /// Dates in the order they are stated.
  package static func all(in text: String, said: Date, calendar: Calendar) -> [StatedDate] {
    TemporalParser(timeZone: calendar.timeZone).read(text, now: said, tense: { StatementTense(of: text) }).spans
      .filter { $0.kind != .before && !$0.isVague }.sorted { $0.textRange.lowerBound < $1.textRange.lowerBound }
      .map { span in
        StatedDate(range: span.range, precision: Precision(of: span), isRelative: span.isRelative)
      }
  }
}

extension StatedDate.Precision {
  init(of span: TemporalSpan) {
    self =
      switch span.precision {
      case .hour, .partOfDay, .day: .day
      case .week: .week
      case .month: .month
      case .quarter: .quarter
      case .year, .decade: .year
      }
  }
}

extension Calendar {
  /// In which stated dates are read and told.
  package static func gregorian(in timeZone: TimeZone) -> Calendar {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    return calendar
  }
}
