/// What a line says of the text after it.
struct PastedIntroduction {
  private let lowered: String
  private let words: [String]
  private let known: Set<String>

  init(_ line: Substring) {
    lowered = line.lowercased().replacing("\u{2019}", with: "'")
    words = Array(
      lowered.split { !$0.isLetter && $0 != "-" && $0 != "'" }.map(String.init).drop(while: Self.polite.contains))
    known = Set(words)
  }

  /// Something is to be done with the text.
  var isTask: Bool { holds(Self.tasks) || Self.korean.tasks.contains(where: lowered.contains) }

  /// The text is called what others write.
  var isSource: Bool { holds(Self.sources) || Self.korean.sources.contains(where: lowered.contains) }

  /// The text is to be kept: the speaker's own word, whatever it is called.
  var isWish: Bool {
    if let first = words.first, Self.wishes.contains(first) {
      let next = words.dropFirst().first ?? ""
      if !Self.afterNoWish.contains(next) || known.contains("self") || known.contains("myself") { return true }
    }
    // In Korean what is asked for comes last.
    guard let wish = Self.korean.wishes.compactMap({ lowered.ranges(of: $0).last?.lowerBound }).max() else {
      return false
    }
    return !Self.korean.tasks.contains { (lowered.ranges(of: $0).last?.lowerBound).map { $0 > wish } ?? false }
  }

  /// "As I wrote in my letter", and nobody else wrote.
  var isOwnWriting: Bool {
    if Self.korean.writing.contains(where: lowered.contains) { return true }
    let wrote = words.indices.filter { Self.writing.contains(words[$0]) }
    return !wrote.isEmpty && wrote.allSatisfy { $0 > 0 && words[$0 - 1] == "i" }
  }

  /// "My email": the name of something of the speaker's.
  var isShortAndOwn: Bool {
    guard let first = words.first, Self.owners.contains(first), words.count <= 3 else { return false }
    return known.isDisjoint(with: Self.writing)
  }

  /// Somebody is asked.
  var isRequest: Bool {
    words.first.map(Self.tasks.contains) == true || holds(Self.requests)
      || Self.korean.requests.contains(where: lowered.contains)
  }

  private func holds(_ some: Set<String>) -> Bool { !known.isDisjoint(with: some) }

  private static let polite: Set<String> = [
    "please", "ok", "okay", "hey", "hi", "hello", "and", "also", "so", "now", "can", "could", "would", "will", "you",
    "mneme",
  ]
  private static let wishes: Set<String> = ["remember", "memorise", "memorize", "note"]
  /// "Remember to translate this", "Note from the landlord".
  private static let afterNoWish: Set<String> = ["to", "from", "of", "by"]
  private static let writing: Set<String> = ["wrote", "said", "forwarded"]
  private static let owners: Set<String> = ["my", "내", "제"]
  private static let requests: Set<String> = [
    "please", "you", "me", "this", "need", "want", "help", "following", "below",
  ]
  private static let tasks: Set<String> = [
    "summarise", "summarize", "summary", "translate", "translation", "proofread", "rewrite", "rephrase", "paraphrase",
    "shorten", "tldr", "analyse", "analyze", "classify", "extract", "review",
  ]
  private static let sources: Set<String> = [
    "email", "e-mail", "mail", "article", "letter", "webpage", "website", "page", "post", "document", "transcript",
    "newsletter", "comment", "ticket", "log", "wrote", "forwarded",
  ]
  private static let korean = (
    wishes: ["기억해", "기억하"], writing: ["내가 쓴", "내가 썼", "제가 쓴", "제가 썼", "내가 말한", "제가 말한"],
    tasks: ["요약", "번역", "교정", "다듬", "정리해", "분석"],
    sources: ["메일", "기사", "편지", "문서", "댓글", "게시글", "웹페이지", "다음 글", "아래 글"],
    requests: ["줘", "주세요", "줄래", "부탁", "해라"]
  )
}
