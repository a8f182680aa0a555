import Foundation
import MnemeCore

/// Times that a question names: "in July 2023", "on May 3", "yesterday", "2 weeks ago", "7월 15일".
///
/// Each becomes the span of time in which it was likely talked about. A span only raises what was said in it; it never
/// excludes. Days are those of UTC.
struct TimeHint: Sendable, Hashable {
  /// Milliseconds since 1970, not overlapping tests of membership only; empty when the question names no time.
  private(set) var spans: [ClosedRange<Int64>] = []

  private static let day: Int64 = 86_400_000

  /// No time is named.
  static let none = TimeHint()

  private init() {}

  var isEmpty: Bool { spans.isEmpty }

  /// - Parameters:
  ///   - now: what "yesterday" is counted from.
  ///   - known: times of the first and last message; a date without a year means each such date between them.
  init(_ query: String, now: Date, known: ClosedRange<Int64>) {
    let words = Self.words(of: query)
    let years =
      Self.year(of: max(known.lowerBound, known.upperBound - 30 * 366 * Self.day))...Self.year(of: known.upperBound)
    var i = 0
    while i < words.count {
      i += max(1, addDate(words, at: i, years: years) ?? addRelative(words, at: i, now: now.milliseconds) ?? 1)
    }
  }

  /// 1 inside a span, else 0.
  func weight(of time: Int64) -> Double { contains(time) ? 1 : 0 }

  func contains(_ time: Int64) -> Bool { spans.contains { $0.contains(time) } }

  // MARK: Calendar dates

  /// Number of words used; nil when no date starts here.
  private mutating func addDate(_ words: [Word], at i: Int, years: ClosedRange<Int>) -> Int? {
    let word = words[i]
    if let month = Self.month(word, isFirst: i == 0) {
      // "May 3, 2023", "May 2023", "May"
      if let day = words.number(at: i + 1, in: 1...31, digits: 1...2) {
        let year = words.number(at: i + 2, in: 1900...2200)
        add(year: year, month: month, day: day, years: years)
        return year == nil ? 2 : 3
      }
      let year = words.number(at: i + 1, in: 1900...2200)
      add(year: year, month: month, day: nil, years: years)
      return year == nil ? 1 : 2
    }
    if let day = words.number(at: i, in: 1...31, digits: 1...2) {
      // "3 May 2023", "3rd of May"
      let next = words.indices.contains(i + 1) && words[i + 1].text == "of" ? i + 2 : i + 1
      if words.indices.contains(next), let month = Self.month(words[next], isFirst: false) {
        let year = words.number(at: next + 1, in: 1900...2200)
        add(year: year, month: month, day: day, years: years)
        return next - i + (year == nil ? 1 : 2)
      }
    }
    if let year = words.number(at: i, in: 1900...2200), word.text.utf8.count == 4 {
      // "2023-05-03", "2023년 5월 3일"
      let isWide = word.suffix == "년" || word.suffix == "年"
      guard word.suffix == "-" || isWide, let month = words.number(at: i + 1, in: 1...12) else {
        add(year: year, month: nil, day: nil, years: years)
        return 1
      }
      guard words[i + 1].suffix == "-" || (isWide && words[i + 1].isMonthMark),
        let day = words.number(at: i + 2, in: 1...31)
      else {
        add(year: year, month: month, day: nil, years: years)
        return 2
      }
      add(year: year, month: month, day: day, years: years)
      return 3
    }
    if word.isMonthMark, let month = words.number(at: i, in: 1...12) {
      let hasDay = words.indices.contains(i + 1) && (words[i + 1].suffix == "일" || words[i + 1].suffix == "日")
      let day = hasDay ? words.number(at: i + 1, in: 1...31) : nil
      add(year: nil, month: month, day: day, years: years)
      return day == nil ? 1 : 2
    }
    return nil
  }

  private mutating func add(year: Int?, month: Int?, day: Int?, years: ClosedRange<Int>) {
    for year in year.map({ $0...$0 }) ?? years {
      guard let month else {
        spans.append(Self.start(year, 1, 1)...(Self.start(year + 1, 1, 1) - 1))
        continue
      }
      if let day {
        // What happens on a day is told on that day or a few days after it; the day before is for time zones.
        let start = Self.start(year, month, day)
        spans.append((start - Self.day)...(start + 4 * Self.day - 1))
      } else {
        let end = month == 12 ? Self.start(year + 1, 1, 1) : Self.start(year, month + 1, 1)
        spans.append(Self.start(year, month, 1)...(end - 1))
      }
    }
  }

  // MARK: Relative times

  private mutating func addRelative(_ words: [Word], at i: Int, now: Int64) -> Int? {
    let word = words[i].text
    let next = words.indices.contains(i + 1) ? words[i + 1].text : ""
    let today = now - (now % Self.day + Self.day) % Self.day
    func days(_ from: Int64, _ to: Int64) -> ClosedRange<Int64> {
      (today + from * Self.day)...(today + (to + 1) * Self.day - 1)
    }
    switch (word, next) {
    case ("today", _), ("오늘", _): spans.append(days(0, 0))
    case ("yesterday", _), ("어제", _): spans.append(days(-1, -1))
    case ("지난주", _), ("지난주에", _): spans.append(days(-14, -1))
    case ("지난달", _), ("지난달에", _): spans.append(days(-62, -1))
    case ("작년", _), ("작년에", _): addYear(before: now)
    case ("last", "week"):
      spans.append(days(-14, -1))
      return 2
    case ("last", "month"):
      spans.append(days(-62, -1))
      return 2
    case ("last", "year"):
      addYear(before: now)
      return 2
    default:
      guard let count = Self.count(word), words.indices.contains(i + 2), words[i + 2].text == "ago" else { return nil }
      let unit: Int64
      switch next {
      case "day", "days": unit = 1
      case "week", "weeks": unit = 7
      case "month", "months": unit = 30
      case "year", "years": unit = 365
      default: return nil
      }
      // The longer ago, the rounder the number.
      let middle = -count * unit
      let slack = unit == 1 ? 1 : unit / 2 + 1
      spans.append(days(middle - slack, middle + slack))
      return 3
    }
    return 1
  }

  private mutating func addYear(before now: Int64) {
    let year = Self.year(of: now) - 1
    spans.append(Self.start(year, 1, 1)...(Self.start(year + 1, 1, 1) - 1))
  }

  // MARK: Words

  private typealias Word = TimeWord

  private static func words(of query: String) -> [Word] {
    var words: [Word] = []
    var text = ""
    func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
    func end(_ suffix: Character) {
      if !text.isEmpty { words.append(Word(original: text, suffix: suffix)) }
      text = ""
    }
    for character in query.prefix(2_000) {
      if character.isLetter || character.isNumber {
        // "7월": a number ends where letters begin.
        if let last = text.last, isDigit(last), !isDigit(character), !character.isASCII {
          end(character)
          if "년월일年月日".contains(character) { continue }
        }
        text.append(character)
      } else {
        end(character)
      }
    }
    end(" ")
    return words
  }

  private static func count(_ word: String) -> Int64? {
    switch word {
    case "a", "an", "one": 1
    case "two": 2
    case "three": 3
    case "four": 4
    case "five": 5
    case "six": 6
    default: Int64(word).flatMap { (1...120).contains($0) ? $0 : nil }
    }
  }

  /// "may" and "march" are months only where they are written as names; abbreviations likewise.
  private static func month(_ word: Word, isFirst: Bool) -> Int? {
    let isCapitalised = word.original.first?.isUppercase ?? false
    guard
      let index = months.firstIndex(where: {
        $0 == word.text || $0.prefix(3) == word.text || word.text == "sept" && $0 == "september"
      })
    else { return nil }
    let isPlain = word.text.count > 3 && word.text != "march"
    return isPlain || (isCapitalised && !isFirst) ? index + 1 : nil
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]

  // MARK: Calendar arithmetic

  /// Milliseconds since 1970 of a day's midnight in UTC; the proleptic Gregorian calendar by the count of days in 400
  /// years (H. Hinnant, "chrono-compatible low-level date algorithms").
  static func start(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468) * Self.day
  }

  static func year(of time: Int64) -> Int {
    var year = 1970 + Int((Double(time) / Double(Self.day) / 365.2425).rounded(.down))
    while start(year + 1, 1, 1) <= time { year += 1 }
    while start(year, 1, 1) > time { year -= 1 }
    return year
  }
}

/// A word of a question with the character after it.
private struct TimeWord {
  let original: String
  let suffix: Character
  /// Lower case.
  let text: String

  init(original: String, suffix: Character) {
    self.original = original
    self.suffix = suffix
    text = original.lowercased()
  }

  var isMonthMark: Bool { suffix == "월" || suffix == "月" }
}

extension [TimeWord] {
  /// The number at an index, an English ordinal ending left out.
  fileprivate func number(at index: Int, in range: ClosedRange<Int>, digits: ClosedRange<Int> = 1...4) -> Int? {
    guard indices.contains(index) else { return nil }
    var text = Substring(self[index].text)
    for ending in ["st", "nd", "rd", "th"] where text.hasSuffix(ending) { text = text.dropLast(2) }
    guard digits.contains(text.count), let number = Int(text), range.contains(number) else { return nil }
    return number
  }
}
