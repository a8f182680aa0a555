import Foundation
import MnemeCore
import Testing

@testable import MnemeMemory

@Suite struct RecallTimeHintTests {
  private let now = Date(iso8601: "2026-05-08T12:00:00Z") ?? .distantPast

  private func hint(_ query: String) -> TimeHint {
    let first = Date(iso8601: "2025-01-01") ?? .distantPast
    return TimeHint(query, now: now, known: first.milliseconds...now.milliseconds)
  }

  private func contains(_ query: String, _ time: String) -> Bool {
    hint(query).contains((Date(iso8601: time) ?? .distantPast).milliseconds)
  }

  @Test(
    arguments: [
      ("What happened in July 2025?", "2025-07-31T23:00:00Z", "2025-08-01T00:00:00Z"),
      ("Where was I in December?", "2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z"),
      ("What did I eat on May 3, 2025?", "2025-05-04T10:00:00Z", "2025-05-20T10:00:00Z"),
      ("Who came on 3rd of May 2025?", "2025-05-03T10:00:00Z", "2025-04-20T10:00:00Z"),
      ("meeting 2025-07-15 notes", "2025-07-15T10:00:00Z", "2025-07-25T10:00:00Z"),
      ("2025년 7월 15일에 뭐 했어?", "2025-07-15T10:00:00Z", "2025-07-25T10:00:00Z"),
      ("7월에 뭐 했어?", "2025-07-02T10:00:00Z", "2025-08-02T10:00:00Z"),
      ("What did we do yesterday?", "2026-05-07T01:00:00Z", "2026-05-06T23:00:00Z"),
      ("What did we do two weeks ago?", "2026-04-24T01:00:00Z", "2026-05-07T01:00:00Z"),
      ("in 2025?", "2025-02-01T00:00:00Z", "2026-02-01T00:00:00Z"),
    ])
  func aNamedTimeHoldsItsDaysAndNoOthers(query: String, inside: String, outside: String) {
    #expect(contains(query, inside))
    #expect(!contains(query, outside))
  }

  @Test(arguments: ["may I march on?", "What is my name?", "I paid 5 euros", "May I go?", "", "13월", "99/99"])
  func wordsThatAreNoTimesNameNone(query: String) {
    #expect(hint(query).spans.isEmpty)
  }

  @Test func daysAreCountedAcrossLeapYears() {
    for text in ["2024-02-29", "2000-03-01", "1999-12-31", "1970-01-01"] {
      let parts = text.split(separator: "-").compactMap { Int($0) }
      #expect(TimeHint.start(parts[0], parts[1], parts[2]) == Date(iso8601: text)?.milliseconds)
      #expect(TimeHint.year(of: TimeHint.start(parts[0], parts[1], parts[2])) == parts[0])
    }
  }
}
