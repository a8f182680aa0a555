import MnemeCore

/// Recognises the calls that chat front ends make for themselves (titles, tags, follow-up questions, completions):
/// they are instructions to a model, not something a person said.
enum HousekeepingCalls {
  /// All words of one row mark such a call; the first row that fits tells which.
  private static let marks: [[String]] = [
    ["### task:", "autocompletion"],
    ["### task:", "follow-up", "chat history"],
    ["### task:", "search queries", "chat history"],
    ["### task:", "title", "chat history"],
    ["### task:", "tags", "chat history"],
    ["generate a concise", "title", "<chat_history>"],
    ["generate a concise", "word title", "conversation"],
    ["5-word-or-less title", "conversation"],
    ["write a short title for", "conversation"],
    ["summarize the conversation", "title", "words or less"],
  ]

  static func contains(_ question: String) -> Bool { kind(of: question) != nil }

  /// The words that mark the call; nil for what a person says.
  static func kind(of question: String) -> [String]? {
    // Marks stand in the instruction at the head; a person's long text is not searched in full.
    let text = question.utf8
    let head = text.prefix(8_000).map(lowercased)
    let tail = text.suffix(2_000).map(lowercased)
    return marks.first { row in row.allSatisfy { Self.contains(head, $0.utf8) || Self.contains(tail, $0.utf8) } }
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  /// The marks are ASCII, so that bytes can be compared.
  private static func contains(_ text: [UInt8], _ mark: String.UTF8View) -> Bool {
    guard let first = mark.first, text.count >= mark.count else { return false }
    return text.indices.dropLast(mark.count - 1).contains { place in
      text[place] == first && text[place...].starts(with: mark)
    }
  }
}
