import MnemeCore

/// What one turn came to.
struct TurnResult: Sendable {
  let start: TurnStart
  var text = ""
  var calls: [ToolCall] = []
  /// Nil where the answer broke off.
  var end: TurnEnd?

  init(start: TurnStart) { self.start = start }

  mutating func take(_ event: ChatEvent) {
    switch event {
    case .text(let piece): text += piece
    case .toolCalls(let wanted): calls += wanted
    case .finished(let last): end = last
    case .started, .tool: break
    }
  }
}

/// What is asked for one answer of the wire: a turn, or several where the client wants a choice among answers.
struct AnswerPlan: Sendable {
  /// At least one.
  let requests: [ChatRequest]
  let isStreamed: Bool
  /// The shape of one of the answers.
  /// - Parameters: its number, the start of its turn, what the answers before it used.
  let shape: @Sendable (Int, TurnStart, TokenUsage) -> any AnswerShape
  /// Called with every answer before its client learns that it is complete, or that it broke off.
  var keep: (@Sendable (any AnswerShape, TurnResult, HTTPFailure?) async throws -> Void)?
}
