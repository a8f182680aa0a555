import Foundation

/// Turns days and times of the clock on the wall into instants, and back, in one time zone.
///
/// A day runs from its first instant to that of the next, 23 to 25 hours as the zone goes; where a zone has no midnight
/// on a day (clocks put forward at 0:00) it begins when the clocks are put forward.
struct ZonedCalendar: Sendable, Hashable {
  let zone: TimeZone

  private static let dayLength = 86_400.0

  /// Number of the day (see ``CivilCalendar``) that the clock on the wall shows.
  func day(of date: Date) -> Int {
    let time = date.timeIntervalSince1970
    return Int(((time + offset(at: time)) / Self.dayLength).rounded(.down))
  }

  /// The first instant at which the clock on the wall shows the given second of the day or a later one. The second may
  /// run over the day.
  func instant(day: Int, second: Int = 0) -> Date {
    let local = Double(day) * Self.dayLength + Double(second)
    let before = offset(at: local - Self.dayLength)
    let after = offset(at: local + Self.dayLength)
    if before == after { return Date(timeIntervalSince1970: local - before) }
    // Clocks are put forward or back nearby: the earlier of the instants that show this time, if there is one.
    let earlier = local - max(before, after)
    let later = local - min(before, after)
    if offset(at: earlier) == local - earlier { return Date(timeIntervalSince1970: earlier) }
    if offset(at: later) == local - later { return Date(timeIntervalSince1970: later) }
    // No clock shows it. The change lies between the two.
    var low = earlier
    var high = later
    while high - low > 1 {
      let middle = ((low + high) / 2).rounded(.down)
      if offset(at: middle) == after { high = middle } else { low = middle }
    }
    return Date(timeIntervalSince1970: high)
  }

  private func offset(at time: Double) -> Double {
    Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: time)))
  }
}
