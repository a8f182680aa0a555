import Foundation

/// Reads dates from a sentence, word by word. English and Korean.
struct DateReader {
  private let words: [String]
  private let said: Date
  private let calendar: Calendar

  init(text: String, said: Date, calendar: Calendar) {
    words = text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "-") }.map(String.init)
    self.said = said
    self.calendar = calendar
  }

  func read() -> [StatedDate] {
    var result: [StatedDate] = []
    var index = 0
    while index < words.count {
      if let (date, length) = relative(at: index) ?? korean(at: index) ?? absolute(at: index) {
        result.append(date)
        index += length
      } else {
        index += 1
      }
    }
    return result
  }

  private func word(_ index: Int) -> String { index >= 0 && index < words.count ? words[index] : "" }

  private func number(_ text: String) -> Int? {
    if let value = Int(text) { return value }
    if text == "a" || text == "an" { return 1 }
    return NumberWords.value(of: text)
  }

  private func made(
    _ start: Date?, _ precision: StatedDate.Precision, at index: Int, _ length: Int, relative: Bool
  ) -> (StatedDate, Int)? {
    guard let start else { return nil }
    let phrase = words[index..<min(index + length, words.count)].joined(separator: " ")
    return (StatedDate(start: start, precision: precision, phrase: phrase, isRelative: relative), length)
  }

  private func day(_ offset: Int) -> Date? {
    calendar.date(byAdding: .day, value: offset, to: calendar.startOfDay(for: said))
  }

  private func back(_ count: Int, _ unit: Calendar.Component) -> (Date?, StatedDate.Precision) {
    switch unit {
    case .weekOfYear: (day(-7 * count), count == 1 ? .week : .day)
    case .month:
      (calendar.date(byAdding: .month, value: -count, to: start(of: .month)), .month)
    case .year: (calendar.date(byAdding: .year, value: -count, to: start(of: .year)), .year)
    default: (day(-count), .day)
    }
  }

  private func start(of unit: Calendar.Component) -> Date {
    calendar.dateInterval(of: unit, for: said)?.start ?? said
  }

  // MARK: Relative, English

  private static let units: [String: Calendar.Component] = [
    "day": .day, "days": .day, "week": .weekOfYear, "weeks": .weekOfYear, "month": .month,
    "months": .month, "year": .year, "years": .year, "yrs": .year,
  ]
  private static let weekdays: [String: Int] = [
    "sunday": 1, "monday": 2, "tuesday": 3, "wednesday": 4, "thursday": 5, "friday": 6, "saturday": 7,
    "일요일": 1, "월요일": 2, "화요일": 3, "수요일": 4, "목요일": 5, "금요일": 6, "토요일": 7,
  ]

  private func relative(at index: Int) -> (StatedDate, Int)? {
    switch word(index) {
    case "today", "tonight": return made(day(0), .day, at: index, 1, relative: true)
    case "yesterday": return made(day(-1), .day, at: index, 1, relative: true)
    case "tomorrow", "tmrw": return made(day(1), .day, at: index, 1, relative: true)
    case "this" where ["morning", "afternoon", "evening"].contains(word(index + 1)):
      return made(day(0), .day, at: index, 2, relative: true)
    case "last" where word(index + 1) == "night": return made(day(-1), .day, at: index, 2, relative: true)
    case "last":
      if let unit = Self.units[word(index + 1)] {
        let (start, precision) = back(1, unit)
        return made(start, precision, at: index, 2, relative: true)
      }
      if let weekday = Self.weekdays[word(index + 1)] {
        return made(near(weekday, forward: false), .day, at: index, 2, relative: true)
      }
      if let month = Self.months[word(index + 1)] {
        return made(lastMonth(month), .month, at: index, 2, relative: true)
      }
    case "next":
      if let unit = Self.units[word(index + 1)] {
        let (start, precision) = back(-1, unit)
        return made(start, unit == .weekOfYear ? .week : precision, at: index, 2, relative: true)
      }
      if let weekday = Self.weekdays[word(index + 1)] {
        return made(near(weekday, forward: true), .day, at: index, 2, relative: true)
      }
    case "on", "this":
      if let weekday = Self.weekdays[word(index + 1)] {
        return made(near(weekday, forward: !tellsOfThePast(before: index)), .day, at: index, 2, relative: true)
      }
    case "day" where word(index + 1) == "before" && word(index + 2) == "yesterday":
      return made(day(-2), .day, at: index, 3, relative: true)
    case "day" where word(index + 1) == "after" && word(index + 2) == "tomorrow":
      return made(day(2), .day, at: index, 3, relative: true)
    case "in":
      if let count = number(word(index + 1)), count < 400, let unit = Self.units[word(index + 2)] {
        let (start, precision) = back(-count, unit)
        return made(start, precision, at: index, 3, relative: true)
      }
    default:
      if let count = number(word(index)), count < 400, let unit = Self.units[word(index + 1)],
        word(index + 2) == "ago"
      {
        let (start, precision) = back(count, unit)
        return made(start, precision, at: index, 3, relative: true)
      }
    }
    return nil
  }

  /// "I moved on Saturday" means the last one.
  private func tellsOfThePast(before index: Int) -> Bool {
    (0..<index).contains { place in
      if Self.pastVerbs.contains(word(place)) { return true }
      return word(place).utf8.count > 4 && word(place).hasSuffix("ed") && !Self.present.contains(word(place - 1))
    }
  }

  private static let pastVerbs: Set<String> = [
    "was", "were", "went", "had", "met", "did", "saw", "got", "bought", "sold", "left", "came", "took", "made", "ate",
    "ran",
    "broke", "found", "lost", "won", "gave", "began", "flew", "drove", "wrote", "quit",
  ]
  /// Before a participle: no past tense.
  private static let present: Set<String> = [
    "am", "i'm", "im", "is", "are", "we're", "be", "being", "get", "getting", "to", "will",
  ]

  private func near(_ weekday: Int, forward: Bool) -> Date? {
    let today = calendar.component(.weekday, from: said)
    let ahead = (weekday - today + 7) % 7
    let offset = forward ? (ahead == 0 ? 7 : ahead) : (ahead == 0 ? -7 : ahead - 7)
    return day(offset)
  }

  private func lastMonth(_ month: Int) -> Date? {
    let now = calendar.dateComponents([.year, .month], from: said)
    guard let year = now.year, let current = now.month else { return nil }
    return date(month >= current ? year - 1 : year, month, 1)
  }

  // MARK: Absolute, English and ISO

  private static let months: [String: Int] = {
    var table: [String: Int] = [:]
    let names = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
      "november", "december",
    ]
    for (number, name) in names.enumerated() {
      table[name] = number + 1
      if name != "may" { table[String(name.prefix(3))] = number + 1 }
    }
    table["sept"] = 9
    return table
  }()

  private func date(_ year: Int, _ month: Int, _ day: Int) -> Date? {
    guard (1000...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    let components = DateComponents(year: year, month: month, day: day)
    guard let date = calendar.date(from: components), calendar.component(.day, from: date) == day else { return nil }
    return date
  }

  private func dayNumber(_ text: String) -> Int? {
    var body = text[...]
    if ["st", "nd", "rd", "th"].contains(where: body.hasSuffix) { body = body.dropLast(2) }
    guard let value = Int(body), (1...31).contains(value) else { return nil }
    return value
  }

  private func year(_ text: String) -> Int? {
    guard text.utf8.count == 4, let value = Int(text), (1900...2199).contains(value) else { return nil }
    return value
  }

  private func absolute(at index: Int) -> (StatedDate, Int)? {
    let here = word(index)
    if here.utf8.count == 10 {
      let parts = here.split(separator: "-").compactMap { Int($0) }
      if parts.count == 3, let found = date(parts[0], parts[1], parts[2]) {
        return made(found, .day, at: index, 1, relative: false)
      }
    }
    let current = calendar.component(.year, from: said)
    if let day = dayNumber(here) {
      let skip = word(index + 1) == "of" ? 2 : 1
      if let month = Self.months[word(index + skip)] {
        let year = year(word(index + skip + 1))
        return made(
          date(year ?? current, month, day), .day, at: index, skip + (year == nil ? 1 : 2), relative: false)
      }
    }
    if let month = Self.months[here] {
      if let day = dayNumber(word(index + 1)) {
        let year = year(word(index + 2))
        return made(date(year ?? current, month, day), .day, at: index, year == nil ? 2 : 3, relative: false)
      }
      if let year = year(word(index + 1)) {
        return made(date(year, month, 1), .month, at: index, 2, relative: false)
      }
      if ["in", "since", "until", "by", "this"].contains(word(index - 1)) {
        let now = calendar.component(.month, from: said)
        let past = word(index - 1) == "since" && month > now
        return made(date(past ? current - 1 : current, month, 1), .month, at: index, 1, relative: false)
      }
    }
    if ["in", "since", "from", "until", "year"].contains(word(index - 1)), let year = year(here) {
      return made(date(year, 1, 1), .year, at: index, 1, relative: false)
    }
    return nil
  }

  // MARK: Korean

  private func leading(_ text: String, _ unit: String) -> Int? {
    guard let range = text.range(of: unit) else { return nil }
    let head = String(text[..<range.lowerBound])
    return Int(head) ?? NumberWords.value(of: head)
  }

  private func korean(at index: Int) -> (StatedDate, Int)? {
    let here = word(index)
    guard here.unicodeScalars.contains(where: { (0xAC00...0xD7A3).contains($0.value) }) else { return nil }
    for (head, offset) in [("오늘", 0), ("어제", -1), ("그저께", -2), ("그제", -2), ("내일", 1), ("모레", 2), ("어젯밤", -1)]
    where here.hasPrefix(head) && !here.hasPrefix("오늘날") {
      return made(day(offset), .day, at: index, 1, relative: true)
    }
    let joined = here == "지난" || here == "다음" || here == "이번" ? here + word(index + 1) : here
    let length = joined == here ? 1 : 2
    for (head, step, unit) in [
      ("지난주", 1, Calendar.Component.weekOfYear), ("저번주", 1, .weekOfYear), ("지난달", 1, .month), ("작년", 1, .year),
      ("지난해", 1, .year), ("재작년", 2, .year), ("다음주", -1, .weekOfYear), ("다음달", -1, .month), ("내년", -1, .year),
    ] where joined.hasPrefix(head) {
      let (start, precision) = back(step, unit)
      return made(start, precision, at: index, length, relative: true)
    }
    for (unit, component) in [
      ("일", Calendar.Component.day), ("주", .weekOfYear), ("개월", .month), ("달", .month), ("년", .year),
    ] {
      let ago = word(index + 1).hasPrefix("전")
      if here.hasSuffix(unit + "전") || here.hasSuffix(unit + "전에") || (here.hasSuffix(unit) && ago),
        let count = leading(here, unit), count < 400
      {
        let (start, precision) = back(count, component)
        return made(start, precision, at: index, ago ? 2 : 1, relative: true)
      }
    }
    return koreanAbsolute(at: index)
  }

  private func koreanAbsolute(at index: Int) -> (StatedDate, Int)? {
    var cursor = index
    var year: Int?
    if let value = leading(word(cursor), "년"), (1900...2199).contains(value) {
      year = value
      cursor += 1
      if leading(word(cursor), "월") == nil {
        return made(date(value, 1, 1), .year, at: index, 1, relative: false)
      }
    }
    guard let month = leading(word(cursor), "월") else { return nil }
    let rest = word(cursor).components(separatedBy: "월").last ?? ""
    let attached = leading(rest, "일")
    let day = attached ?? leading(word(cursor + 1), "일")
    let length = cursor - index + (attached == nil && day != nil ? 2 : 1)
    let fallback = calendar.component(.year, from: said)
    guard let start = date(year ?? fallback, month, day ?? 1) else { return nil }
    return made(start, day == nil ? .month : .day, at: index, length, relative: false)
  }
}
