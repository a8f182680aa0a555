import Foundation
import Testing

@testable import MnemeMemory

@Suite struct TemporalPropertyTests {
  private struct Random: RandomNumberGenerator {
    var state: UInt64

    /// SplitMix64 (Steele, Lea and Flood 2014).
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let words = [
    "last", "this", "next", "past", "week", "weeks", "month", "year", "day", "days", "ago", "in", "on", "the", "of",
    "May",
    "may", "March", "3", "3rd", "15th", "2023", "'23", "1990s", "90s", "to", "from", "between", "and", "since", "until",
    "before", "after", "Tuesday", "sat", "weekend", "summer", "fall", "early", "end", "first", "second", "half",
    "quarter", "Q3", "two", "twenty", "a", "couple", "few", "-", "/", ".", ",", ":", "~", "(", ")", "'", "2023-05-03",
    "5/3/2023", "10:30", "2.5", "12,000", "Feb", "29", "30", "yesterday", "today", "morning", "night", "other", "every",
    "recently", "Christmas", "eve", "new", "now", "as", "mentioned", "지난", "지난주", "다음", "이번", "주", "달", "작년", "5월",
    "3일",
    "전", "후", "부터", "까지", "이후", "이전", "사이", "월요일", "주말", "여름", "봄", "사흘", "두", "일", "이", "십", "년", "개월", "말", "초",
    "에", "동안", "어제", "저녁", "이맘때", "분기", "년대", "99999999", "0", "00", "31", "13월", "2월30일", "😀", "\n", "é", "ａ", "３",
  ]

  private static let places = [TemporalPlace.newYork, .seoul, TemporalPlace("GMT")]

  private func check(_ reading: TemporalReading, of text: String, now: Date) {
    let count = min(text.unicodeScalars.count, TemporalParser.textLimit)
    var previous = Date.distantPast
    for span in reading.spans {
      #expect(span.range.lowerBound < span.range.upperBound, "\(text)")
      #expect(span.range.lowerBound >= previous, "\(text)")
      previous = span.range.lowerBound
      #expect(span.textRange.lowerBound >= 0 && span.textRange.lowerBound < span.textRange.upperBound)
      #expect(span.textRange.upperBound <= count, "\(text)")
      #expect((span.kind == .after) == (span.range.upperBound == .distantFuture))
      #expect((span.kind == .before) == (span.range.lowerBound == .distantPast))
      for edge in [span.range.lowerBound, span.range.upperBound] {
        for step in [-86_400.0, -1, 0, 1, 86_400] {
          let weight = reading.weight(of: edge.addingTimeInterval(step))
          #expect((0...1).contains(weight), "\(text)")
        }
      }
      #expect(span.weight(of: span.range.lowerBound) == span.height)
    }
    #expect(reading.spans.count <= TemporalReading.spanLimit)
    let ranges = reading.explicitRanges
    #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
    #expect(reading.weight(of: now).isFinite)
  }

  @Test func sentencesOfRandomWordsOfTimeReadInOrder() {
    var random = Random(state: 1)
    for _ in 0..<6000 {
      let text = (0..<Int.random(in: 1...14, using: &random)).map { _ in
        Self.words[Int.random(in: 0..<Self.words.count, using: &random)]
          + (Bool.random(using: &random) || Bool.random(using: &random) ? " " : "")
      }.joined()
      let place = Self.places[Int.random(in: 0..<3, using: &random)]
      let now = Date(timeIntervalSince1970: Double.random(in: -2e9...6e9, using: &random))
      let reading = place.parser.read(text, now: now)
      check(reading, of: text, now: now)
      check(reading.resolved(within: now.addingTimeInterval(-3e8)...now), of: text, now: now)
      #expect(place.parser.read(text, now: now).spans == reading.spans)
    }
  }

  @Test func textOfRandomScalarsDoesNoHarm() {
    var random = Random(state: 2)
    for _ in 0..<800 {
      var text = ""
      for _ in 0..<Int.random(in: 0...80, using: &random) {
        let value =
          switch Int.random(in: 0..<5, using: &random) {
          case 0: UInt32.random(in: 0x20...0x7E, using: &random)
          case 1: UInt32.random(in: 0xAC00...0xD7A3, using: &random)
          case 2: UInt32.random(in: 0x30...0x39, using: &random)
          case 3: UInt32.random(in: 0x1100...0x11FF, using: &random)
          default: UInt32.random(in: 0...0x10FFFF, using: &random)
          }
        if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
      }
      check(TemporalPlace.seoul.read(text), of: text, now: TemporalPlace.seoul.now)
    }
  }

  @Test func momentsFarAwayOrNoMomentsAtAllAreSurvived() {
    for time in [-1e18, -1e11, 0, 1e11, 1e18, .infinity, -.infinity, .nan] {
      for text in ["yesterday", "last week", "in May", "three years ago", "since 2020", "지난 3일", "the last 100 years"] {
        let reading = TemporalPlace.newYork.parser.read(text, now: Date(timeIntervalSince1970: time))
        #expect(reading.spans.allSatisfy { $0.range.lowerBound < $0.range.upperBound })
      }
    }
    #expect(TemporalPlace.newYork.read("yesterday").weight(of: Date(timeIntervalSince1970: .nan)) >= 0)
  }

  /// In 400 years the calendar repeats, weekdays included (146 097 days are 20 871 weeks).
  @Test func relativeTimesMoveWithNow() {
    let shift = 146_097 * 86_400.0
    let parser = TemporalParser(timeZone: .gmt)
    let texts = [
      "yesterday", "last week", "last month", "last May", "two weeks ago", "in the last 3 months", "last Tuesday",
      "over the weekend", "this morning", "지난주 화요일", "사흘 전", "작년 5월 3일", "어제부터", "지난달 말", "May 3", "early last year",
      "from Monday to Wednesday", "an hour ago", "on the 15th", "last winter",
    ]
    var random = Random(state: 3)
    for text in texts {
      for _ in 0..<20 {
        // The years that may be named are fewer than 400: days of a week apart keep the same rules.
        let now = Date(timeIntervalSince1970: Double(Int.random(in: 0...4_000_000_000, using: &random)))
        let base = TimeGrammarReading(text, now: now).days
        let moved = TimeGrammarReading(text, now: now.addingTimeInterval(shift)).days
        #expect(base.map { $0.lowerBound + 146_097..<$0.upperBound + 146_097 } == moved, "\(text)")
        #expect(!parser.read(text, now: now).isEmpty, "\(text)")
      }
    }
  }

  @Test func weeksAndDaysMoveWithEveryWeek() {
    let place = TemporalPlace("GMT")
    for text in ["yesterday", "last week", "two weeks ago", "last Tuesday", "this weekend", "지난 3일", "사흘 전부터"] {
      let base = place.read(text).spans
      for weeks in 1...60 {
        let shift = Double(weeks) * 7 * 86_400
        let moved = place.parser.read(text, now: place.now.addingTimeInterval(shift)).spans
        #expect(moved.count == base.count)
        for (a, b) in zip(base, moved) {
          #expect(b.range.lowerBound == a.range.lowerBound.addingTimeInterval(shift))
          if a.kind != .after { #expect(b.range.upperBound == a.range.upperBound.addingTimeInterval(shift)) }
        }
      }
    }
  }

  @Test func datesWithAYearDoNotMove() {
    let place = TemporalPlace.newYork
    for text in [
      "May 3 2023", "2023-05-03", "in 2023", "Q3 2023", "summer 2021", "2023년 5월 3일", "from May to July 2023",
      "before 2020",
      "the week before August 3, 2023", "since May 2022", "the 1990s", "second week of November 2022",
    ] {
      let base = place.times(text)
      #expect(!base.isEmpty)
      for now in ["2024-02-29T23", "2026-12-31T23:59", "2031-01-01"] { #expect(place.times(text, at: now) == base) }
    }
  }

  @Test func textBeyondTheLimitIsNotRead() {
    let padding = String(repeating: "가", count: TemporalParser.textLimit - 9) + " "
    #expect(TemporalPlace.seoul.times(padding + "yesterda") == "")
    #expect(TemporalPlace.seoul.read(String(repeating: "x ", count: 1000) + "yesterday").isEmpty)
    #expect(!TemporalPlace.seoul.read(String(repeating: "x ", count: 900) + "yesterday").isEmpty)
    let many = String(repeating: "yesterday ", count: 400)
    #expect(TemporalPlace.seoul.read(many).spans.count == TimeGrammar.mentionLimit)
  }
}

/// The days of a text before they are bounded and put into a zone.
private struct TimeGrammarReading {
  let days: [Range<Int>]

  init(_ text: String, now: Date) {
    let seconds = Int(now.timeIntervalSince1970)
    let today = Int((now.timeIntervalSince1970 / 86_400).rounded(.down))
    let grammar = TimeGrammar(
      tokens: TimeLexer(text, limit: 2000).tokens, today: today, now: seconds, rules: TemporalRules(),
      speaksOfThePast: false, prefersFuture: false)
    days = grammar.mentions().compactMap { mention in
      if case .seconds(let range) = mention.phrase.extent {
        return range.lowerBound / 86_400..<range.upperBound / 86_400
      }
      return mention.phrase.settledDays(today: today, prefersFuture: false)
    }
  }
}
