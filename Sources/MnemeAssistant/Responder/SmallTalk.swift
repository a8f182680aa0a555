import MnemeMemory

/// Greetings, thanks and remarks that ask for nothing.
enum SmallTalk {
  /// "How are you?" is no question to memory.
  static func isQuestion(_ text: String) -> Bool {
    let words = WordForms.words(text)
    guard words.count <= 8 else { return false }
    let sentence = words.joined(separator: " ")
    return [
      "how are you", "whats up", "what up", "what is up", "how is it going", "hows it going", "how it going", "잘 지내",
    ]
    .contains(where: sentence.contains)
  }

  /// "Tell me a joke": nothing that memory alone can do.
  private static func isOrder(_ text: String, _ words: [String]) -> Bool {
    if StatementText.isKorean(text) {
      let body = text.filter { $0.isLetter }
      return ["해줘", "해주세요", "써줘", "써주세요", "알려줘", "알려주세요", "추천해", "만들어줘", "찾아줘", "번역해", "부탁해"].contains(
        where: body.hasSuffix)
    }
    let verb = words.first { !["please", "can", "could", "you", "hey", "ok", "and", "now", "so"].contains($0) }
    return verb.map(orders.contains) ?? false
  }

  private static let orders: Set<String> = [
    "tell", "write", "translate", "explain", "give", "show", "help", "suggest", "recommend", "calculate", "compute",
    "draw",
    "create", "generate", "list", "find", "search", "summarize", "summarise", "describe", "define", "play", "sing",
    "convert",
    "compare", "correct", "rewrite", "draft", "teach", "remind", "set", "book", "order", "call", "send",
  ]

  static func answer(to text: String, _ phrases: AnswerText, keeps: Bool) -> String {
    let words = WordForms.words(String(text.prefix(400)))
    if words.contains(where: { ["thanks", "thank", "thx", "ty", "cheers"].contains($0) }) || text.contains("고마")
      || text.contains("감사")
    {
      return phrases.thanks
    }
    let isGreeting =
      words.first.map { ["hi", "hello", "hey", "yo", "hiya", "greetings"].contains($0) } ?? false
      || (words.first == "good" && words.count > 1 && ["morning", "evening", "afternoon", "day"].contains(words[1]))
      || (words.count <= 2 && words.contains("morning"))
    if isGreeting || text.contains("안녕") || isQuestion(text) { return phrases.greeting(keeps: keeps) }
    if isOrder(text, words) { return phrases.needsModel }
    return phrases.heard(keeps: keeps)
  }
}
