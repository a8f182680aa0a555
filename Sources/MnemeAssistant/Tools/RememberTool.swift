package import MnemeCore
import MnemeMemory

/// `remember`: keeps a statement of the user.
///
/// Only what the user said in this conversation can be kept, so that no page, file or tool can put words into their mouth: in one
/// message of theirs stand nearly all words of the statement and each of its numbers, and it denies where the statement denies.
///
/// A client that the owner let in states things itself, as with POST /v1/memories.
package struct RememberTool: Tool {
  private let memory: any MemoryService
  package let reach = ToolReach.changesMemory
  package let category = ToolCategory.memory
  /// Share of the statement's terms that the user must have used.
  private static let share = 0.85

  package init(memory: any MemoryService) { self.memory = memory }

  package let description = ToolDescription(
    name: "remember",
    summary:
      "Keeps one statement that the user made, when they ask you to remember it. Write it in the user's own words and "
      + "language, in the first person (\"I live in Lisbon.\"). What the user did not say is refused.",
    parameters: [
      "type": "object", "required": ["text"],
      "properties": ["text": ["type": "string", "minLength": 3, "maxLength": 1000, "description": "The statement."]],
    ], annotations: ToolAnnotations(isReadOnly: false, isIdempotent: true))

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    guard case .string(let text)? = arguments["text"] else { throw MnemeError(.invalidInput, "There is no text.") }
    guard turn.caller != .model || Self.isSaid(text, in: turn.said) else {
      throw MnemeError(
        .invalidInput, "Only what the user said in this conversation can be remembered, in their own words.")
    }
    let kept = try await memory.remember(Statement(text: text, session: turn.session), in: turn.space)
    return ToolOutput(
      kept.awaitsApproval
        ? "It waits for the user's consent (memory \(kept.id))." : "Remembered (memory \(kept.id)).",
      structured: ["memory_id": .string(kept.id), "awaits_consent": .bool(kept.awaitsApproval)]
    ).owned()
  }

  /// O(length of all).
  static func isSaid(_ text: String, in said: [String]) -> Bool {
    let wanted = Set(TextAnalyzer.queryTerms(text)).subtracting(ownWords)
    guard !wanted.isEmpty else { return false }
    let denies = denies(text)
    return said.contains { message in
      // Neither what they quote nor what they paste is their own word.
      let own = StatementText.sentences(in: message)
      let whole = own.joined(separator: "\n")
      // As a sentence says it; put together from several only where none of them denies anything.
      return own.contains { covers($0, wanted) && Self.denies($0) == denies }
        || (!denies && !Self.denies(whole) && covers(whole, wanted))
    }
  }

  private static func covers(_ said: String, _ wanted: Set<String>) -> Bool {
    let words = Set(TextAnalyzer.terms(said))
    let shared = wanted.filter(words.contains)
    guard Double(shared.count) >= share * Double(wanted.count) else { return false }
    let numbers = wanted.filter { $0.utf8.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
    return numbers.isSubset(of: words)
  }

  private static func denies(_ text: String) -> Bool {
    let words = text.lowercased().split { !$0.isLetter && $0 != "'" && $0 != "\u{2019}" }
    return words.contains { denials.contains(String($0)) || $0.hasSuffix("n't") || $0.hasSuffix("n\u{2019}t") }
      || koreanDenials.contains { text.contains($0) }
  }

  private static let denials: Set<String> = [
    "not", "no", "never", "none", "nobody", "nothing", "without", "cannot", "neither", "nor",
  ]
  private static let koreanDenials = ["않", "안 ", "못", "아니", "없"]

  /// How a model speaks of the user.
  private static let ownWords = Set(["user", "my", "name"].flatMap { TextAnalyzer.terms($0) })
}
