import Foundation
import MnemeCore

/// Reads the data of a streamed answer, chunk by chunk, into model events.
struct OpenAIAnswer: WireAnswer {
  /// `HOST:PORT` for messages.
  let server: String
  /// Used when the server reports no usage.
  let promptEstimate: Int
  private(set) var isDone = false
  var isComplete: Bool { isDone || finish != nil }
  private var finish: FinishReason?
  private var usage: TokenUsage?
  private var completionEstimate = 0
  private var filter = ReasoningFilter()
  private var calls = ToolCallAssembler()

  init(server: String, promptEstimate: Int) {
    self.server = server
    self.promptEstimate = promptEstimate
  }

  mutating func take(_ event: ServerSentEvents.Event) throws(MnemeError) -> [ModelEvent] {
    guard !isDone, !event.data.isEmpty else { return [] }
    // Most events are long: only a short one is worth trimming.
    if event.data.utf8.count < 16, event.data.trimmingCharacters(in: .whitespacesAndNewlines) == "[DONE]" {
      isDone = true
      return []
    }
    return try take(event.data)
  }

  mutating func takeWhole(_ text: String) throws(MnemeError) -> [ModelEvent] {
    let events = try take(text)
    isDone = true
    return events
  }

  private mutating func take(_ data: String) throws(MnemeError) -> [ModelEvent] {
    let chunk = try OpenAIChunk.wire(data, from: server)
    if let error = chunk.error { throw RemoteFailure.inAnswer(error, server: server) }
    guard chunk.choices != nil || chunk.usage != nil else {
      throw MnemeError(.upstream, "\(server) sent something that is not a chat answer.")
    }
    if let reported = chunk.usage, let prompt = reported.prompt_tokens {
      usage = TokenUsage(
        prompt: plausible(prompt), completion: plausible(reported.completion_tokens), reported: true)
    }
    guard let choice = chunk.choices?.first(where: { ($0.index ?? 0) == 0 }) else { return [] }
    let content = choice.delta ?? choice.message
    var events: [ModelEvent] = []
    if let reasoning = content?.reasoning_content ?? content?.reasoning, !reasoning.isEmpty {
      events.append(.reasoning(reasoning))
    }
    events += count(filter.push((content?.content?.text ?? "") + (content?.refusal ?? "")))
    if case .array(let tokens)? = choice.logprobs?.content, !tokens.isEmpty { events.append(.logprobs(.array(tokens))) }
    for call in content?.tool_calls ?? [] {
      let arguments: String? =
        switch call.function?.arguments {
        case nil, .null: nil
        case .string(let text): text
        case .some(let value): value.text
        }
      try calls.add(
        index: call.index, id: call.id, name: call.function?.name, arguments: arguments, server: server)
    }
    if let reason = choice.finish_reason, !reason.isEmpty { finish = Self.reason(reason) }
    return events
  }

  mutating func end() throws(MnemeError) -> [ModelEvent] {
    guard isComplete else {
      throw MnemeError(.upstream, "\(server) broke off in the middle of its answer.")
    }
    var events = count(filter.finish())
    let wanted = try calls.finish(server: server)
    events += wanted.map(ModelEvent.toolCall)
    let estimate = TokenUsage(prompt: promptEstimate, completion: completionEstimate, reported: false)
    // Some servers say "stop" where they call tools.
    let reason = finish ?? .stop
    events.append(.finished(wanted.isEmpty || reason != .stop ? reason : .toolCalls, usage ?? estimate))
    return events
  }

  private mutating func count(_ text: String) -> [ModelEvent] {
    guard !text.isEmpty else { return [] }
    completionEstimate += TokenEstimator.estimate(text)
    return [.text(text)]
  }

  private static func reason(_ text: String) -> FinishReason {
    switch text {
    case "length", "max_tokens": .length
    case "content_filter": .contentFilter
    case "tool_calls", "function_call": .toolCalls
    default: .stop
    }
  }
}
