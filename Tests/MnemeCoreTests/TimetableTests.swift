import Foundation
import MnemeCore
import Testing

@Suite struct TimetableTests {
  private static let lisbon = TimeZone(identifier: "Europe/Lisbon") ?? .gmt
  /// A Wednesday.
  private static let noon = Date(iso8601: "2026-03-25T12:00:30Z") ?? .distantPast

  private func next(_ kind: Timetable.Kind, _ text: String, after: Date = noon, zone: TimeZone = lisbon) throws
    -> String?
  {
    try Timetable(kind: kind, text: text, timeZone: zone, start: Self.noon).next(after: after)?.iso8601
  }

  @Test(arguments: [
    ("2026-03-26T18:00", "2026-03-26T18:00:00Z"), ("2026-03-26 18:00:05", "2026-03-26T18:00:05Z"),
    // Lisbon is an hour ahead from 29 March on.
    ("2026-03-30T18:00", "2026-03-30T17:00:00Z"), ("2026-03-30T18:00Z", "2026-03-30T18:00:00Z"),
    ("2026-03-30T18:00+09:00", "2026-03-30T09:00:00Z"), ("in 20m", "2026-03-25T12:20:30Z"),
    ("in 1d2h", "2026-03-26T14:00:30Z"),
  ])
  func aTimeIsReadInItsZone(_ text: String, _ expected: String) throws {
    #expect(try next(.at, text) == expected)
  }

  @Test func aTimeThatIsOverNeverComes() throws { #expect(try next(.at, "2026-03-25T11:00") == nil) }

  @Test func aLengthOfTimeIsCountedFromTheStartWhateverWasMissed() throws {
    #expect(try next(.every, "90m") == "2026-03-25T13:30:30Z")
    #expect(try next(.every, "90m", after: Self.noon.addingTimeInterval(4 * 5400 + 7)) == "2026-03-25T19:30:30Z")
  }

  @Test(arguments: [
    ("*/15 * * * *", "2026-03-25T12:15:00Z"), ("0 8 * * mon-fri", "2026-03-26T08:00:00Z"),
    ("30 9 1 * *", "2026-04-01T08:30:00Z"),
    // 0 and 7 are Sunday, and so is sun.
    ("0 0 * * 0", "2026-03-29T00:00:00Z"), ("0 0 * * 7", "2026-03-29T00:00:00Z"),
    ("0 0 * * sun", "2026-03-29T00:00:00Z"),
    // Either day where both are given.
    ("0 6 13 * fri", "2026-03-27T06:00:00Z"), ("5 4 29 feb *", "2028-02-29T04:05:00Z"),
    ("0 8/4 * * *", "2026-03-25T16:00:00Z"), ("1,31 12 * * *", "2026-03-25T12:01:00Z"),
    ("* * * * *", "2026-03-25T12:01:00Z"),
  ])
  func aRuleOfCronNamesTheNextMinute(_ text: String, _ expected: String) throws {
    #expect(try next(.cron, text) == expected)
  }

  @Test func anHourThatTheClockSkipsIsTakenAtItsEndAndOneItRepeatsIsTakenOnce() throws {
    let spring = Date(iso8601: "2026-03-29T00:30:00Z") ?? .distantPast
    // 01:30 does not exist in Lisbon on that day: the clock goes from 00:59 to 02:00.
    #expect(try next(.cron, "30 1 * * *", after: spring) == "2026-03-29T01:00:00Z")
    let autumn = Date(iso8601: "2026-10-24T23:30:00Z") ?? .distantPast
    let first = try next(.cron, "30 1 * * *", after: autumn)
    #expect(first == "2026-10-25T00:30:00Z")
    let after = try #require(first.flatMap { Date(iso8601: $0) })
    #expect(try next(.cron, "30 1 * * *", after: after) == "2026-10-26T01:30:00Z")
  }

  @Test func aDayThatNeverComesHasNoNextTime() throws { #expect(try next(.cron, "0 0 30 feb *") == nil) }

  @Test(arguments: [
    (Timetable.Kind.at, "tomorrow"), (.at, "2026-02-30T10:00"), (.at, "2026-03-26T25:00"), (.at, "2026-03-26"),
    (.at, "in 0m"), (.at, "in 999999999d"), (.every, "30s"), (.every, "500d"), (.every, "h"), (.every, "-2h"),
    (.every, ""), (.cron, "* * * *"), (.cron, "60 * * * *"), (.cron, "* 24 * * *"), (.cron, "* * 0 * *"),
    (.cron, "* * * 13 *"), (.cron, "* * * * 8"), (.cron, "*/0 * * * *"), (.cron, "5-1 * * * *"),
    (.cron, "1,,2 * * * *"),
    (.cron, "a * * * *"), (.cron, "+1 * * * *"), (.cron, "1/2/3 * * * *"),
  ])
  func whatCannotBeReadIsRefused(_ kind: Timetable.Kind, _ text: String) {
    let error = #expect(throws: MnemeError.self) { try next(kind, text) }
    #expect(error?.code == .invalidInput)
  }
}
