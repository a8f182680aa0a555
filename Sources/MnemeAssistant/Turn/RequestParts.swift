import MnemeCore

/// A client's messages taken apart by what they are for.
struct RequestParts: Sendable {
  /// The client's own system messages.
  let system: [ModelMessage]
  /// What the user and the assistant said, in words, before the question.
  let earlier: [ModelMessage]
  /// What came between the last two messages of the user, where the client's tools ran: its calls, their results and the answer.
  private(set) var exchange: [ModelMessage]
  private(set) var question: ModelMessage
  /// Calls and results that follow the question: the turn goes on with them.
  private(set) var steps: [ModelMessage]
  /// Who answers, and how: set by the turn.
  var lead = HeadLead()
  /// What came of calls that had waited for the owner's word, as text.
  var decided: [String] = []

  /// What came before the exchange, in words.
  var beforeExchange: [ModelMessage] {
    let words = exchange.count { ($0.role == .user || $0.role == .assistant) && !$0.isEmpty }
    return Array(earlier.dropLast(words))
  }

  /// The words of all, the question last.
  var dialogue: [ModelMessage] { earlier + [question] }

  /// - Throws: `invalidInput` when the last message is neither the user's nor a tool's result, or calls and results do not fit.
  init(_ messages: [ModelMessage]) throws(MnemeError) {
    system = messages.filter { $0.role == .system }
    let spoken = messages.filter { $0.role != .system }
    guard let last = spoken.lastIndex(where: { $0.role == .user }), !spoken[last].isEmpty else {
      throw MnemeError(.invalidInput, "The last message must have the role 'user' and some text.")
    }
    question = spoken[last]
    steps = Array(spoken[(last + 1)...])
    guard steps.isEmpty || steps.last?.role == .tool else {
      throw MnemeError(
        .invalidInput, "The last message must have the role 'user' and some text, or be a tool's result.")
    }
    let before = spoken[..<last]
    let start = before.lastIndex { $0.role == .user }.map { $0 + 1 } ?? before.endIndex
    exchange = before[start...].contains { $0.role == .tool } ? Array(before[start...]) : []
    earlier = before.filter { ($0.role == .user || $0.role == .assistant) && !$0.isEmpty }
    try Self.check(exchange)
    try Self.check(steps)
  }

  /// The same with what the question's documents say: as files, and pages as images.
  func with(_ contents: [DocumentContent]) -> RequestParts {
    var parts = self
    parts.question.documents = []
    parts.question.files += contents.map(\.file)
    parts.question.images += contents.flatMap(\.images)
    return parts
  }

  func led(by lead: HeadLead) -> RequestParts {
    var parts = self
    parts.lead = lead
    return parts
  }

  /// The same with borders around what the client's tools brought.
  func bordered(by safety: TurnSafety) -> RequestParts {
    var parts = self
    parts.exchange = exchange.map(safety.clientStep)
    parts.steps = steps.map(safety.clientStep)
    return parts
  }

  private static func check(_ steps: [ModelMessage]) throws(MnemeError) {
    var open: Set<String> = []
    for step in steps {
      for call in step.toolCalls { open.insert(call.id) }
      if step.role == .tool, open.remove(step.toolCallID ?? "") == nil {
        throw MnemeError(.invalidInput, "A tool's result must follow the assistant's message with its call.")
      }
    }
    guard open.isEmpty else {
      throw MnemeError(.invalidInput, "Every call of a tool needs its result before the next answer.")
    }
  }
}
