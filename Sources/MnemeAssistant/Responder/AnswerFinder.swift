import Foundation
import MnemeCore
import MnemeMemory

/// Finds the sentences of the evidence that answer a question, or none.
///
/// Score of a sentence: the weighted share of the question's content words it covers (itself or by a word of the same
/// meaning), 0…1. Named beings and things must be covered; below `threshold` nothing is known.
struct AnswerFinder {
  struct Answer {
    let sentence: EvidenceSentence
    let score: Double
    /// The sentence before it is needed to understand it.
    let needsContext: Bool
  }

  static let threshold = 0.6
  private static let closeToBest = 0.15
  private static let quotes = 3

  let question: QuestionReading
  let calendar: Calendar

  func answers(in pool: EvidencePool) -> [Answer] {
    guard !question.terms.isEmpty else { return [] }
    let newest = pool.sentences.map(\.date).max() ?? .distantPast
    let oldest = pool.sentences.map(\.date).min() ?? .distantPast
    let span = max(1, newest.timeIntervalSince(oldest))
    var found: [Answer] = []
    for sentence in pool.sentences {
      var needsContext = false
      var score = self.score(sentence, text: sentence.text, words: sentence.words)
      if score < Self.threshold, let before = sentence.before {
        let joined = WordForms.words(before) + sentence.words
        let wider = 0.92 * self.score(sentence, text: before + " " + sentence.text, words: joined)
        let alone = self.score(sentence, text: before, words: WordForms.words(before))
        if wider > score, wider > alone {
          score = wider
          needsContext = true
        }
      }
      guard score >= Self.threshold else { continue }
      if sentence.isPast, !question.asksPast { score *= 0.7 }
      let recency = sentence.date.timeIntervalSince(oldest) / span
      found.append(
        Answer(
          sentence: sentence, score: score + 0.06 * recency + 0.05 * sentence.hit.score, needsContext: needsContext))
    }
    found.sort { ($0.score, $0.sentence.date, $0.sentence.text) > ($1.score, $1.sentence.date, $1.sentence.text) }
    guard let best = found.first else { return [] }
    return Array(
      found.filter { answer in
        guard answer.score >= best.score - Self.closeToBest else { return false }
        if answer.sentence.text == best.sentence.text { return true }
        if answer.sentence.isPast, !best.sentence.isPast, !question.asksPast { return false }
        return true
      }.prefix(Self.quotes))
  }

  private func score(_ sentence: EvidenceSentence, text: String, words: [String]) -> Double {
    let stems = Set(words.map(WordForms.stem))
    var total = 0.0
    var covered = 0.0
    for term in question.terms {
      let match =
        question.isKorean ? koreanMatch(term.word, text, sentence) : self.match(term.word, words, stems, sentence, text)
      if term.isAnchor, match < 0.5 { return 0 }
      total += term.weight
      covered += term.weight * match
    }
    guard total > 0 else { return 0 }
    // "I" and "my" of a question are the person's own.
    if question.isOwn, sentence.hit.trust == .other || sentence.hit.speaker != nil,
      !question.terms.contains(where: { sentence.hit.speaker?.lowercased() == $0.word })
    {
      covered *= 0.5
    }
    var score = covered / total
    switch question.wanted {
    case .date:
      if !hasTime(text, words, sentence.date) { score *= 0.7 }
    case .number:
      if !words.contains(where: { $0.first?.isNumber == true || NumberWords.value(of: $0) != nil }) { score *= 0.7 }
    case .colour:
      if AnswerConcepts.members["colour"]?.isDisjoint(with: words) == false { score = min(1, score + 0.1) }
    case .person, .place: if Self.hasName(text) { score = min(1, score + 0.05) }
    case .anything: break
    }
    return isAboutAnother(text, words) ? score * 0.55 : score
  }

  /// "My sister lives in …" does not say where the person lives.
  private func isAboutAnother(_ text: String, _ words: [String]) -> Bool {
    if question.wanted == .person || question.terms.contains(where: \.isAnchor) { return false }
    if question.isKorean {
      return ["동생", "엄마", "아빠", "친구", "언니", "오빠", "누나", "남편", "아내", "어머니", "아버지"].contains { text.contains($0) }
        && !text.contains("저는")
    }
    guard let possessor = words.firstIndex(where: { $0 == "my" || $0 == "our" }) else { return false }
    if words.prefix(possessor).contains(where: { $0 == "i" || $0 == "im" || $0 == "ive" || $0 == "we" }) {
      return false
    }
    return words[(possessor + 1)...].prefix(3).contains {
      AnswerConcepts.anchors.contains($0) && !["car", "bike", "boat", "doctor", "dentist"].contains($0)
    }
  }

  private func match(
    _ term: String, _ words: [String], _ stems: Set<String>, _ sentence: EvidenceSentence, _ text: String
  ) -> Double {
    let stem = WordForms.stem(term)
    if stems.contains(stem) { return 1 }
    if let speaker = sentence.hit.speaker?.lowercased(), speaker == term { return 1 }
    if Self.exact.contains(term) { return 0 }
    let isAnchor = AnswerConcepts.anchors.contains(term)
    for group in AnswerConcepts.synonyms where group.contains(where: { WordForms.stem($0) == stem }) {
      // Breeds are dogs; a dog is no particular breed.
      if group.contains(where: { stems.contains(WordForms.stem($0)) }) { return 0.9 }
      if !isAnchor, let slot = sentence.attribute?.split(separator: ":").last, group.contains(String(slot)) {
        return 0.9
      }
      // A birth date tells an age.
      if group[0] == "old", sentence.attribute == "birthday" { return 0.7 }
      if group[0] == "name", Self.hasName(text) { return 0.7 }
      if group[0] == "job", sentence.attribute == "employer" || sentence.attribute?.hasSuffix("job") == true {
        return 0.9
      }
      if group[0] == "job",
        words.contains("teaches") || words.contains("runs")
          || (question.terms.contains(where: \.isAnchor) && Self.isA(words))
      {
        return 0.75
      }
    }
    let kind =
      AnswerConcepts.members[term] ?? AnswerConcepts.members[stem] ?? AnswerConcepts.members[String(term.dropLast())]
    if let kind, !kind.isDisjoint(with: words) { return 0.85 }
    if term == "color", AnswerConcepts.members["colour"]?.isDisjoint(with: words) == false { return 0.85 }
    if ["city", "town", "country", "place", "village"].contains(term), Self.hasName(text) { return 0.8 }
    if ["day", "date", "time", "month", "year"].contains(term), hasTime(text, words, sentence.date) { return 0.9 }
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

  private static func hasName(_ text: String) -> Bool {
    text.split(whereSeparator: \.isWhitespace).dropFirst().contains { word in
      let body = word.drop { !$0.isLetter }
      return body.first?.isUppercase == true && body != "I" && !body.hasPrefix("I'") && !body.hasPrefix("I\u{2019}")
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
    } || text.contains("요일") || text.contains("월 ")
  }

  private static let koreanSynonyms: [[String]] = [
    ["살", "사는", "산다", "집", "이사", "거주", "사나"],
    [
      "직업", "일하", "일해", "다니", "다녀", "회사", "근무", "직장", "간호사", "교사", "의사", "개발자", "작가", "기자", "요리사", "번역가", "약사", "디자이너",
      "학생",
    ], ["이름", "불러"], ["생일", "태어"],
    ["좋아", "최애", "즐겨", "취미", "사랑"], ["싫", "안 좋아"], ["알레르기", "알러지", "못 먹", "못먹"],
    ["키우", "키워", "반려", "강아지", "고양이", "동물"],
    ["여행", "갈 거", "가요", "간다", "가기로", "가는"], ["배우", "배워"], ["결혼"], ["나이", "살이"], ["색", "색깔"], ["전공", "공부"],
    ["고향", "출신", "자랐"], ["면접", "시험"],
  ]
  private static let koreanExact = ["강아지", "고양이", "동생", "여동생", "남동생"]

  private func koreanMatch(_ term: String, _ text: String, _ sentence: EvidenceSentence) -> Double {
    var root = term
    for ending in ["이었", "예요", "이에요", "하는", "해요", "했", "하나요", "인가요", "나요", "어요", "아요", "하고", "에서", "한테"]
    where root.hasSuffix(ending) && root.count > ending.count {
      root = String(root.dropLast(ending.count))
      break
    }
    if text.contains(root) { return 1 }
    if root.count > 1, text.contains(root.dropLast()), root.count > 2 { return 0.9 }
    if Self.koreanExact.contains(root) { return 0 }
    for group in Self.koreanSynonyms where group.contains(where: { root.hasPrefix($0) }) {
      if group.contains(where: { text.contains($0) }) { return 0.85 }
    }
    return 0
  }
}
