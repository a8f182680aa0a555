import HTTPTypes
import MnemeCore
import NIOCore

/// The wire shape of one answer as Anthropic's Messages have it.
struct MessageShape: AnswerShape {
  let id: String
  let start: TurnStart
  /// Content blocks that were closed.
  private var closed = 0
  private var isTextOpen = false

  init(id: String, start: TurnStart) {
    self.id = id
    self.start = start
  }

  func whole(_ results: [TurnResult]) -> JSON {
    guard let result = results.first, let end = result.end else { return .null }
    let (text, calls) = (result.text, result.calls)
    var content: [JSON] = text.isEmpty && !calls.isEmpty ? [] : [["type": "text", "text": .string(text)]]
    content += calls.map { Self.block($0, input: Self.arguments($0)) }
    return message(content, reason: Self.reason(end.finish), usage: end.usage, model: end.model)
  }

  func opening() -> [ByteBuffer] {
    // The prompt's tokens are known at the end.
    let message = message([], reason: nil, usage: TokenUsage(prompt: 0, completion: 0, reported: false))
    return [Self.event("message_start", [("message", message)])]
  }

  mutating func frames(of event: ChatEvent) -> [ByteBuffer] {
    switch event {
    case .text(let text) where !text.isEmpty:
      var frames: [ByteBuffer] = []
      if !isTextOpen {
        isTextOpen = true
        frames.append(begin(["type": "text", "text": ""]))
      }
      return frames + [delta(["type": "text_delta", "text": .string(text)])]
    case .toolCalls(let calls):
      var frames = closeText()
      for call in calls {
        frames.append(begin(Self.block(call, input: .object([]))))
        frames.append(delta(["type": "input_json_delta", "partial_json": .string(call.arguments)]))
        frames.append(close())
      }
      return frames
    case .started, .text, .tool, .finished: return []
    }
  }

  mutating func closing(_ end: TurnEnd) -> [ByteBuffer] {
    closeText() + [
      Self.event(
        "message_delta",
        [
          ("delta", ["stop_reason": Self.reason(end.finish), "stop_sequence": nil]), ("usage", Self.usage(end.usage)),
        ]), Self.event("message_stop", []),
    ]
  }

  func broken(_ failure: HTTPFailure, requestID: String) -> [ByteBuffer] {
    [ServerSentEvents.named("error", failure.anthropicBody(requestID: requestID))]
  }

  var keepAlive: ByteBuffer { Self.event("ping", []) }

  // MARK: Parts

  private func message(_ content: [JSON], reason: JSON, usage: TokenUsage, model: String? = nil) -> JSON {
    [
      "id": .string(id), "type": "message", "role": "assistant", "model": .string(model ?? start.model),
      "content": .array(content), "stop_reason": reason, "stop_sequence": nil, "usage": Self.usage(usage),
      "mneme": ["session": .text(start.session), "recalled": .array(start.recalled.map { $0.json })],
    ]
  }

  private mutating func closeText() -> [ByteBuffer] {
    guard isTextOpen else { return [] }
    isTextOpen = false
    return [close()]
  }

  private func begin(_ block: JSON) -> ByteBuffer {
    Self.event("content_block_start", [("index", .number(closed)), ("content_block", block)])
  }

  private func delta(_ delta: JSON) -> ByteBuffer {
    Self.event("content_block_delta", [("index", .number(closed)), ("delta", delta)])
  }

  private mutating func close() -> ByteBuffer {
    defer { closed += 1 }
    return Self.event("content_block_stop", [("index", .number(closed))])
  }

  private static func event(_ name: String, _ members: [(String, JSON)]) -> ByteBuffer {
    ServerSentEvents.named(name, .object([("type", .string(name))] + members))
  }

  private static func block(_ call: ToolCall, input: JSON) -> JSON {
    ["type": "tool_use", "id": .string(call.id), "name": .string(call.name), "input": input]
  }

  /// Arguments that are no object were the model's mistake; clients expect one.
  private static func arguments(_ call: ToolCall) -> JSON {
    guard let value = try? JSONValue(parsing: call.arguments), case .object = value else { return .object([]) }
    return value.json
  }

  private static func usage(_ usage: TokenUsage) -> JSON {
    ["input_tokens": .number(usage.prompt), "output_tokens": .number(usage.completion)]
  }

  private static func reason(_ finish: FinishReason) -> JSON {
    switch finish {
    case .stop: "end_turn"
    case .length: "max_tokens"
    case .toolCalls: "tool_use"
    case .contentFilter: "refusal"
    }
  }
}

extension JSONValue {
  /// To be sent; keys ascending.
  var json: JSON {
    switch self {
    case .null: .null
    case .bool(let value): .bool(value)
    case .integer(let value): .int(value)
    case .number(let value): .double(value)
    case .string(let value): .string(value)
    case .array(let values): .array(values.map(\.json))
    case .object(let members): .object(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) })
    }
  }
}

extension HTTPFailure {
  /// `{"type":"error","error":{type,message},"request_id"}`.
  func anthropicBody(requestID: String) -> JSON {
    let type =
      switch status.code {
      case 401: "authentication_error"
      case 403: "permission_error"
      case 404: "not_found_error"
      case 413: "request_too_large"
      case 429: "rate_limit_error"
      case 503: "overloaded_error"
      case 500...: "api_error"
      default: "invalid_request_error"
      }
    return [
      "type": "error",
      "error": ["type": .string(type), "message": .string(param.map { "\($0): \(message)" } ?? message)],
      "request_id": .string(requestID),
    ]
  }
}
