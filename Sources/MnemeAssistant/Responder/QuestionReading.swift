import Foundation
import MnemeCore
import MnemeMemory

/// What a question asks for.
struct QuestionReading {
  enum Wanted { case person, place, date, number, colour, anything }

  struct Term {
    let word: String
    let weight: Double
    /// The answer must speak of this very thing.
    let isAnchor: Bool
  }

  let text: String
  let terms: [Term]
  let wanted: Wanted
  let isKorean: Bool
  /// It asks about the person who asks.
  let isOwn: Bool
  /// It asks how things were before.
  let asksPast: Bool
  /// Stems of what it asks for the time before of ("before Cardiff"); empty where it names nothing.
  let pivot: Set<String>
  /// Single-valued slots that it asks for.
  let slots: QuestionSlots
  /// Relations and names in it, lower case: whose slots they are.
  let people: [String]
  /// It speaks of somebody by a pronoun only ("What is her name?").
  let hasOpenPronoun: Bool

  /// - Parameter antecedent: whom a pronoun means, from what was said before.
  init(_ text: String, antecedent: String? = nil) {
    self.text = text
    isKorean = StatementText.isKorean(text)
    let words = Self.joined(WordForms.words(text))
    let names = Self.names(in: text)
    asksPast =
      words.contains("before") || words.contains("previously") || words.contains("formerly")
      || text.lowercased().contains("use to") || text.lowercased().contains("used to")
      || words.contains { $0.hasPrefix("예전") } || text.contains("전에 ") || text.contains("이전")
    let pivotWords = asksPast ? Self.pivotWords(text, isKorean: isKorean) : []
    pivot = Set(pivotWords.map(WordForms.stem))
    isOwn = words.contains { ["i", "my", "me", "mine", "im", "제가", "내가", "나", "저", "제", "내"].contains($0) }
    var seen: Set<String> = []
    var terms: [Term] = []
    for word in words where seen.insert(WordForms.stem(word)).inserted {
      if pivotWords.contains(word) { continue }
      if asksPast, ["before", "previously", "formerly", "used", "use"].contains(word) { continue }
      if isKorean {
        guard !Self.koreanHollow.contains(where: word.hasPrefix) else { continue }
        guard word.count > 1 || Self.koreanAnchors.contains(word) || Self.koreanNouns.contains(word) else { continue }
        let light = Self.koreanLight.contains(where: word.hasPrefix)
        let isAnchor = Self.koreanAnchors.contains { $0.count == 1 ? word == $0 : word.hasPrefix($0) }
        terms.append(Term(word: word, weight: light ? 0.6 : 1, isAnchor: isAnchor))
      } else {
        guard !AnswerConcepts.hollow.contains(word) else { continue }
        let isAnchor =
          AnswerConcepts.anchors.contains(word) || names.contains(word)
          || (word.hasSuffix("s") && AnswerConcepts.anchors.contains(String(word.dropLast())))
        terms.append(Term(word: word, weight: isAnchor ? 1 : AnswerConcepts.light[word] ?? 1, isAnchor: isAnchor))
      }
    }
    let set = Set(words)
    if words.contains("old"), set.contains("how") {
      wanted = .number
    } else if set.contains("who") || set.contains("누구") {
      wanted = .person
    } else if set.contains("where") || words.contains(where: { $0.hasPrefix("어디") }) {
      wanted = .place
    } else if set.contains("when") || set.contains("언제") || words.contains(where: { $0.hasPrefix("언제") }) {
      wanted = .date
    } else if set.contains("how"), set.contains("many") || set.contains("much") || set.contains("tall") {
      wanted = .number
    } else if set.contains("colour") || set.contains("color") {
      wanted = .colour
    } else {
      wanted = .anything
    }
    if terms.isEmpty, !isKorean {
      // "Where am I from?" has nothing but small words.
      terms = words.filter { ["from", "called", "up"].contains($0) }.map { Term(word: $0, weight: 1, isAnchor: false) }
    }
    let pronoun = !isKorean && words.contains { ["he", "she", "him", "her", "his", "hers"].contains($0) }
    if pronoun, let antecedent, !terms.contains(where: { $0.isAnchor }) {
      terms.append(Term(word: antecedent, weight: 1, isAnchor: true))
    }
    self.terms = terms
    hasOpenPronoun = pronoun && !terms.contains { $0.isAnchor }
    slots = QuestionSlots(text, words: words, isKorean: isKorean)
    let korean = isKorean
    people = terms.filter(\.isAnchor).map { korean ? $0.word : Acquaintances.canonical(Self.singular($0.word)) }
      .filter { !Self.things.contains($0) }
  }

  /// What stands behind "before", or in front of "전에": names and things, no verbs of moving about.
  private static func pivotWords(_ text: String, isKorean: Bool) -> [String] {
    if isKorean {
      guard let range = text.range(of: " 전에") ?? text.range(of: " 이전") else { return [] }
      let words = WordForms.words(String(text[..<range.lowerBound]))
      return words.last.map { ["나", "내", "저", "제", "얼마"].contains($0) ? [] : [$0] } ?? []
    }
    let words = WordForms.words(text)
    guard let place = words.lastIndex(of: "before") else { return [] }
    return words[(place + 1)...].filter { !AnswerConcepts.hollow.contains($0) && !passing.contains($0) }
  }

  private static let passing: Set<String> = [
    "moved", "moving", "move", "joined", "started", "working", "living", "went", "came", "bought", "got", "switched",
    "job", "work", "live", "use", "used", "using",
  ]

  private static let things: Set<String> = ["car", "bike", "boat", "자동차", "차"]

  private static func singular(_ word: String) -> String {
    word.hasSuffix("s") && AnswerConcepts.anchors.contains(String(word.dropLast())) ? String(word.dropLast()) : word
  }

  /// "work out" is exercise, no work; what somebody does "for a living" is a job.
  private static func joined(_ words: [String]) -> [String] {
    if words.suffix(3) == ["for", "a", "living"] { return words.dropLast() + ["living", "job"] }
    guard let place = words.firstIndex(where: { $0 == "work" || $0 == "working" }), place + 1 < words.count,
      words[place + 1] == "out"
    else { return words }
    return Array(words[..<place]) + ["workout"] + Array(words[(place + 2)...])
  }

  /// The questions of one sentence: "What is my job and where do I live?" asks two.
  func parts(antecedent: String?) -> [QuestionReading] {
    guard !isKorean else { return [QuestionReading(text, antecedent: antecedent)] }
    var pieces: [Substring] = []
    var rest = text[...]
    while let range = rest.range(of: " and ", options: .caseInsensitive) {
      let next = WordForms.words(String(rest[range.upperBound...].prefix(40))).first ?? ""
      guard Self.openers.contains(next), !pieces.isEmpty || rest.startIndex == text.startIndex else { break }
      pieces.append(rest[..<range.lowerBound])
      rest = rest[range.upperBound...]
    }
    pieces.append(rest)
    return pieces.map { QuestionReading(String($0), antecedent: antecedent) }
  }

  private static let openers: Set<String> = ["what", "whats", "who", "where", "when", "how", "which", "whose", "why"]

  /// Stems of the words that an answer may hold.
  var keywords: Set<String> {
    var result: Set<String> = []
    for term in terms {
      if isKorean {
        result.insert(term.word)
        result.formUnion(AnswerConcepts.korean(near: term.word))
      } else {
        let stem = WordForms.stem(term.word)
        result.insert(stem)
        for group in AnswerConcepts.groups(of: stem) { result.formUnion(group.stems) }
        if let kind = AnswerConcepts.members(of: term.word, stem) { result.formUnion(kind.map(WordForms.stem)) }
      }
    }
    return result
  }

  /// Capitalised words inside the question that are no first word: names.
  private static func names(in text: String) -> Set<String> {
    let parts = text.split { !($0.isLetter || $0 == "'" || $0 == "\u{2019}") }
    guard parts.dropFirst().contains(where: { $0.first?.isLowercase ?? false }) else { return [] }
    return Set(
      parts.dropFirst().filter { $0.first?.isUppercase ?? false }.flatMap { WordForms.words(String($0)) }
        .filter { $0 != "i" && AnswerConcepts.members["month"]?.contains($0) != true && $0.count > 2 })
  }

  static func isQuestion(_ text: String) -> Bool {
    if StatementText.isAsked(text) { return true }
    let words = WordForms.words(text)
    if StatementText.isKorean(text) {
      let body = text.filter { !$0.isWhitespace && !".!~ㅋㅎ".contains($0) }
      return words.contains { word in koreanAsking.contains(where: word.hasPrefix) }
        || ["까", "나요", "니", "죠", "알려줘", "알려주세요", "말해줘", "요약해줘", "정리해줘", "뭐야", "누구야", "어디야", "언제야", "더라"].contains(
          where: body.hasSuffix)
        || words.last.map { $0.hasSuffix("인가요") || $0.hasSuffix("은가요") || $0.hasSuffix("는가요") || $0.hasSuffix("던가요") }
          ?? false
    }
    let head = words.drop {
      ["hey", "hi", "ok", "so", "and", "well", "um", "oh", "please", "btw", "also", "hello", "but"].contains($0)
    }
    guard let first = head.first else { return false }
    let second = head.dropFirst().first ?? ""
    // "What a day!" asks nothing.
    if first == "what", ["a", "an"].contains(second) { return false }
    if ["what", "whats", "who", "whos", "where", "wheres", "how", "which", "whose", "why", "whens"].contains(first) {
      return true
    }
    if first == "when" { return ["is", "are", "was", "did", "do", "does", "will", "am", "have"].contains(second) }
    if [
      "do", "does", "did", "is", "are", "am", "was", "were", "can", "could", "will", "would", "should", "have", "has",
    ].contains(first) {
      return ["i", "you", "we", "my", "he", "she", "they", "the", "it", "our", "there", "any"].contains(second)
    }
    if first == "remember" { return ["what", "who", "where", "when", "how", "which", "my"].contains(second) }
    if first == "tell" || first == "remind" {
      return head.contains {
        ["what", "who", "where", "when", "how", "which", "my", "about", "everything", "all"].contains($0)
      }
    }
    if ["summarize", "summarise", "recap", "list"].contains(first) {
      return head.contains { ["you", "me", "my", "everything", "all"].contains($0) }
    }
    return false
  }

  private static let koreanAsking = ["뭐", "무엇", "무슨", "누구", "누가", "언제", "어디", "어느", "어떤", "몇", "왜", "뭘", "어떻게"]
  private static let koreanHollow =
    koreanAsking + [
      "제가", "내가", "우리", "저희", "이야", "예요", "이에요", "했", "하는", "하고", "하지", "하죠", "하나", "한다", "있어", "있지", "있죠", "있나", "있는",
      "기억", "알려", "말했", "말씀", "라고", "거지", "거야", "거예", "인지", "가장", "지금", "요즘", "인가", "대해", "혹시", "알고", "알아", "되나", "됐",
    ]
  /// Nouns of one syllable that are asked for.
  private static let koreanNouns: Set<String> = ["키", "폰", "집", "팀", "방", "약", "책", "꿈", "돈"]
  private static let koreanLight = ["이름", "직업", "좋아", "제일", "날짜", "시간", "사람", "곳", "종류"]
  private static let koreanAnchors = [
    "동생", "여동생", "남동생", "형", "누나", "언니", "오빠", "엄마", "아빠", "어머니", "아버지", "남편", "아내", "아들", "딸", "할머니", "할아버지", "친구",
    "딸", "와이프", "이모", "삼촌", "고모", "사촌", "조카", "강아지", "고양이", "토끼", "햄스터", "자동차", "차", "반려",
  ]
}
