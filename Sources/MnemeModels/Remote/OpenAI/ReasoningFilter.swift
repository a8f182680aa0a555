/// Takes the reasoning that some models write before their answer (`<think>…</think>`) out of a streamed text.
///
/// Only blocks in front of the answer are reasoning; the same tags later on are text. Tags may be cut anywhere.
struct ReasoningFilter: Sendable {
  private enum Stage {
    /// Nothing of the answer was seen; what was read may be white space or the beginning of a tag.
    case before
    case inside(closing: String)
    case answer
  }

  private static let tags = ["think", "thinking", "reasoning"]
  private var stage = Stage.before
  private var held = ""
  /// White space between reasoning and answer is not part of the answer.
  private var sawReasoning = false

  /// Returns what of the text so far is certainly answer and was not returned before.
  mutating func push(_ text: String) -> String {
    if case .answer = stage { return text }
    held += text
    while true {
      switch stage {
      case .answer:
        return takeHeld()
      case .inside(let closing):
        guard let end = held.firstRange(of: closing) else {
          // Keep only what may be the beginning of the closing tag.
          held = String(held.suffix(closing.count - 1))
          return ""
        }
        held = String(held[end.upperBound...])
        sawReasoning = true
        stage = .before
      case .before:
        let body = held.drop(while: \.isWhitespace)
        if let tag = Self.tags.first(where: { body.hasPrefix("<\($0)>") }) {
          held = String(body.dropFirst(tag.count + 2))
          stage = .inside(closing: "</\(tag)>")
        } else if body.isEmpty || Self.tags.contains(where: { "<\($0)>".hasPrefix(body) }) {
          return ""
        } else {
          held = sawReasoning ? String(body) : held
          stage = .answer
        }
      }
    }
  }

  /// What was held back at the end of the answer.
  mutating func finish() -> String {
    if case .before = stage, !held.allSatisfy(\.isWhitespace) { return takeHeld() }
    return ""
  }

  private mutating func takeHeld() -> String {
    defer { held = "" }
    return held
  }
}
