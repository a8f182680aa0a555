import Foundation
import MnemeCore
import MnemeMemory

/// All that is known of a topic, or all that was said in a time, as a list.
struct OverviewAnswer {
  /// Lines of one list; what goes beyond is counted.
  static let lineLimit = 24

  private enum Group: Int, CaseIterable {
    case person, work, people, tastes, plans, rest

    func heading(isKorean: Bool) -> String {
      switch self {
      case .person: isKorean ? "본인" : "You"
      case .work: isKorean ? "일과 학업" : "Work and study"
      case .people: isKorean ? "주변 사람과 동물" : "People and animals"
      case .tastes: isKorean ? "취향" : "Likes and habits"
      case .plans: isKorean ? "일정과 사건" : "Plans and events"
      case .rest: isKorean ? "그 밖에" : "Also"
      }
    }
  }

  /// The text, and the sentences that stand in it.
  typealias Listing = (text: String, sentences: [EvidenceSentence])

  let pool: EvidencePool
  let phrases: AnswerText

  /// Nil when nothing is known.
  func known(of topic: Inquiry.Topic) -> Listing? {
    let current = pool.sentences.filter { !$0.isPast && !$0.isRepeated }
    switch topic {
    case .owner:
      let own = current.filter { $0.speaker == nil && $0.hit.trust != .other && Self.isWorthTelling($0) }
      guard !own.isEmpty else { return nil }
      return grouped(own, heading: phrases.isKorean ? "제가 알고 있는 것은 이렇습니다." : "This is what I know about you:")
    case .family:
      let known = current.filter { $0.speaker == nil && mentionsFamily($0) && Self.isWorthTelling($0) }
      guard !known.isEmpty else { return nil }
      return list(
        newestFirst(known),
        heading: phrases.isKorean ? "가족에 대해 알고 있는 것은 이렇습니다." : "This is what I know about your family:")
    case .about(let word):
      let known = current.filter { mentions($0, word) }
      guard !known.isEmpty else { return nil }
      return list(newestFirst(known), heading: phrases.isKorean ? "알고 있는 것은 이렇습니다." : "This is what I know about that:")
    }
  }

  /// What is planned and still ahead, in these times where there are some, the next first; nil when nothing is.
  func planned(in times: [Range<Date>], now: Date) -> Listing? {
    var found: [(sentence: EvidenceSentence, time: Date)] = []
    for sentence in pool.sentences where !sentence.isPast && !sentence.isRepeated && sentence.speaker == nil {
      guard sentence.hit.trust != .other, let statement = sentence.statements.first else { continue }
      let dates = StatedDate.all(in: sentence.text, said: sentence.date, calendar: phrases.calendar).map(\.range)
      let ahead = dates.filter { range in
        range.upperBound > now && (times.isEmpty || times.contains { $0.overlaps(range) })
          && (range.lowerBound > sentence.date || range.upperBound < .distantFuture)
      }
      let isPlan =
        sentence.statements.contains(where: \.isPlan) || (statement.kind == .event && statement.attribute == nil)
      guard isPlan else { continue }
      if let next = ahead.map(\.lowerBound).min() {
        found.append((sentence, next))
      } else if dates.isEmpty, times.isEmpty, sentence.statements.contains(where: \.isPlan),
        now.timeIntervalSince(sentence.date) < Self.openFor
      {
        found.append((sentence, .distantFuture))
      }
    }
    guard !found.isEmpty else { return nil }
    found.sort { ($0.time, $0.sentence.text) < ($1.time, $1.sentence.text) }
    return list(
      found.map(\.sentence), heading: phrases.isKorean ? "앞으로의 계획은 이렇습니다." : "This is what you have planned:")
  }

  /// Seconds for which a plan without a date is taken to be ahead.
  private static let openFor = 60.0 * 86_400

  /// What was said in these times, oldest first; nil when nothing was.
  func told(in times: [Range<Date>]) -> Listing? {
    let said = pool.sentences.filter { sentence in
      sentence.speaker == nil && !sentence.isOfThisConversation && times.contains { $0.contains(sentence.date) }
    }.sorted { ($0.date, $0.hit.id) < ($1.date, $1.hit.id) }
    guard !said.isEmpty else { return nil }
    return list(said, heading: phrases.isKorean ? "이렇게 말씀하셨어요." : "You told me:")
  }

  // MARK: What belongs

  private static func isWorthTelling(_ sentence: EvidenceSentence) -> Bool {
    importance(sentence) >= ReflectionPlanner.promotionImportance
  }

  private static func importance(_ sentence: EvidenceSentence) -> Double {
    sentence.statements.map(\.importance).max() ?? 0
  }

  private func mentionsFamily(_ sentence: EvidenceSentence) -> Bool {
    if StatementText.isKorean(sentence.text) {
      return sentence.words.contains { word in Acquaintances.koreanFamily.contains { word == $0 } }
    }
    return sentence.words.contains { word in
      Acquaintances.family.contains(Acquaintances.canonical(word))
        || !pool.people.aliases(of: word).isDisjoint(with: Acquaintances.family)
    }
  }

  private func mentions(_ sentence: EvidenceSentence, _ word: String) -> Bool {
    let names = pool.people.aliases(of: word).union([word, Acquaintances.canonical(word)])
    if sentence.words.contains(where: { names.contains(Acquaintances.canonical($0)) || names.contains($0) }) {
      return true
    }
    if let speaker = sentence.speaker?.lowercased(), names.contains(speaker) { return true }
    return StatementText.isKorean(word) && sentence.text.contains(word)
  }

  // MARK: Layout

  private func newestFirst(_ sentences: [EvidenceSentence]) -> [EvidenceSentence] {
    sentences.sorted { ($0.date, $0.text) > ($1.date, $1.text) }
  }

  private func list(_ sentences: [EvidenceSentence], heading: String) -> Listing {
    var lines = [heading] + sentences.prefix(Self.lineLimit).map(phrases.item)
    if sentences.count > Self.lineLimit { lines.append(more(sentences.count - Self.lineLimit)) }
    return (lines.joined(separator: "\n"), Array(sentences.prefix(Self.lineLimit)))
  }

  private func grouped(_ sentences: [EvidenceSentence], heading: String) -> Listing {
    let shown = sentences.sorted {
      (Self.importance($0), $0.date, $0.text) > (Self.importance($1), $1.date, $1.text)
    }.prefix(Self.lineLimit)
    let byGroup = Dictionary(grouping: shown) { Self.group(of: $0) }
    var lines = [heading]
    for group in Group.allCases {
      guard let members = byGroup[group] else { continue }
      lines.append("\(group.heading(isKorean: phrases.isKorean)):")
      lines += newestFirst(members).map(phrases.item)
    }
    if sentences.count > shown.count { lines.append(more(sentences.count - shown.count)) }
    return (lines.joined(separator: "\n"), Array(shown))
  }

  private func more(_ count: Int) -> String {
    phrases.isKorean ? "그 밖에 \(count)가지가 더 있어요." : "And \(count) more; ask about one of these to hear it."
  }

  private static func group(of sentence: EvidenceSentence) -> Group {
    if sentence.slots.contains(where: { $0.contains(":") && !$0.hasPrefix("favourite:") }) { return .people }
    if !sentence.slots.isDisjoint(with: ownSlots) { return .person }
    if !sentence.slots.isDisjoint(with: workSlots) { return .work }
    let isKorean = StatementText.isKorean(sentence.text)
    if sentence.slots.contains("partner")
      || sentence.words.contains(where: {
        isKorean
          ? Acquaintances.koreanFamily.contains($0)
          : AnswerConcepts.anchors.contains($0) && !["car", "bike", "boat"].contains($0)
      })
    {
      return .people
    }
    switch sentence.statements.first?.kind {
    case .preference: return .tastes
    case .event: return .plans
    default: return .rest
    }
  }

  private static let ownSlots: Set<String> = [
    "name", "age", "birthday", "birthplace", "home", "hometown", "address", "phone", "email", "native language",
    "marital status", "height", "blood type", "time zone",
  ]
  private static let workSlots: Set<String> = ["job", "employer", "school", "field of study"]
}
