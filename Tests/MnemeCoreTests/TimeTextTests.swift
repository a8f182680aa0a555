import Foundation
import Testing

@testable import MnemeCore

/// The same numbers on every run.
private struct Generator: RandomNumberGenerator {
  var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

@Suite struct TimeTextTests {
  @Test func everyMillisecondIsWrittenAsItIsStored() {
    for millisecond in 0..<1000 as Range<Int64> {
      let stored = 1_778_248_560_000 + millisecond
      let written = Date(milliseconds: stored).iso8601
      let fraction = millisecond == 0 ? "" : "." + String(String(1000 + millisecond).dropFirst())
      #expect(written == "2026-05-08T13:56:00\(fraction)Z")
    }
  }

  @Test func whatIsWrittenIsReadBackToTheMillisecond() throws {
    var generator = Generator()
    // The years 1 to 9999, and the last decades more closely.
    for range in [-62_135_596_800_000...253_402_300_799_999, 946_684_800_000...1_893_456_000_000]
      as [ClosedRange<Int64>]
    {
      for _ in 0..<20_000 {
        let stored = Int64.random(in: range, using: &generator)
        let read = try #require(Date(iso8601: Date(milliseconds: stored).iso8601))
        guard read.milliseconds == stored else {
          Issue.record("\(stored) came back as \(read.milliseconds)")
          return
        }
      }
    }
  }

  @Test func everyDayOfFourCenturiesIsTheCalendars() {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = .gmt
    for day in stride(from: -30 * 365, to: 400 * 366, by: 1) as StrideTo<Int64> {
      let date = ISO8601.date(days: day)
      guard ISO8601.days(year: date.year, month: date.month, day: date.day) == day else {
        Issue.record("day \(day) is not itself")
        return
      }
    }
    for day in stride(from: -700_000, to: 2_000_000, by: 997) as StrideTo<Int64> {
      let parts = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(day) * 86_400))
      let date = ISO8601.date(days: day)
      // Before October 1582 Foundation's calendar counts Julian days.
      guard day < -141_427 || (date.year == parts.year.map(Int64.init) && date.day == parts.day.map(Int64.init)) else {
        Issue.record("day \(day) is \(date)")
        return
      }
    }
  }

  @Test(arguments: [
    ("2026-05-08", "2026-05-08T00:00:00Z"), ("2026-05-08T13:56", "2026-05-08T13:56:00Z"),
    ("2026-05-08 13:56:00", "2026-05-08T13:56:00Z"), ("2026-05-08t13:56:00z", "2026-05-08T13:56:00Z"),
    ("2026-05-08T13:56:00+09:00", "2026-05-08T04:56:00Z"), ("2026-05-08T13:56:00-0330", "2026-05-08T17:26:00Z"),
    ("2026-05-08 13:56:00 +0900", "2026-05-08T04:56:00Z"), ("2026-05-08T13:56:00+02", "2026-05-08T11:56:00Z"),
    ("2026-05-08T13:56:00.5Z", "2026-05-08T13:56:00.500Z"),
    ("2026-05-08T13:56:00,007Z", "2026-05-08T13:56:00.007Z"),
    ("2026-05-08T13:56:00.123456+00:00", "2026-05-08T13:56:00.123Z"),
    ("2026-12-31T23:59:59.9996Z", "2027-01-01T00:00:00Z"), ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
    ("2024-02-29", "2024-02-29T00:00:00Z"), ("2000-02-29", "2000-02-29T00:00:00Z"),
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"), ("-0043-03-15", "-0043-03-15T00:00:00Z"),
    ("+12026-01-01", "+12026-01-01T00:00:00Z"),
  ])
  func theUsualFormsAreRead(_ text: String, _ written: String) {
    #expect(Date(iso8601: text)?.iso8601 == written)
  }

  @Test(arguments: [
    "", "yesterday", "2026", "2026-05", "2026-5-8", "2026-02-30", "2026-02-29", "1900-02-29", "2026-04-31",
    "2026-13-01",
    "2026-00-10", "2026-01-00", "2026-05-08T24:00:00Z", "2026-05-08T13:60:00Z", "2026-05-08T13:56:61Z",
    "2026-05-08T13", "2026-05-08T13:56:00.Z", "2026-05-08T13:56:00+24:00", "2026-05-08T13:56:00+09:60",
    "2026-05-08T13:56:00Z ", " 2026-05-08", "2026-05-08T13:56:00 Z", "12026-01-01", "2026-05-08T", "+1234567890-01-01",
    "٢٠٢٦-05-08",
  ])
  func whatIsNoTimeIsRefused(_ text: String) {
    #expect(Date(iso8601: text) == nil)
  }
}
