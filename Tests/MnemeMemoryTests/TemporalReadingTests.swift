import Foundation
import MnemeCore
import Testing

@testable import MnemeMemory

@Suite struct TemporalReadingTests {
  private let place = TemporalPlace("GMT")
  private let day = 86_400.0

  private func date(_ text: String) -> Date { Date(iso8601: text) ?? .distantPast }

  // MARK: Weights

  /// What recall relies on: a message said at such a time is preferred to one said at another.
  @Test(
    arguments: [
      ("What happened in July 2025?", "2025-07-31T23:00:00Z", "2025-08-06T00:00:00Z"),
      ("Where was I in December?", "2025-12-31T23:59:59Z", "2026-01-10T00:00:00Z"),
      ("What did I eat on May 3, 2025?", "2025-05-04T10:00:00Z", "2025-05-20T10:00:00Z"),
      ("Who came on 3rd of May 2025?", "2025-05-03T10:00:00Z", "2025-04-20T10:00:00Z"),
      ("meeting 2025-07-15 notes", "2025-07-15T10:00:00Z", "2025-07-25T10:00:00Z"),
      ("2025년 7월 15일에 뭐 했어?", "2025-07-15T10:00:00Z", "2025-07-25T10:00:00Z"),
      ("7월에 뭐 했어?", "2025-07-02T10:00:00Z", "2025-08-06T10:00:00Z"),
      ("What did we do yesterday?", "2026-05-07T01:00:00Z", "2026-05-06T01:00:00Z"),
      ("What did we do two weeks ago?", "2026-04-24T01:00:00Z", "2026-05-07T01:00:00Z"),
      ("in 2025?", "2025-02-01T00:00:00Z", "2026-02-01T00:00:00Z"),
    ])
  func aNamedTimeWeighsItsDaysAndNoOthers(query: String, inside: String, outside: String) {
    let known = date("2025-01-01")...place.now
    let reading = place.parser.read(query, now: place.now, known: known)
    #expect(reading.weight(of: date(inside)) > 0.9)
    #expect(reading.weight(of: date(outside)) == 0)
    #expect(!reading.contains(date(outside)))
  }

  @Test func aWeightIsOneInsideAndFallsToNothingInTheDaysAfter() {
    let reading = place.read("May 3, 2025")
    let start = date("2025-05-03")
    #expect(reading.weight(of: start) == 1)
    #expect(reading.weight(of: start.addingTimeInterval(day - 0.001)) == 1)
    let after = [0.0, 1, 2, 3, 4].map { reading.weight(of: start.addingTimeInterval(day + $0 * day)) }
    #expect(after == [1, 0.9375, 0.75, 0.4375, 0])
    #expect(reading.weight(of: start.addingTimeInterval(-day / 4)) == 0.75)
    #expect(reading.weight(of: start.addingTimeInterval(-day / 2)) == 0)
    #expect(reading.weight(of: .distantPast) == 0)
    #expect(reading.weight(of: .distantFuture) == 0)
  }

  @Test func theLongerAgoTheRounder() {
    let exact = place.read("May 3, 2025").spans.first?.slack.before ?? 0
    let weeks = place.read("two weeks ago").spans.first?.slack.before ?? 0
    let years = place.read("two years ago").spans.first?.slack.before ?? 0
    #expect(exact < weeks && weeks < years)
  }

  @Test func openSpansWeighEverythingOnTheirSide() {
    let since = place.read("since April 2026")
    #expect(since.weight(of: date("2026-04-01")) == 1)
    #expect(since.weight(of: date("2030-04-01")) == 1)
    #expect(since.weight(of: date("2026-03-30")) == 0)
    let before = place.read("before 2020")
    #expect(before.weight(of: date("1950-01-01")) == 1)
    #expect(before.weight(of: date("2020-01-02")) > 0.9)
    #expect(before.weight(of: date("2020-02-01")) == 0)
    #expect(!before.contains(date("2020-01-01")) && before.contains(date("2019-12-31T23:59:59Z")))
  }

  @Test func whatIsPlannedIsToldBefore() {
    let plans = place.read("What will I do next week?")
    #expect(plans.weight(of: place.now) == 1)
    #expect(plans.weight(of: date("2026-04-25")) > 0.5)
    #expect(plans.weight(of: date("2026-03-25")) == 0)
    #expect(!plans.contains(place.now))
    // What is asked of the past cannot have been planned for a time to come.
    let past = place.read("What did she give me in December 2026?")
    #expect(past.weight(of: place.now) == 0)
  }

  @Test func recentlySaysLessThanADate() {
    let reading = place.read("What did I read recently?")
    #expect(reading.weight(of: date("2026-05-06")) == 0.25)
    #expect(reading.spans.count == 1)
    #expect(place.read("What did I recently read, in March?").weight(of: date("2026-03-06")) == 1)
  }

  // MARK: Spans

  @Test func spansTellTheirKindAndPrecision() {
    func kind(_ text: String) -> (TemporalSpan.Kind, TemporalSpan.Precision)? {
      place.read(text).spans.first.map { ($0.kind, $0.precision) }
    }
    let expected: [(String, TemporalSpan.Kind, TemporalSpan.Precision)] = [
      ("May 3", .day, .day), ("yesterday", .day, .day), ("last Tuesday", .day, .day), ("in May", .month, .month),
      ("last month", .month, .month), ("2023", .year, .year), ("작년", .year, .year), ("last week", .range, .week),
      ("yesterday evening", .range, .partOfDay), ("an hour ago", .range, .hour), ("summer 2023", .range, .quarter),
      ("the 90s", .range, .decade), ("from May to July", .range, .month), ("since May", .after, .month),
      ("until 2020", .before, .year), ("5월 3일 이전", .before, .day), ("last weekend", .range, .day),
      ("early May", .range, .week), ("two months ago", .range, .month),
    ]
    for (text, kind, precision) in expected {
      let span = place.read(text).spans.first
      #expect(span?.kind == kind && span?.precision == precision, "\(text)")
    }
  }

  @Test(arguments: [
    ("What did we do last Tuesday evening, then?", "last Tuesday evening"),
    ("I saw her on the 3rd of May 2023.", "3rd of May 2023"),
    ("since May '23 or so", "since May '23"),
    ("우리 지난주 화요일에 뭐 했지", "지난주 화요일"),
    ("나는 5월 3일부터 10일까지 있었어", "5월 3일부터 10일까지"),
    ("😀 yesterday 😀", "yesterday"),
    ("in the 1990s", "1990s"),
  ])
  func spansTellWhereTheyStand(text: String, words: String) throws {
    let span = try #require(place.read(text).spans.first)
    let scalars = Array(text.unicodeScalars)[span.textRange]
    #expect(String(String.UnicodeScalarView(scalars)) == words)
  }

  @Test func onlyDatesWithoutAYearHaveAnImplicitOne() {
    for text in ["May 3", "in May", "5월 3일", "여름에", "from May to July", "Christmas", "3분기"] {
      #expect(place.read(text).spans.allSatisfy { $0.isYearImplicit }, "\(text)")
    }
    for text in ["May 3 2023", "last May", "작년 5월", "yesterday", "since May", "on the 3rd", "Tuesday"] {
      #expect(place.read(text).spans.allSatisfy { !$0.isYearImplicit }, "\(text)")
    }
  }

  // MARK: Years that are left out

  @Test func aDateWithoutAYearIsEverySuchDateOfTheSpace() {
    let reading = place.read("What did we do in July?")
    #expect(reading.spans.map(place.written) == ["2025-07-01…2025-07-31"])
    let known = date("2023-02-01")...date("2026-05-08")
    #expect(
      reading.resolved(within: known).spans.map(place.written) == [
        "2023-07-01…2023-07-31", "2024-07-01…2024-07-31", "2025-07-01…2025-07-31",
      ])
    #expect(reading.resolved(within: known).spans.allSatisfy { $0.isYearImplicit })
    #expect(reading.resolved(within: known).resolved(within: known).spans == reading.resolved(within: known).spans)
  }

  @Test func datesOutsideTheSpaceAreLeftOut() {
    let known = date("2025-01-15")...date("2026-05-08")
    func resolved(_ text: String) -> [String] {
      place.read(text).resolved(within: known).spans.map(place.written)
    }
    #expect(resolved("December") == ["2025-12-01…2025-12-31"])
    #expect(resolved("5월 3일") == ["2025-05-03", "2026-05-03"])
    #expect(resolved("May 9") == ["2025-05-09"])
    #expect(resolved("in the winter") == ["2024-12-01…2025-02-28", "2025-12-01…2026-02-28"])
    // No February 29 between the two: the last one there was.
    #expect(resolved("Feb 29") == ["2024-02-29"])
    // The others stay.
    #expect(resolved("yesterday and in June") == ["2025-06-01…2025-06-30", "2026-05-07"])
    #expect(resolved("May 3 2023") == ["2023-05-03"])
  }

  @Test func aVeryLongMemoryHasABoundedNumberOfSpans() {
    let known = date("1900-01-01")...date("2026-05-08")
    let reading = place.parser.read(
      (1...12).map { "on \($0)/1/2020, in March" }.joined(separator: " and "), now: place.now, known: known)
    #expect(reading.spans.count <= TemporalReading.spanLimit)
    #expect(place.parser.read("in March", now: place.now, known: known).spans.count <= TemporalReading.yearLimit + 1)
  }

  // MARK: Archive search

  @Test func theExplicitRangeIsExact() {
    #expect(
      place.read("What did we talk about last Tuesday?").explicitRange == date("2026-05-05")..<date("2026-05-06"))
    #expect(place.read("nothing").explicitRange == nil)
    #expect(place.read("since May 2025").explicitRange == date("2025-05-01")..<Date.distantFuture)
  }

  @Test func explicitRangesAreJoinedWhereTheyMeet() {
    #expect(
      place.read("yesterday and today").explicitRanges == [date("2026-05-07")..<date("2026-05-09")])
    let apart = place.read("in 2020 and in 2022")
    #expect(apart.explicitRange == nil)
    #expect(apart.explicitRanges.count == 2)
    #expect(place.read("in 2020 and on May 3 2020").explicitRanges.count == 1)
  }
}
