import Foundation
import MnemeCore
import Testing

@testable import MnemeMemory

@Suite struct TemporalZoneTests {
  private let newYork = TemporalPlace.newYork
  private let seoul = TemporalPlace.seoul

  private func hours(_ span: TemporalSpan?) -> Double {
    span.map { $0.range.upperBound.timeIntervalSince($0.range.lowerBound) / 3600 } ?? 0
  }

  @Test func aDayOfTheClocksChangeHas23Or25Hours() {
    #expect(hours(newYork.read("March 8, 2026").spans.first) == 23)
    #expect(hours(newYork.read("November 1, 2026").spans.first) == 25)
    #expect(hours(newYork.read("March 9, 2026").spans.first) == 24)
    #expect(hours(seoul.read("March 8, 2026").spans.first) == 24)
    // Seoul kept summer time in 1988.
    #expect(hours(seoul.read("1988년 5월 8일").spans.first) == 23)
    #expect(hours(newYork.read("on November 1 2025 to November 3 2025").spans.first) == 73)
  }

  @Test func yesterdayIsThatOfTheZone() {
    // 02:00 UTC on May 8 is still May 7 in New York and already May 8 in Seoul.
    let now = Date(timeIntervalSince1970: 1_778_205_600)
    let west = newYork.parser.read("yesterday", now: now).spans.first?.range
    let east = seoul.parser.read("yesterday", now: now).spans.first?.range
    #expect(west == newYork.date("2026-05-06")..<newYork.date("2026-05-07"))
    #expect(east == seoul.date("2026-05-07")..<seoul.date("2026-05-08"))
  }

  @Test func yesterdayAfterTheClocksChangedIsTheWholeDayBefore() {
    #expect(newYork.times("yesterday", at: "2026-03-09T00:30") == "2026-03-08")
    #expect(hours(newYork.read("yesterday", at: "2026-03-09T00:30").spans.first) == 23)
    #expect(newYork.times("yesterday morning", at: "2026-03-09T12") == "2026-03-08T04…2026-03-08T12")
  }

  @Test(arguments: [
    ("yesterday", "2026-01-01T00:00", "2025-12-31"),
    ("어제", "2026-01-01T23:59", "2025-12-31"),
    ("last week", "2026-01-01T12", "2025-12-22…2025-12-28"),
    ("this week", "2026-01-01T12", "2025-12-29…2026-01-04"),
    ("last month", "2026-01-31T12", "2025-12-01…2025-12-31"),
    ("지난달", "2026-01-01T00:00", "2025-12-01…2025-12-31"),
    ("next month", "2025-12-31T23", "2026-01-01…2026-01-31"),
    ("last year", "2024-02-29T12", "2023-01-01…2023-12-31"),
    ("December", "2026-01-01T00", "2025-12-01…2025-12-31"),
    ("in January", "2026-01-01T00", "2026-01-01…2026-01-31"),
    ("31일에", "2026-01-02T12", "2025-12-31"),
    ("3일", "2026-01-02T12", "2025-12-03"),
    ("a month ago", "2026-03-31T12", "2026-02-13…2026-03-15"),
    ("in the last month", "2026-03-31T12", "2026-02-28…2026-03-31"),
    ("the last year", "2024-02-29T12", "2023-02-28…2024-02-29"),
    ("the past year", "2024-02-29T12", "2023-02-28…2024-02-29"),
    ("February 29", "2026-05-08T12", "2024-02-29"),
    ("Feb 29", "2024-02-29T12", "2024-02-29"),
    ("in February 2024", "2026-05-08T12", "2024-02-01…2024-02-29"),
    ("the last week of February 2024", "2026-05-08T12", "2024-02-23…2024-02-29"),
    ("tomorrow", "2024-02-28T12", "2024-02-29"),
    ("last winter", "2026-01-15T12", "2024-12-01…2025-02-28"),
    ("this winter", "2026-01-15T12", "2025-12-01…2026-02-28"),
    ("over the weekend", "2026-05-10T12", "2026-05-09…2026-05-10"),
    ("last weekend", "2026-05-10T12", "2026-05-02…2026-05-03"),
    ("this past weekend", "2026-05-10T12", "2026-05-09…2026-05-10"),
    ("on Friday", "2026-05-09T00:01", "2026-05-08"),
    ("last quarter", "2026-02-01T12", "2025-10-01…2025-12-31"),
  ])
  func bordersOfYearsMonthsAndWeeks(text: String, now: String, times: String) {
    #expect(newYork.times(text, at: now) == times)
    #expect(seoul.times(text, at: now) == times)
  }

  @Test func rulesDecideWhatIsConventional() {
    var rules = TemporalRules()
    rules.weekStart = .sunday
    rules.numericOrder = .dayFirst
    rules.hemisphere = .southern
    let place = TemporalPlace("Australia/Sydney", rules: rules)
    #expect(place.times("last week") == "2026-04-26…2026-05-02")
    #expect(place.times("this Sunday") == "2026-05-03")
    #expect(place.times("5/3/2023") == "2023-03-05")
    #expect(place.times("3/13/2023") == "2023-03-13")
    #expect(place.times("last summer") == "2025-12-01…2026-02-28")
    #expect(place.times("작년 겨울") == "2025-06-01…2025-08-31")
    #expect(place.times("spring 2023") == "2023-09-01…2023-11-30")
  }

  /// Every day of four years in zones with all kinds of changes, against Foundation.
  @Test(arguments: [
    "America/New_York", "Asia/Seoul", "America/Sao_Paulo", "America/Havana", "Asia/Beirut", "Australia/Lord_Howe",
    "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Chatham", "GMT",
  ])
  func daysBeginAsFoundationSays(zone: String) throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: zone))
    let zoned = ZonedCalendar(zone: calendar.timeZone)
    for year in [1975, 1988, 2017, 2026] {
      for day in CivilCalendar.days(ofYear: year) {
        let date = CivilCalendar.date(of: day)
        let noon = try #require(
          calendar.date(from: DateComponents(year: date.year, month: date.month, day: date.day, hour: 12)))
        let start = zoned.instant(day: day)
        #expect(start == calendar.startOfDay(for: noon), "\(date)")
        #expect(zoned.day(of: start) == day)
        #expect(zoned.day(of: start.addingTimeInterval(-0.5)) == day - 1)
      }
    }
  }

  @Test func aDayThatAZoneLeftOutIsNoSpan() {
    // Samoa went from December 29 to December 31 in 2011.
    let apia = TemporalPlace("Pacific/Apia")
    #expect(apia.read("December 30, 2011").isEmpty)
    #expect(hours(apia.read("December 31, 2011").spans.first) == 24)
  }

  @Test func theCalendarAgreesWithFoundationOverFourHundredYears() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    for day in stride(from: -25_600, through: 120_000, by: 37) {
      let instant = Date(timeIntervalSince1970: Double(day) * 86_400)
      let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: instant)
      let date = CivilCalendar.date(of: day)
      #expect(date.year == parts.year && date.month == parts.month && date.day == parts.day)
      #expect(CivilCalendar.day(date.year, date.month, date.day) == day)
      #expect((CivilCalendar.weekday(of: day) + 1) % 7 + 1 == parts.weekday)
      for months in [-14, -1, 1, 11, 25] {
        let moved = try #require(calendar.date(byAdding: .month, value: months, to: instant))
        #expect(Double(CivilCalendar.adding(months: months, to: day)) * 86_400 == moved.timeIntervalSince1970)
      }
    }
  }

  @Test func daysAreCountedAcrossLeapYears() {
    for text in ["2024-02-29", "2000-03-01", "1999-12-31", "1970-01-01"] {
      let parts = text.split(separator: "-").compactMap { Int($0) }
      let day = CivilCalendar.day(parts[0], parts[1], parts[2])
      #expect(Date(timeIntervalSince1970: Double(day) * 86_400) == Date(iso8601: text))
      #expect(CivilCalendar.date(of: day).year == parts[0])
    }
    #expect(CivilCalendar.existingDay(2100, 2, 29) == nil)
    #expect(CivilCalendar.existingDay(2000, 2, 29) != nil)
  }
}
