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

  /// `2026-05-08T13:56:00Z`, or with milliseconds where they are not zero.
  package var iso8601: String {
    // The style cuts the binary fraction off, which is a millisecond less for many values; the fraction is written here.
    let milliseconds = milliseconds
    let fraction = (milliseconds % 1000 + 1000) % 1000
    let whole = Date(milliseconds: milliseconds - fraction).formatted(Date.ISO8601FormatStyle())
    guard fraction != 0 else { return whole }
    let digits = String(1000 + fraction).dropFirst()
    return "\(whole.dropLast()).\(digits)Z"
  }

  /// Reads ISO 8601 with or without fraction, `Z` or an offset; a date alone means midnight UTC.
  package init?(iso8601 text: String) {
    let styles = [
      Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true),
    ]
    for style in styles {
      if let date = try? style.parse(text) {
        self = date
        return
      }
    }
    // Forms without a zone are UTC: `2026-05-08`, `2026-05-08T13:56:00`, `2026-05-08 13:56:00`.
    let head = text.replacing(" ", with: "T")
    let padded = head.utf8.count == 10 ? head + "T00:00:00Z" : head + "Z"
    for style in styles {
      if let date = try? style.parse(padded) {
        self = date
        return
      }
    }
    return nil
  }
}
