import Foundation
import MnemeCore
import MnemeMemory

/// What a sentence asks of the responder.
enum Inquiry {
  enum Topic: Equatable {
    case owner
    case family
    /// Somebody or something by its relation or name, lower case.
    case about(String)
  }

  /// Who and what Mneme is.
  case identity
  /// All that is known of a topic.
  case overview(Topic)
  /// What is planned, in these times or at all.
  case planned([Range<Date>])
  /// What was said in a time.
  case told([Range<Date>])
  case fact(QuestionReading)

  /// Nil for a sentence that asks nothing.
  init?(_ text: String, time: TemporalParser, now: Date) {
    let words = WordForms.words(text)
    let isKorean = StatementText.isKorean(text)
    if isKorean ? Self.asksIdentityInKorean(text) : Self.asksIdentity(words) {
      self = .identity
      return
    }
    let reading = QuestionReading(text)
    if let topic = isKorean ? Self.koreanTopic(text, reading) : Self.topic(words, reading) {
      self = .overview(topic)
      return
    }
    if let topic = Self.bareTopic(words, isKorean: isKorean) {
      self = .overview(topic)
      return
    }
    if Self.asksForPlans(text, words, isKorean: isKorean) {
      let times = time.read(text, now: now)
      if Self.names(nothingBut: times, text, isKorean: isKorean, beside: Self.planning) {
        self = .planned(times.spans.map(\.range))
        return
      }
    }
    guard QuestionReading.isQuestion(text) else { return nil }
    let asksWhatWasSaid =
      isKorean
      ? ["뭐라고", "무슨 말", "무슨 얘기", "무슨 이야기", "뭘 말", "뭐 말"].contains(where: text.contains)
      : words.contains { Self.sayings.contains($0) } && words.contains { $0 == "i" || $0 == "we" }
        && words.contains { $0 == "what" || $0 == "which" }
    if asksWhatWasSaid {
      let times = time.read(text, now: now)
      if times.isEmpty {
        if !isKorean, reading.terms.allSatisfy({ Self.sayings.contains($0.word) || Self.vague.contains($0.word) }) {
          self = .overview(.owner)
          return
        }
      } else if Self.names(nothingBut: times, text, isKorean: isKorean) {
        self = .told(times.spans.map(\.range))
        return
      }
    }
    self = .fact(reading)
  }

  private static let sayings: Set<String> = [
    "tell", "told", "say", "said", "mention", "mentioned", "talk", "talked", "discuss", "discussed", "write", "wrote",
    "share", "shared", "report", "reported", "chat", "chatted",
  ]
  private static let vague: Set<String> = [
    "far", "so", "today", "already", "until", "till", "yet", "everything", "all",
  ]

  /// Outside its times the question has no words of its own.
  private static func names(
    nothingBut times: TemporalReading, _ text: String, isKorean: Bool, beside known: Set<String> = []
  ) -> Bool {
    var scalars = Array(text.unicodeScalars)
    for span in times.spans {
      for place in span.textRange where scalars.indices.contains(place) { scalars[place] = " " }
    }
    let rest = QuestionReading(String(String.UnicodeScalarView(scalars)))
    return rest.terms.allSatisfy { term in
      sayings.contains(term.word) || vague.contains(term.word) || known.contains(term.word)
        || (isKorean && known.contains(where: term.word.hasPrefix))
        || (isKorean && ["말", "얘기", "이야기", "뭐라"].contains(where: term.word.hasPrefix))
    }
  }

  // MARK: What is planned?

  private static let planning: Set<String> = [
    "plan", "plans", "planned", "planning", "schedule", "scheduled", "agenda", "calendar", "appointments", "upcoming",
    "coming",
    "ahead", "up", "계획", "일정", "예정", "스케줄", "약속",
  ]

  private static func asksForPlans(_ text: String, _ words: [String], isKorean: Bool) -> Bool {
    if isKorean {
      return ["계획", "일정", "스케줄"].contains(where: text.contains)
        && (QuestionReading.isQuestion(text) || ["있어", "말해", "보여", "뭐"].contains(where: text.contains))
    }
    guard QuestionReading.isQuestion(text) else { return false }
    return words.contains { ["plans", "planned", "agenda", "calendar", "appointments"].contains($0) }
      || words.joined(separator: " ").contains("coming up")
  }

  /// "여동생", "my sister": a relation alone asks for what is known of it.
  private static func bareTopic(_ words: [String], isKorean: Bool) -> Topic? {
    let rest = words.filter { !["my", "our", "내", "제", "우리", "저희", "나의"].contains($0) }
    guard rest.count == 1, let word = rest.first else { return nil }
    let isKnown =
      isKorean
      ? Acquaintances.koreanFamily.contains(word)
      : Acquaintances.family.contains(Acquaintances.canonical(word)) && words.count > 1
    return isKnown ? .about(word) : nil
  }

  // MARK: Who are you?

  private static func asksIdentity(_ words: [String]) -> Bool {
    let sentence = words.joined(separator: " ")
    return [
      "who are you", "what are you", "what can you do", "what do you do", "how do you work", "what is your name",
      "whats your name", "what your name", "introduce yourself", "who is this", "what can you help me with",
      "how can you help", "are you a bot", "are you human", "are you an ai", "who made you", "what is mneme",
      "tell me about yourself",
    ].contains {
      sentence == $0 || sentence.hasPrefix($0 + " exactly") || sentence.hasSuffix(" " + $0) || sentence == $0 + " mneme"
    }
  }

  private static func asksIdentityInKorean(_ text: String) -> Bool {
    let body = text.filter { !$0.isWhitespace && !"?!.~".contains($0) }
    return [
      "너누구", "넌누구", "너는누구", "당신은누구", "누구세요", "누구신가요", "넌뭐야", "너뭐야", "너는뭐야", "뭘할수있어", "뭐할수있어", "무엇을할수있", "뭘할수있나",
      "뭘할줄알아", "네이름이뭐", "네이름은뭐", "너이름이뭐", "자기소개",
    ].contains { body.contains($0) }
  }

  // MARK: What do you know about …?

  private static func topic(_ words: [String], _ reading: QuestionReading) -> Topic? {
    let sentence = " " + words.joined(separator: " ") + " "
    if sentence == " who am i " { return .owner }
    let asks = [
      " you know", " you remember", " tell me about ", " tell me everything", " tell me all", " summarize",
      " summarise",
      " summary ", " recap", " list everything", " list all", " overview ", " everything about ", " remember about ",
      " told you about ", " tell you about ",
    ].contains(where: sentence.contains)
    guard asks else { return nil }
    // "Do you know where I live?" asks for one thing.
    if words.contains(where: { ["where", "when", "who", "which", "how", "whether", "if", "why"].contains($0) }) {
      return nil
    }
    if let place = words.lastIndex(of: "about"), place + 1 < words.count {
      return topic(of: Array(words[(place + 1)...]), reading)
    }
    let rest = reading.terms.map(\.word).filter { !Self.requests.contains($0) }
    return rest.isEmpty ? .owner : nil
  }

  private static let requests: Set<String> = [
    "summarize", "summarise", "summary", "recap", "list", "overview", "everything", "all", "facts", "memories",
    "remembered", "short", "quick", "far", "know",
  ]

  private static func topic(of words: [String], _ reading: QuestionReading) -> Topic? {
    if words.contains(where: { ["me", "myself", "i"].contains($0) }) { return .owner }
    if words.contains(where: { ["family", "relatives"].contains($0) }) { return .family }
    // "about my sister's job" asks for one thing.
    let rest = words.filter { !AnswerConcepts.hollow.contains($0) && !requests.contains($0) }
    guard rest.count == 1, let word = rest.first, reading.terms.contains(where: { $0.word == word && $0.isAnchor })
    else { return nil }
    return .about(word)
  }

  private static func koreanTopic(_ text: String, _ reading: QuestionReading) -> Topic? {
    let body = text.filter { !$0.isWhitespace }
    let asks = [
      "알고있", "아는거", "아는것", "아는게", "기억하는", "기억해", "말해줘", "말해주", "알려줘", "알려주", "요약", "정리해", "뭘알아", "뭐알아",
    ].contains(where: body.contains)
    guard asks else { return nil }
    if ["가족에대해", "가족에대한", "가족얘기", "가족이야기"].contains(where: body.contains) { return .family }
    if [
      "나에대해", "저에대해", "내게대해", "나에대한", "저에대한", "나에관해", "저에관해", "아는거다", "아는것다", "아는거전부", "아는것전부", "아는걸다", "전부요약",
    ].contains(where: body.contains) {
      return .owner
    }
    guard let range = text.range(of: "에 대해") ?? text.range(of: "에 대한") ?? text.range(of: "에 관해") else { return nil }
    let words = WordForms.words(String(text[..<range.lowerBound]))
    guard let last = words.last, !["뭐", "이것", "그것"].contains(last) else { return nil }
    return .about(last)
  }
}
