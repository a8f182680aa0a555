import MnemeCore

/// Reads Gemini's chunks into model events. The stream has no end mark: it ends with its connection.
struct GeminiAnswer: WireAnswer {
  let server: String
  let promptEstimate: Int
  private(set) var isDone = false
  var isComplete: Bool { isDone || finish != nil }
  private var finish: FinishReason?
  private var usage: TokenUsage?
  private var completionEstimate = 0
  private var calls = ToolCallAssembler()

  init(server: String, promptEstimate: Int) {
    self.server = server
    self.promptEstimate = promptEstimate
  }

  mutating func take(_ event: ServerSentEvents.Event) throws(MnemeError) -> [ModelEvent] {
    guard !isDone, !event.data.isEmpty else { return [] }
    return try take(try GeminiChunk.wire(event.data, from: server))
  }

  mutating func takeWhole(_ text: String) throws(MnemeError) -> [ModelEvent] {
    let chunks: [GeminiChunk]
    // Without `alt=sse` the chunks come as one list.
    if text.first(where: { !$0.isWhitespace }) == "[" {
      chunks = try [GeminiChunk].wire(text, from: server)
    } else {
      chunks = [try GeminiChunk.wire(text, from: server)]
    }
    var events: [ModelEvent] = []
    for chunk in chunks { events += try take(chunk) }
    isDone = true
    return events
  }

  mutating func end() throws(MnemeError) -> [ModelEvent] {
    guard isComplete else {
      throw MnemeError(.upstream, "\(server) broke off in the middle of its answer.")
    }
    let wanted = try calls.finish(server: server)
    let reason = finish ?? .stop
    let estimate = TokenUsage(prompt: promptEstimate, completion: completionEstimate, reported: false)
    return wanted.map(ModelEvent.toolCall)
      + [.finished(wanted.isEmpty || reason != .stop ? reason : .toolCalls, usage ?? estimate)]
  }

  private mutating func take(_ chunk: GeminiChunk) throws(MnemeError) -> [ModelEvent] {
    if let error = chunk.error { throw RemoteFailure.inAnswer(error, server: server) }
    if chunk.promptFeedback?.blockReason != nil { finish = .contentFilter }
    guard chunk.candidates != nil || chunk.usageMetadata != nil || chunk.promptFeedback != nil else {
      throw MnemeError(.upstream, "\(server) sent something that is not a chat answer.")
    }
    if let reported = chunk.usageMetadata, let prompt = reported.promptTokenCount {
      usage = TokenUsage(
        prompt: plausible(prompt),
        completion: plausible(reported.candidatesTokenCount) + plausible(reported.thoughtsTokenCount),
        reported: true)
    }
    guard let candidate = chunk.candidates?.first(where: { ($0.index ?? 0) == 0 }) else { return [] }
    var events: [ModelEvent] = []
    for part in candidate.content?.parts ?? [] {
      if let call = part.functionCall {
        try calls.add(
          index: nil, id: call.id, name: call.name ?? "", arguments: call.args?.text,
          signature: part.thoughtSignature, isWhole: true, server: server)
      } else if let text = part.text, !text.isEmpty {
        if part.thought == true {
          events.append(.reasoning(text))
        } else {
          completionEstimate += TokenEstimator.estimate(text)
          events.append(.text(text))
        }
      }
    }
    if let reason = candidate.finishReason { finish = try reasonOf(reason) }
    return events
  }

  private func reasonOf(_ text: String) throws(MnemeError) -> FinishReason {
    switch text {
    case "MAX_TOKENS": return .length
    case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "LANGUAGE":
      return .contentFilter
    case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL":
      throw MnemeError(.upstream, "\(server) gave up on a tool call that it could not write; try again.")
    default: return .stop
    }
  }
}

/// One chunk of a streamed answer, or a whole answer.
struct GeminiChunk: Decodable {
  struct Candidate: Decodable {
    let content: Content?
    let finishReason: String?
    let index: Int?
  }

  struct Content: Decodable {
    let parts: [Part]?
  }

  struct Part: Decodable {
    struct Call: Decodable {
      let id: String?
      let name: String?
      let args: JSONValue?
    }
    let text: String?
    let thought: Bool?
    let functionCall: Call?
    let thoughtSignature: String?
  }

  struct Usage: Decodable {
    let promptTokenCount: Int?
    let candidatesTokenCount: Int?
    let thoughtsTokenCount: Int?
  }

  struct Feedback: Decodable {
    let blockReason: String?
  }

  let candidates: [Candidate]?
  let usageMetadata: Usage?
  let promptFeedback: Feedback?
  let error: WireError?
}
