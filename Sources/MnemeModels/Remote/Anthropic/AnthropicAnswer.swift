import MnemeCore

/// Reads Anthropic's events into model events.
struct AnthropicAnswer: WireAnswer {
  let server: String
  let promptEstimate: Int
  private(set) var isDone = false
  var isComplete: Bool { isDone || finish != nil }
  private var finish: FinishReason?
  private var prompt: Int?
  private var completion: Int?
  private var completionEstimate = 0
  private var calls = ToolCallAssembler()
  /// Of the thinking block being read.
  private var thought: (text: String, signature: String)?

  init(server: String, promptEstimate: Int) {
    self.server = server
    self.promptEstimate = promptEstimate
  }

  mutating func take(_ event: ServerSentEvents.Event) throws(MnemeError) -> [ModelEvent] {
    guard !isDone, !event.data.isEmpty else { return [] }
    let wire = try AnthropicEvent.wire(event.data, from: server)
    switch wire.type {
    case "message_start":
      note(wire.message?.usage)
      return []
    case "content_block_start": return try begin(wire)
    case "content_block_delta": return try extend(wire)
    case "content_block_stop": return endThought()
    case "message_delta":
      if let reason = wire.delta?.stop_reason { finish = Self.reason(reason) }
      note(wire.usage)
      return []
    case "message_stop":
      isDone = true
      return []
    case "error":
      throw RemoteFailure.inAnswer(wire.error, server: server)
    // Pings, and what a later version adds.
    default: return []
    }
  }

  mutating func takeWhole(_ text: String) throws(MnemeError) -> [ModelEvent] {
    let message = try AnthropicEvent.Message.wire(text, from: server)
    if let error = message.error { throw RemoteFailure.inAnswer(error, server: server) }
    guard let content = message.content else {
      throw MnemeError(.upstream, "\(server) sent something that is not a chat answer.")
    }
    var events: [ModelEvent] = []
    for (index, block) in content.enumerated() {
      events += try begin(AnthropicEvent(type: "content_block_start", index: index, content_block: block))
      events += endThought()
    }
    note(message.usage)
    finish = Self.reason(message.stop_reason ?? "end_turn")
    isDone = true
    return events
  }

  mutating func end() throws(MnemeError) -> [ModelEvent] {
    guard isComplete else {
      throw MnemeError(.upstream, "\(server) broke off in the middle of its answer.")
    }
    var events = endThought()
    events += try calls.finish(server: server).map(ModelEvent.toolCall)
    let usage = TokenUsage(
      prompt: prompt ?? promptEstimate, completion: completion ?? completionEstimate,
      reported: prompt != nil && completion != nil)
    events.append(.finished(finish ?? .stop, usage))
    return events
  }

  private mutating func begin(_ wire: AnthropicEvent) throws(MnemeError) -> [ModelEvent] {
    guard let block = wire.content_block else { return [] }
    switch block.type {
    case "text": return text(block.text ?? "")
    case "thinking":
      thought = (block.thinking ?? "", block.signature ?? "")
      return (block.thinking ?? "").isEmpty ? [] : [.reasoning(block.thinking ?? "")]
    case "redacted_thinking":
      return [.thinking(ThinkingBlock(text: "", signature: nil, redacted: block.data ?? ""))]
    case "tool_use":
      // A streamed call begins with an empty object; its arguments follow in pieces.
      let arguments: String? =
        switch block.input {
        case nil, .null, .object([:]): nil
        case .some(let value): value.text
        }
      try calls.add(index: wire.index, id: block.id, name: block.name, arguments: arguments, server: server)
      return []
    default: return []
    }
  }

  private mutating func extend(_ wire: AnthropicEvent) throws(MnemeError) -> [ModelEvent] {
    switch wire.delta?.type {
    case "text_delta": return text(wire.delta?.text ?? "")
    case "thinking_delta":
      guard let piece = wire.delta?.thinking, !piece.isEmpty else { return [] }
      thought = ((thought?.text ?? "") + piece, thought?.signature ?? "")
      return [.reasoning(piece)]
    case "signature_delta":
      thought = (thought?.text ?? "", (thought?.signature ?? "") + (wire.delta?.signature ?? ""))
      return []
    case "input_json_delta":
      try calls.add(index: wire.index, id: nil, name: nil, arguments: wire.delta?.partial_json, server: server)
      return []
    default: return []
    }
  }

  private mutating func endThought() -> [ModelEvent] {
    guard let ended = thought else { return [] }
    thought = nil
    return [.thinking(ThinkingBlock(text: ended.text, signature: ended.signature.isEmpty ? nil : ended.signature))]
  }

  private mutating func text(_ text: String) -> [ModelEvent] {
    guard !text.isEmpty else { return [] }
    completionEstimate += TokenEstimator.estimate(text)
    return [.text(text)]
  }

  private mutating func note(_ usage: AnthropicEvent.Usage?) {
    guard let usage else { return }
    if let input = usage.input_tokens {
      // Tokens read from and written to the cache are the prompt's too.
      prompt =
        plausible(input) + plausible(usage.cache_read_input_tokens) + plausible(usage.cache_creation_input_tokens)
    }
    if let output = usage.output_tokens { completion = plausible(output) }
  }

  private static func reason(_ text: String) -> FinishReason {
    switch text {
    case "max_tokens", "model_context_window_exceeded": .length
    case "tool_use": .toolCalls
    case "refusal": .contentFilter
    default: .stop
    }
  }
}

/// One event of a streamed answer.
struct AnthropicEvent: Decodable {
  struct Message: Decodable {
    let content: [Block]?
    let stop_reason: String?
    let usage: Usage?
    let error: WireError?
  }

  struct Usage: Decodable {
    let input_tokens: Int?
    let output_tokens: Int?
    let cache_read_input_tokens: Int?
    let cache_creation_input_tokens: Int?
  }

  struct Block: Decodable {
    let type: String
    let text: String?
    let thinking: String?
    let signature: String?
    let data: String?
    let id: String?
    let name: String?
    let input: JSONValue?
  }

  struct Delta: Decodable {
    let type: String?
    let text: String?
    let thinking: String?
    let signature: String?
    let partial_json: String?
    let stop_reason: String?
  }

  let type: String
  var index: Int?
  var message: Message?
  var content_block: Block?
  var delta: Delta?
  var usage: Usage?
  var error: WireError?

  init(type: String, index: Int, content_block: Block) {
    self.type = type
    self.index = index
    self.content_block = content_block
  }
}
