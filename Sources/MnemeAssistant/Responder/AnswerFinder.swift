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
    return chosen(from: matching, in: pool)
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
    let stems = Set(question.terms.map { WordForms.stem($0.word == "color" ? "colour" : $0.word) })
    let matching = pool.sentences.filter { sentence in
      sentence.speaker == nil && sentence.slots.contains { isNamed($0, by: stems) }
    }
    return chosen(from: matching, in: pool)
  }

  /// "locker number", "choir time" and "favourite:tea" are named by the words of the question, and it asks for nothing else.
  private func isNamed(_ slot: String, by stems: Set<String>) -> Bool {
    if let colon = slot.firstIndex(of: ":") {
      guard slot[..<colon] == "favourite" else { return false }
      let parts = slot[slot.index(after: colon)...].split(separator: " ").map { WordForms.stem(String($0)) }
      if question.isKorean {
        guard question.terms.contains(where: { $0.word.hasPrefix("좋아") }) else { return false }
        return parts.allSatisfy { part in stems.contains { $0.hasPrefix(part) || part.hasPrefix($0) } }
      }
      return (stems.contains("favourit") || stems.contains("favorit")) && parts.allSatisfy(stems.contains)
    }
    guard !Self.free.contains(slot), StatementText.isKorean(slot) == question.isKorean else { return false }
    let isTime = slot.hasSuffix(" time") || slot.hasSuffix(" 시간")
    guard !isTime || question.wanted == .date || stems.contains("time") || question.isKorean else { return false }
    let parts = slot.split(separator: " ").map(String.init)
      .filter { $0 != "time" && $0 != "price" && $0 != "시간" && !AnswerConcepts.hollow.contains($0) }.map(WordForms.stem)
    guard !parts.isEmpty else { return false }
    if question.isKorean {
      return parts.allSatisfy { part in stems.contains { $0.hasPrefix(part) } }
        && question.terms.allSatisfy { term in
          term.weight < 0.6 || parts.contains(where: term.word.hasPrefix)
            || Self.koreanVague.contains(where: term.word.hasPrefix)
        }
    }
    return parts.allSatisfy(stems.contains) && question.wanted != .colour
      && question.terms.allSatisfy { term in
        let stem = WordForms.stem(term.word)
        return term.weight < 0.6 || parts.contains(stem) || Self.vague.contains(term.word)
      }
  }

  /// Words of a question that name nothing beyond the slot.
  private static let vague: Set<String> = [
    "number", "name", "called", "ride", "drive", "pay", "cost", "app", "software", "program", "provider", "end",
    "starts",
    "time", "work", "wear",
  ]
  private static let koreanVague = ["얼마", "번호", "시간", "날짜", "언제", "써", "쓰"]

  /// Slots whose names are everyday words of other questions.
  private static let free: Set<String> = [
    "home", "job", "name", "age", "school", "car", "diet", "partner", "employer", "household", "marital status",
    "weight", "childless",
  ]

  /// The newest of what holds, then the newest of what held before; for a question about the past only the latter.
  private func chosen(from matching: [EvidenceSentence], in pool: EvidencePool) -> [Answer] {
    let sorted = matching.filter { !$0.isRepeated }.sorted { ($0.date, $0.text) > ($1.date, $1.text) }
    let past = sorted.filter(\.isPast).map { Answer(sentence: $0, score: 1, needsContext: false, isFormer: true) }
    let current = sorted.filter { !$0.isPast }.map { Answer(sentence: $0, score: 1, needsContext: false) }
    if question.asksPast { return question.pivot.isEmpty ? Array(past.prefix(2)) : before(question.pivot, sorted) }
    guard !current.isEmpty else {
      // What ended it need not fill the slot: "I sold my canoe".
      let end = sorted.first.flatMap { pool.last(after: $0) }.map {
        Answer(sentence: $0, score: 1, needsContext: false)
      }
      return [end].compactMap { $0 } + past.prefix(1)
    }
    return Array(current.prefix(2)) + past.prefix(1)
  }

  /// What filled the slot before it was filled by what the question names ("before Cardiff").
  /// - Parameter sorted: newest first.
  private func before(_ pivot: Set<String>, _ sorted: [EvidenceSentence]) -> [Answer] {
    guard let place = sorted.firstIndex(where: { pivot.isSubset(of: $0.stems) }) else { return [] }
    let tellsBoth = !sorted[place].stems.isDisjoint(with: Self.sequences) || sorted[place].text.contains("살다")
    let earlier = sorted[(place + 1)...].first { !pivot.isSubset(of: $0.stems) }
    guard let sentence = tellsBoth ? sorted[place] : earlier else { return [] }
    return [Answer(sentence: sentence, score: 1, needsContext: false, isFormer: sentence.isPast)]
  }

  /// Words of a sentence that tells what came after what.
  private static let sequences: Set<String> = Set(["then", "before", "from", "until", "after"].map(WordForms.stem))

  // MARK: Words

  /// A sentence that says two things may be replaced in the one that is not asked for.
  private func isAsked(_ heir: EvidenceSentence) -> Bool {
    question.slots.isEmpty
      || heir.slots.contains { slot in
        question.slots.all.contains { slot == $0 || slot.hasSuffix(":" + $0) }
      }
  }

  private func covering(in pool: EvidencePool) -> [Answer] {
    let newest = pool.sentences.map(\.date).max() ?? .distantPast
    let oldest = pool.sentences.map(\.date).min() ?? .distantPast
    let span = max(1, newest.timeIntervalSince(oldest))
    let scorer = SentenceScorer(question: question, people: pool.people, calendar: calendar)
    var found: [(answer: Answer, plain: Double)] = []
    /// What the replaced ones scored, by the place of what holds instead.
    var inherited: [Int: (score: Double, plain: Double)] = [:]
    var scored: [Int: Int] = [:]
    for (place, sentence) in pool.sentences.enumerated() where !sentence.isRepeated {
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
      if isPast, !question.asksPast, let heir = pool.heir(of: place), isAsked(pool.sentences[heir]),
        plain > inherited[heir]?.plain ?? 0
      {
        inherited[heir] = (plain + 0.06 + 0.05 * sentence.hit.score, plain)
      }
      scored[place] = found.count
      found.append(
        (
          Answer(
            sentence: sentence, score: score + 0.06 * recency + 0.05 * sentence.hit.score, needsContext: needsContext,
            isFormer: isPast), plain
        ))
    }
    for (heir, given) in inherited {
      if let known = scored[heir], found[known].answer.score >= given.score, found[known].plain >= given.plain {
        continue
      }
      let answer = Answer(sentence: pool.sentences[heir], score: given.score, needsContext: false)
      if let known = scored[heir] { found[known] = (answer, given.plain) } else { found.append((answer, given.plain)) }
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
