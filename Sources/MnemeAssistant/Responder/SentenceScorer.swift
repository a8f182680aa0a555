import Foundation
import MnemeCore
import MnemeMemory

/// How much of a question's content words a sentence covers, 0…1.
struct SentenceScorer {
  /// A word of the question with what is looked up for it.
  struct Term {
    let word: String
    let stem: String
    let weight: Double
    let isAnchor: Bool
    let groups: [AnswerConcepts.Group]
    let members: Set<String>?
    /// What else its bearer is called.
    let aliases: Set<String>
    /// Of a Korean word: beginnings of words that mean nearly the same, and its own without the last syllable.
    let near: [String]
    let short: String?
  }

  let question: QuestionReading
  let people: Acquaintances
  private let calendar: Calendar
  let terms: [Term]
  /// It asks what somebody likes, or what they do not; nil where it asks for something else or only whether.
  private let isAgainst: Bool?

  init(question: QuestionReading, people: Acquaintances, calendar: Calendar) {
    self.question = question
    self.people = people
    self.calendar = calendar
    let asked = WordForms.words(question.text)
    let isOpen =
      question.isKorean
      ? ["뭐", "무슨", "어떤", "뭘", "무엇"].contains(where: question.text.contains)
      : asked.first.map { ["what", "which", "who", "whom", "whats"].contains($0) } ?? false
    isAgainst = isOpen && Self.tellsTaste(asked, question.text) ? Self.isAgainst(asked, question.text) : nil
    terms = question.terms.map { term in
      let stem = question.isKorean ? Self.koreanRoot(of: term.word) : WordForms.stem(term.word)
      return Term(
        word: term.word, stem: stem, weight: term.weight, isAnchor: term.isAnchor,
        groups: AnswerConcepts.groups(of: stem),
        members: AnswerConcepts.members(of: term.word, stem),
        aliases: term.isAnchor ? people.aliases(of: term.word) : [],
        near: question.isKorean && !Self.koreanExact.contains(stem) ? AnswerConcepts.korean(near: stem) : [],
        short: stem.count > 2 ? String(stem.dropLast()) : nil)
    }
  }

  /// - Parameters: the words of the sentence itself, or with those of the one before it.
  func score(_ sentence: EvidenceSentence, text: String, words: [String], stems: Set<String>) -> Double {
    var total = 0.0
    var covered = 0.0
    for term in terms {
      let match = question.isKorean ? koreanMatch(term, text) : self.match(term, words, stems, sentence, text)
      if term.isAnchor, match < 0.5 { return 0 }
      // What is asked of a slot must itself be spoken of.
      if !question.slots.isEmpty, term.weight >= 0.6, match < 0.5 { return 0 }
      total += term.weight
      covered += term.weight * match
    }
    guard total > 0 else { return 0 }
    // "What does she hate?" is not answered by what she loves.
    if let isAgainst, isAgainst != Self.isAgainst(words, text), Self.tellsTaste(words, text) { return 0 }
    // "I" and "my" of a question are the person's own.
    if question.isOwn, sentence.hit.trust == .other || sentence.hit.speaker != nil,
      !question.terms.contains(where: { sentence.hit.speaker?.lowercased() == $0.word })
    {
      covered *= 0.5
    }
    var score = covered / total
    switch question.wanted {
    case .date:
      if score >= AnswerFinder.threshold, !hasTime(text, words, sentence.date) { score *= 0.7 }
    case .number:
      if !words.contains(where: { $0.first?.isNumber == true || NumberWords.value(of: $0) != nil }) {
        score *= question.slots.preferred == ["age"] ? 0 : 0.7
      }
    case .colour:
      if AnswerConcepts.members["colour"]?.isDisjoint(with: words) == false { score = min(1, score + 0.1) }
    case .person: if !tells(who: text, words) { score *= 0.85 }
    case .place: if Self.hasName(text) { score = min(1, score + 0.05) }
    case .anything: break
    }
    guard score >= AnswerFinder.threshold else { return score }
    return isAboutAnother(text, words) || isAnothersSlot(sentence) ? score * 0.55 : score
  }

  /// "Who is Ana?" asks what she is to the person, "Who is my dentist?" for a name.
  private func tells(who text: String, _ words: [String]) -> Bool {
    if question.isKorean { return true }
    let known = terms.filter { $0.isAnchor && !$0.aliases.isEmpty }
    return known.isEmpty ? Self.hasName(text) : known.contains { !$0.aliases.isDisjoint(with: words) }
  }

  /// The question is who a name is, and the sentence says it ("My sister Ana …").
  func introduces(_ sentence: EvidenceSentence) -> Bool {
    question.wanted == .person
      && terms.contains {
        $0.isAnchor && !AnswerConcepts.anchors.contains($0.word) && sentence.words.contains($0.word)
          && !$0.aliases.isDisjoint(with: sentence.words)
      }
  }

  private func match(
    _ term: Term, _ words: [String], _ stems: Set<String>, _ sentence: EvidenceSentence, _ text: String
  ) -> Double {
    if stems.contains(term.stem) { return 1 }
    if let speaker = sentence.speaker?.lowercased(), speaker == term.word { return 1 }
    if !term.aliases.isDisjoint(with: words) { return 0.95 }
    if Self.exact.contains(term.word) { return 0 }
    for group in term.groups {
      // Breeds are dogs; a dog is no particular breed.
      if !group.stems.isDisjoint(with: stems) { return 0.9 }
      if !AnswerConcepts.anchors.contains(term.word),
        sentence.slots.contains(where: {
          $0.split(separator: ":").last.map { group.words.contains(String($0)) } ?? false
        })
      {
        return 0.9
      }
      // A birth date tells an age.
      if group.name == "old", sentence.slots.contains("birthday") { return 0.7 }
      if group.name == "name", Self.hasName(text) { return 0.7 }
      if group.name == "job", sentence.slots.contains(where: { $0.hasSuffix("employer") || $0.hasSuffix("job") }) {
        return 0.9
      }
      if group.name == "job",
        words.contains("teaches") || words.contains("runs")
          || (question.terms.contains(where: \.isAnchor) && Self.isA(words))
      {
        return 0.75
      }
    }
    if let members = term.members, !members.isDisjoint(with: words) { return 0.85 }
    if ["city", "town", "country", "place", "village"].contains(term.word), Self.hasName(text) { return 0.8 }
    if ["day", "date", "time", "month", "year"].contains(term.word), hasTime(text, words, sentence.date) { return 0.9 }
    return 0
  }

  /// Relations that only the same word names.
  private static let exact: Set<String> = [
    "son", "daughter", "brother", "sister", "brothers", "sisters", "twin", "baby", "girlfriend", "boyfriend", "wife",
    "husband", "bike", "boat",
  ]

  private static func isA(_ words: [String]) -> Bool {
    zip(words, words.dropFirst()).contains { ["is", "am", "im", "s"].contains($0) && ["a", "an"].contains($1) }
  }

  /// A capitalised word inside, and not that of a day or month.
  private static func hasName(_ text: String) -> Bool {
    text.split(whereSeparator: \.isWhitespace).dropFirst().contains { word in
      let body = word.drop { !$0.isLetter }
      guard body.first?.isUppercase == true, body != "I", !body.hasPrefix("I'"), !body.hasPrefix("I\u{2019}") else {
        return false
      }
      let lowered = body.prefix(while: \.isLetter).lowercased()
      return AnswerConcepts.members["day"]?.contains(lowered) != true
        && AnswerConcepts.members["month"]?.contains(lowered) != true
    }
  }

  private func hasTime(_ text: String, _ words: [String], _ said: Date) -> Bool {
    if !StatedDate.all(in: text, said: said, calendar: calendar).isEmpty { return true }
    if words.contains(where: {
      AnswerConcepts.members["day"]?.contains($0) == true || AnswerConcepts.members["month"]?.contains($0) == true
    }) {
      return true
    }
    return words.contains {
      [
        "morning", "evening", "night", "noon", "spring", "summer", "autumn", "winter", "easter", "christmas", "am",
        "pm", "week", "weekend",
      ].contains($0)
        || $0.first?.isNumber == true
    } || text.holds("요일") || text.holds("월 ")
  }

  private static let koreanExact = ["강아지", "고양이", "동생", "여동생", "남동생"]

  private static func koreanRoot(of word: String) -> String {
    for ending in ["이었", "예요", "이에요", "하는", "해요", "했", "하나요", "인가요", "나요", "어요", "아요", "하고", "에서", "한테"]
    where word.hasSuffix(ending) && word.count > ending.count {
      return String(word.dropLast(ending.count))
    }
    return word
  }

  private func koreanMatch(_ term: Term, _ text: String) -> Double {
    if term.aliases.contains(where: text.holds) { return 0.95 }
    if text.holds(term.stem) { return 1 }
    if let short = term.short, text.holds(short) { return 0.9 }
    return term.near.contains(where: text.holds) ? 0.85 : 0
  }
}
