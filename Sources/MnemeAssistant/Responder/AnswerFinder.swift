import Foundation
import MnemeCore
import MnemeMemory

/// Finds the sentences of the evidence that answer a question, or none.
///
/// A question for a single-valued slot (home, age, a sister's job) is answered by the newest statement of that slot, and by
/// nothing else where there is one. Otherwise a sentence's score is the weighted share of the question's content words it
/// covers (itself or by a word of the same meaning), 0…1; named beings and things must be covered; below `threshold`
/// nothing is known.
struct AnswerFinder {
  struct Answer {
    let sentence: EvidenceSentence
    let score: Double
    /// The sentence before it is needed to understand it.
    let needsContext: Bool
    /// Shown for what held before.
    var isFormer = false
  }

  static let threshold = 0.6
  private static let closeToBest = 0.08
  private static let quotes = 3

  let question: QuestionReading
  let calendar: Calendar

  func answers(in pool: EvidencePool) -> [Answer] {
    if question.hasOpenPronoun { return [] }
    let slotted = slotAnswers(in: pool)
    if !slotted.isEmpty { return slotted }
    guard !question.terms.isEmpty else { return [] }
    return covering(in: pool)
  }

  // MARK: Slots

  private func slotAnswers(in pool: EvidencePool) -> [Answer] {
    for wanted in [question.slots.preferred, question.slots.related] where !wanted.isEmpty {
      let found = slotAnswers(wanted, in: pool)
      if !found.isEmpty { return found }
    }
    // "my locker number", "our gym": slots that are named by their own words.
    return question.people.isEmpty ? slotAnswers(namedBy: question, in: pool) : []
  }

  private func slotAnswers(_ wanted: [String], in pool: EvidencePool) -> [Answer] {
    var keys: Set<String> = []
    var speakers: Set<String> = []
    if question.people.isEmpty {
      guard question.isKorean || question.isOwn else { return [] }
      keys = Set(wanted)
    } else {
      // "my brother's wife" is nobody's slot.
      guard question.people.count == 1 else { return [] }
      for person in question.people {
        let names = pool.people.names(of: person)
        speakers.formUnion(names)
        for name in names { for slot in wanted { keys.insert("\(name):\(slot)") } }
      }
      if wanted.contains("name"), !Self.partners.isDisjoint(with: question.people) { keys.insert("partner") }
    }
    let matching = pool.sentences.filter { sentence in
      if let speaker = sentence.speaker?.lowercased() {
        return speakers.contains(speaker) && !sentence.slots.isDisjoint(with: wanted)
      }
      return sentence.hit.trust != .other
        && sentence.slots.contains { slot in keys.contains(slot) || isKind(slot, of: keys) }
    }
    return chosen(from: matching)
  }

  /// "older sister:home" is a sister's.
  private func isKind(_ slot: String, of keys: Set<String>) -> Bool {
    guard let space = slot.firstIndex(of: " ") else { return false }
    return keys.contains(String(slot[slot.index(after: space)...]))
  }

  private static let partners: Set<String> = [
    "wife", "husband", "partner", "girlfriend", "boyfriend", "spouse", "fiance",
  ]

  private func slotAnswers(namedBy question: QuestionReading, in pool: EvidencePool) -> [Answer] {
    guard !question.isKorean || question.terms.contains(where: { $0.word.hasPrefix("좋아") }) else { return [] }
    let stems = Set(question.terms.map { WordForms.stem($0.word == "color" ? "colour" : $0.word) })
    let matching = pool.sentences.filter { sentence in
      guard sentence.speaker == nil else { return false }
      return sentence.slots.contains { slot in
        guard let colon = slot.firstIndex(of: ":") else {
          let parts = slot.split(separator: " ").map { WordForms.stem(String($0)) }
          return Self.free.contains(slot) ? false : !parts.isEmpty && parts.allSatisfy(stems.contains)
        }
        guard slot[..<colon] == "favourite" else { return false }
        let parts = slot[slot.index(after: colon)...].split(separator: " ").map { WordForms.stem(String($0)) }
        if question.isKorean {
          return parts.allSatisfy { part in stems.contains { $0.hasPrefix(part) || part.hasPrefix($0) } }
        }
        return (stems.contains("favourit") || stems.contains("favorit")) && parts.allSatisfy(stems.contains)
      }
    }
    return chosen(from: matching)
  }

  /// Slots whose names are everyday words of other questions.
  private static let free: Set<String> = ["home", "job", "name", "age", "school", "car", "diet", "partner", "employer"]

  /// The newest of what holds, then the newest of what held before; for a question about the past only the latter.
  private func chosen(from matching: [EvidenceSentence]) -> [Answer] {
    let sorted = matching.filter { !$0.isRepeated }.sorted { ($0.date, $0.text) > ($1.date, $1.text) }
    let past = sorted.filter(\.isPast).map { Answer(sentence: $0, score: 1, needsContext: false, isFormer: true) }
    let current = sorted.filter { !$0.isPast }.map { Answer(sentence: $0, score: 1, needsContext: false) }
    if question.asksPast { return Array(past.prefix(2)) }
    guard !current.isEmpty else { return Array(past.prefix(1)) }
    return Array(current.prefix(2)) + past.prefix(1)
  }

  // MARK: Words

  private func covering(in pool: EvidencePool) -> [Answer] {
    let newest = pool.sentences.map(\.date).max() ?? .distantPast
    let oldest = pool.sentences.map(\.date).min() ?? .distantPast
    let span = max(1, newest.timeIntervalSince(oldest))
    let scorer = SentenceScorer(question: question, people: pool.people, calendar: calendar)
    var found: [(answer: Answer, plain: Double)] = []
    for sentence in pool.sentences where !sentence.isRepeated {
      var needsContext = false
      var score = scorer.score(sentence, text: sentence.text, words: sentence.words, stems: sentence.stems)
      if score < Self.threshold, let before = sentence.before {
        let earlier = WordForms.words(before)
        let earlierStems = Set(earlier.map(WordForms.stem))
        let wider =
          0.92
          * scorer.score(
            sentence, text: before + " " + sentence.text, words: earlier + sentence.words,
            stems: earlierStems.union(sentence.stems))
        if wider >= Self.threshold, wider > score,
          wider > scorer.score(sentence, text: before, words: earlier, stems: earlierStems)
        {
          score = wider
          needsContext = true
        }
      }
      guard score >= Self.threshold else { continue }
      let plain = score
      // Who somebody is stays so when one of the things said with it was replaced.
      let isPast = sentence.isPast && !scorer.introduces(sentence)
      if isPast, !question.asksPast { score *= 0.7 }
      if !sentence.isPast, question.asksPast, pool.sentences.contains(where: \.isPast) { score *= 0.8 }
      let recency = sentence.date.timeIntervalSince(oldest) / span
      found.append(
        (
          Answer(
            sentence: sentence, score: score + 0.06 * recency + 0.05 * sentence.hit.score, needsContext: needsContext,
            isFormer: isPast), plain
        ))
    }
    found.sort {
      let (a, b) = ($0.answer, $1.answer)
      return (a.score, a.sentence.date, a.sentence.text) > (b.score, b.sentence.date, b.sentence.text)
    }
    guard let best = found.first else { return [] }
    let close = found.filter { $0.plain >= best.plain - Self.closeToBest }.map(\.answer)
    let current = close.filter { !$0.isFormer || question.asksPast }
    let former = close.filter { $0.isFormer && !question.asksPast }
    return Array(current.prefix(Self.quotes)) + former.prefix(1)
  }
}
