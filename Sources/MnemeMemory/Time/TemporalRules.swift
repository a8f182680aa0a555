/// Conventions that a text takes for granted.
package struct TemporalRules: Sendable, Hashable {
  package enum WeekStart: Int, Sendable, Hashable {
    case monday = 0
    case saturday = 5
    case sunday = 6
  }

  package enum NumericOrder: Sendable, Hashable {
    case monthFirst, dayFirst
  }

  package enum Hemisphere: Sendable, Hashable {
    case northern, southern
  }

  /// Where "this week" begins.
  package var weekStart = WeekStart.monday
  /// How `5/3/2023` reads. The other order is taken where this one gives no date (`13/5/2023`); dates with dots and the
  /// year last (`3.5.2023`) are always read day first, dates with the year first always year, month, day.
  package var numericOrder = NumericOrder.monthFirst
  /// Whose seasons are meant: nothing in a text or in a zone tells. Seasons are the meteorological ones of three whole
  /// months; winter of a year begins in it (December 2022 to February 2023 is the winter of 2022 in the north).
  package var hemisphere = Hemisphere.northern

  package init() {}
}
