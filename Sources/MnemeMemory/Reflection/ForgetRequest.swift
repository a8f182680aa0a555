import MnemeCore

/// A sentence that asks to forget something ("Forget that I have a dog", "그건 잊어줘"). What it names is not stated anew.
package enum ForgetRequest {
  /// Not for "don't forget …", "I forgot …" and questions about forgetting.
  package static func isOne(_ sentence: String) -> Bool {
    if StatementText.isKorean(sentence) { return isKorean(sentence) }
    let words = Array(
      sentence.prefix(200).lowercased().replacing("\u{2019}", with: "'")
        .split { !($0.isLetter || $0 == "'") }.map(String.init).drop(while: polite.contains))
    guard let place = words.firstIndex(where: verbs.contains) else { return false }
    let before = words[..<place]
    if before.contains(where: negations.contains) { return false }
    // An order begins with the verb; a request names who shall do it.
    guard place == 0 || before.contains("you") || before.first == "let's" else { return false }
    if words[place] == "forget" { return !before.contains("did") && !before.contains("do") }
    // "Delete", "erase" and "remove" are said of many things: what of memory is meant must stand there.
    let after = words[(place + 1)...]
    return after.contains { objects.contains($0) } && after.contains { owners.contains($0) }
  }

  private static let polite: Set<String> = [
    "please", "ok", "okay", "hey", "and", "so", "oh", "actually", "mneme", "no", "well",
  ]
  private static let verbs: Set<String> = ["forget", "unlearn", "erase", "delete", "remove"]
  private static let negations: Set<String> = ["don't", "dont", "not", "never", "won't", "didn't", "i'll", "i"]
  private static let objects: Set<String> = ["memory", "memories", "everything", "what", "that", "fact"]
  private static let owners: Set<String> = ["i", "me", "my", "your", "i'm", "you", "memory"]

  private static func isKorean(_ sentence: String) -> Bool {
    let text = sentence.filter { !$0.isWhitespace }
    if ["잊지", "잊으면안", "잊어버렸", "잊었"].contains(where: text.contains) { return false }
    if ["잊어줘", "잊어주", "잊어버려", "잊어라", "잊으세요", "잊어요", "잊어도"].contains(where: text.contains) || text.hasSuffix("잊어") {
      return true
    }
    return ["기억", "얘기", "말한"].contains(where: text.contains)
      && ["지워줘", "지워주", "삭제해줘", "삭제해주", "지워"].contains(where: text.contains)
  }
}
