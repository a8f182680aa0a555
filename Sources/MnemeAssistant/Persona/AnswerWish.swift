import Foundation

/// What a sentence says about how its speaker wants to be answered; nil for sentences about anything else. Rules in English
/// and Korean that aim at precision: one who says nothing of answers is not understood to.
struct AnswerWish: Sendable, Hashable {
  /// What it settles: a later wish of the same topic replaces it.
  let topic: String
  /// The wish as an instruction.
  let text: String
  /// It is meant to last: "always", "from now on".
  let isStanding: Bool

  static func read(_ sentence: String) -> AnswerWish? {
    let address = AddressWish.name(in: sentence)
    let sentence = address == nil ? SpeakerStatement.leftOut(of: sentence) : sentence
    let words = Set(SpeakerStatement.words(sentence))
    let standing =
      !words.isDisjoint(with: ["always", "never"]) || sentence.lowercased().contains("from now on")
      || ["항상", "앞으로", "언제나", "늘 "].contains(where: sentence.contains)
    func wish(_ topic: String, _ text: String) -> AnswerWish {
      AnswerWish(topic: topic, text: text, isStanding: standing)
    }
    if let name = address { return wish("name", "Call the user \(name).") }
    let isAgainst =
      !words.isDisjoint(with: [
        "not", "don't", "dont", "no", "never", "stop", "without", "hate", "dislike", "avoid", "less",
      ])
      || ["말고", "하지 마", "하지마", "쓰지 마", "쓰지마", "싫", "빼고", "없이"].contains(where: sentence.contains)
    if let text = form(words, sentence, isAgainst: isAgainst) { return wish(text.topic, text.text) }
    guard isAboutAnswers(words, sentence) else { return nil }
    if let language = AnswerLanguage.named(in: sentence, isAgainst: isAgainst) {
      return wish("language", "Answer in \(language).")
    }
    let isShort = !words.isDisjoint(with: Self.short) || Self.koreanShort.contains(where: sentence.contains)
    let isLong = !words.isDisjoint(with: Self.long) || Self.koreanLong.contains(where: sentence.contains)
    if isShort != isLong {
      return wish("length", isShort != isAgainst ? "Answer briefly." : "Answer in detail.")
    }
    if sentence.contains("존댓말") || !words.isDisjoint(with: ["formal", "formally", "politely", "polite"]) {
      return wish("formality", isAgainst ? "Write casually." : "Write formally.")
    }
    if sentence.contains("반말") || !words.isDisjoint(with: ["casual", "casually", "informal", "informally"]) {
      return wish("formality", isAgainst ? "Write formally." : "Write casually.")
    }
    return nil
  }

  /// Emoji, bullet points and tables belong to answers whatever else the sentence says, where they are used or left out.
  private static func form(_ words: Set<String>, _ sentence: String, isAgainst: Bool) -> (topic: String, text: String)?
  {
    guard isAboutAnswers(words, sentence) || isAgainst || !words.isDisjoint(with: ["use", "using", "prefer", "want"])
    else { return nil }
    for (topic, english, korean, name) in forms
    where !words.isDisjoint(with: english) && (topic != "bullets" || !words.isDisjoint(with: Self.lists))
      || korean.contains(where: sentence.contains)
    {
      return (topic, isAgainst ? "Do not use \(name)." : "Use \(name).")
    }
    return nil
  }

  private static let forms: [(topic: String, english: Set<String>, korean: [String], name: String)] = [
    ("emoji", ["emoji", "emojis", "emoticons"], ["이모지", "이모티콘"], "emoji"),
    ("bullets", ["bullet", "bullets", "bulleted"], ["글머리", "목록으로"], "bullet points"),
    ("tables", ["tables"], ["표로", "표 형식"], "tables"),
  ]

  /// Without one of them bullets are something else: trains, things that are shot.
  private static let lists: Set<String> = ["point", "points", "list", "lists"]

  private static func isAboutAnswers(_ words: Set<String>, _ sentence: String) -> Bool {
    !words.isDisjoint(with: answering) || koreanAnswering.contains(where: sentence.contains)
  }

  private static let answering: Set<String> = [
    "answer", "answers", "answering", "reply", "replies", "respond", "response", "responses", "explain", "explanation",
    "explanations", "write", "talk", "speak", "messages",
  ]
  private static let koreanAnswering = ["대답", "답변", "답해", "답을", "말해", "말투", "설명", "얘기해", "써줘", "써 줘"]
  private static let short: Set<String> = [
    "short", "shorter", "brief", "briefly", "concise", "concisely", "terse", "succinct",
  ]
  private static let long: Set<String> = [
    "long", "longer", "detailed", "detail", "details", "thorough", "thoroughly", "elaborate",
  ]
  private static let koreanShort = ["짧", "간단", "간결", "요점만"]
  private static let koreanLong = ["길게", "긴 ", "자세", "상세"]
}
