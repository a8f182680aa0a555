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
    return phrases.heard(keeps: keeps)
  }
}
