package import Foundation

/// The time of day, injected wherever a result depends on it.
package protocol WallClock: Sendable {
  func now() -> Date
}

package struct SystemClock: WallClock {
  package init() {}
  package func now() -> Date { Date() }
}

extension Date {
  /// Milliseconds since 1970 in UTC: the form of every stored time.
  package var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

  package init(milliseconds: Int64) {
    self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
  }

  /// `2026-05-08T13:56:00Z`, or with milliseconds where they are not zero: exactly `milliseconds`, in whole-number
  /// arithmetic, so that what is read back is what was stored. Years beyond 0…9999 are signed (`-0043`, `+10000`).
  package var iso8601: String { ISO8601.text(milliseconds) }

  /// Reads ISO 8601: `2026-05-08`, or with a time after `T` or a blank (`13:56`, `13:56:00`, `13:56:00.250`) and `Z` or an
  /// offset (`+09:00`, `+0900`, `+09`, a blank before it or not). A date alone means midnight, a time without zone is UTC, digits beyond the
  /// millisecond are rounded. Nil for anything else, such as the 30th of February.
  package init?(iso8601 text: String) {
    guard let milliseconds = ISO8601.milliseconds(text) else { return nil }
    self.init(milliseconds: milliseconds)
  }
}
