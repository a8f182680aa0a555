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

  let terms: [Term]
  let wanted: Wanted
  let isKorean: Bool
  /// It asks about the person who asks.
  let isOwn: Bool
  /// It asks how things were before.
  let asksPast: Bool

  init(_ text: String) {
    isKorean = StatementText.isKorean(text)
    let words = WordForms.words(text)
    let names = Self.names(in: text)
    asksPast =
      words.contains("before") || words.contains("previously") || words.contains("formerly")
      || text.lowercased().contains("used to") || words.contains { $0.hasPrefix("예전") }
    isOwn = words.contains { ["i", "my", "me", "mine", "im", "제가", "내가", "나", "저", "제", "내"].contains($0) }
    var seen: Set<String> = []
    var terms: [Term] = []
    for word in words where seen.insert(WordForms.stem(word)).inserted {
      if asksPast, ["before", "previously", "formerly", "used"].contains(word) { continue }
      if isKorean {
        guard !Self.koreanHollow.contains(where: word.hasPrefix) else { continue }
        guard word.count > 1 else { continue }
        let light = Self.koreanLight.contains(where: word.hasPrefix)
        terms.append(
          Term(word: word, weight: light ? 0.6 : 1, isAnchor: Self.koreanAnchors.contains(where: word.hasPrefix)))
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
    self.terms = terms
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
        || ["까", "나요", "니", "가요", "죠", "알려줘", "알려주세요", "말해줘", "뭐야", "누구야", "어디야", "언제야", "더라"].contains(
          where: body.hasSuffix)
    }
    let head = words.drop {
      ["hey", "hi", "ok", "so", "and", "well", "um", "oh", "please", "btw", "also", "hello", "but"].contains($0)
    }
    guard let first = head.first else { return false }
    let second = head.dropFirst().first ?? ""
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
      return head.contains { ["what", "who", "where", "when", "how", "which", "my", "about"].contains($0) }
    }
    return false
  }

  private static let koreanAsking = ["뭐", "무엇", "무슨", "누구", "누가", "언제", "어디", "어느", "어떤", "몇", "왜", "뭘", "어떻게"]
  private static let koreanHollow =
    koreanAsking + [
      "제가", "내가", "우리", "저희", "이야", "예요", "이에요", "했", "하는", "하고", "하지", "하죠", "하나", "한다", "있어", "있지", "있죠", "있나", "있는",
      "기억", "알려", "말했", "말씀", "라고", "거지", "거야", "거예", "인지", "가장", "지금", "요즘", "인가", "대해", "혹시", "알고", "알아", "되나", "됐",
    ]
  private static let koreanLight = ["이름", "직업", "좋아", "제일", "날짜", "시간", "사람", "곳", "종류"]
  private static let koreanAnchors = [
    "동생", "여동생", "남동생", "형", "누나", "언니", "오빠", "엄마", "아빠", "어머니", "아버지", "남편", "아내", "아들", "딸", "할머니", "할아버지", "친구",
    "강아지",
    "고양이", "토끼", "햄스터", "자동차", "반려",
  ]
}
