package import Foundation

/// A date that a sentence states, resolved against the time it was said in a calendar, which knows the time zone.
package struct StatedDate: Sendable, Hashable {
  /// How exact it is.
  package enum Precision: Sendable, Hashable {
    case day, week, month, year
  }

  package let start: Date
  package let precision: Precision
  /// The words it was read from, lower case.
  package let phrase: String
  /// It is given relative to the time of speaking ("yesterday"), so repeating the words later would mislead.
  package let isRelative: Bool

  /// The day a statement began to hold, when the sentence says so and it is not after `said`.
  package static func validFrom(in text: String, said: Date, calendar: Calendar = .gregorian(in: .gmt)) -> Date? {
    all(in: text, said: said, calendar: calendar).first { $0.start <= said && $0.precision != .week }?.start
  }

  /// Dates in the order they are stated.
  package static func all(in text: String, said: Date, calendar: Calendar) -> [StatedDate] {
    DateReader(text: text, said: said, calendar: calendar).read()
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
