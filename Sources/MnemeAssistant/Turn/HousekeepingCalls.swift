import MnemeCore

/// Recognises the calls that chat front ends make for themselves (titles, tags, follow-up questions, completions):
/// they are instructions to a model, not something a person said.
enum HousekeepingCalls {
  /// All words of one row, in a text of at least the given length, mark such a call.
  private static let marks: [[String]] = [
    ["### task:", "title", "chat history"],
    ["### task:", "tags", "chat history"],
    ["### task:", "follow-up", "chat history"],
    ["### task:", "autocompletion"],
    ["### task:", "search queries", "chat history"],
    ["generate a concise", "title", "<chat_history>"],
    ["generate a concise", "word title", "conversation"],
    ["5-word-or-less title", "conversation"],
    ["write a short title for", "conversation"],
    ["summarize the conversation", "title", "words or less"],
  ]

  static func contains(_ question: String) -> Bool {
    // Marks stand in the instruction at the head; a person's long text is not searched in full.
    let head = question.prefix(2_000).lowercased()
    let tail = question.suffix(500).lowercased()
    return marks.contains { row in row.allSatisfy { head.contains($0) || tail.contains($0) } }
  }
}
