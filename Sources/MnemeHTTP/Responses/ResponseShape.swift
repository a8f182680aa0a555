import HTTPTypes
import MnemeCore
import NIOCore

/// The wire shape of one response: whole, or as the official stream of events, numbered in their order.
struct ResponseShape: AnswerShape {
  /// What of the request is told again.
  struct Echo: Sendable {
    var instructions: String?
    var previous: String?
    var conversation: String?
    var wantsStore: Bool
    var tools: [JSONValue]
    var toolChoice: JSONValue
    var parallelToolCalls: Bool
    var maxToolCalls: Int?
    var format: JSONValue
    var verbosity: String
    var effort: String?
    var metadata: [String: String]
    var maxOutputTokens: Int?
    var truncation: String
    var temperature: Double
    var topP: Double
    var topLogprobs: Int
    var user: String?
  }

  let id: String
  let created: Int64
  let start: TurnStart
  let echo: Echo
  private var sequence = 0
  /// Items that were closed, as they are listed.
  private var output: [JSON] = []
  private var open: (id: String, text: String)?

  init(id: String, created: Int64, start: TurnStart, echo: Echo) {
    self.id = id
    self.created = created
    self.start = start
    self.echo = echo
  }

  /// Only what belongs to a conversation that is kept can be forgotten with it, so nothing else is kept.
  var isStored: Bool { echo.wantsStore && start.session != nil }

  // MARK: Whole

  func whole(_ results: [TurnResult]) -> JSON {
    guard let result = results.first, let end = result.end else { return .null }
    var shape = self
    return shape.finished(result, end: end)
  }

  /// The response of a turn that ended.
  mutating func finished(_ result: TurnResult, end: TurnEnd) -> JSON {
    if let (item, text) = open {
      output.append(message(item, text: text, status: Self.status(end.finish), logprobs: end.logprobs))
      open = nil
    } else if output.isEmpty {
      if !result.text.isEmpty || result.calls.isEmpty {
        output.append(message(own("msg_"), text: result.text, status: Self.status(end.finish), logprobs: end.logprobs))
      }
      for call in result.calls { output.append(Self.call(call, id: own("fc_"), status: "completed")) }
    }
    return response(status: Self.status(end.finish), end: end)
  }

  func failed(_ failure: HTTPFailure) -> JSON { response(status: "failed", end: nil, failure: failure) }

  // MARK: Streamed

  mutating func opening() -> [ByteBuffer] {
    let begun = response(status: "in_progress", end: nil)
    return [event("response.created", [("response", begun)]), event("response.in_progress", [("response", begun)])]
  }

  mutating func frames(of event: ChatEvent) -> [ByteBuffer] {
    switch event {
    case .text(let piece) where !piece.isEmpty: say(piece)
    case .toolCalls(let calls): close(status: "completed", logprobs: nil) + calls.flatMap { hand($0) }
    case .started, .text, .tool, .finished: []
    }
  }

  mutating func closing(_ end: TurnEnd) -> [ByteBuffer] {
    var frames: [ByteBuffer] = []
    if open == nil, output.isEmpty { frames += begin() }
    frames += close(status: Self.status(end.finish), logprobs: end.logprobs)
    let status = Self.status(end.finish)
    return frames + [event("response.\(status)", [("response", response(status: status, end: end))])]
  }

  mutating func broken(_ failure: HTTPFailure, requestID: String) -> [ByteBuffer] {
    if failure.code == "server_stopping" {
      return [
        event(
          "error",
          [("code", .string(failure.code)), ("message", .string(failure.message)), ("param", .text(failure.param))])
      ]
    }
    return [event("response.failed", [("response", failed(failure))])]
  }

  var keepAlive: ByteBuffer { ServerSentEvents.keepAlive }

  private mutating func begin() -> [ByteBuffer] {
    let item = own("msg_")
    open = (item, "")
    return [
      event(
        "response.output_item.added",
        [
          ("output_index", .number(output.count)),
          (
            "item",
            [
              "id": .string(item), "type": "message", "status": "in_progress", "role": "assistant", "content": [],
            ]
          ),
        ]),
      event(
        "response.content_part.added",
        [
          ("item_id", .string(item)), ("output_index", .number(output.count)), ("content_index", 0),
          ("part", Self.part("", logprobs: nil)),
        ]),
    ]
  }

  private mutating func say(_ piece: String) -> [ByteBuffer] {
    var frames = open == nil ? begin() : []
    open?.text += piece
    frames.append(
      event(
        "response.output_text.delta",
        [
          ("item_id", .string(open?.id ?? "")), ("output_index", .number(output.count)), ("content_index", 0),
          ("delta", .string(piece)), ("logprobs", []),
        ]))
    return frames
  }

  private mutating func close(status: String, logprobs: JSONValue?) -> [ByteBuffer] {
    guard let (item, text) = open else { return [] }
    open = nil
    let place = JSON.number(output.count)
    let whole = message(item, text: text, status: status, logprobs: logprobs)
    output.append(whole)
    return [
      event(
        "response.output_text.done",
        [
          ("item_id", .string(item)), ("output_index", place), ("content_index", 0), ("text", .string(text)),
          ("logprobs", logprobs?.json ?? []),
        ]),
      event(
        "response.content_part.done",
        [
          ("item_id", .string(item)), ("output_index", place), ("content_index", 0),
          ("part", Self.part(text, logprobs: logprobs)),
        ]),
      event("response.output_item.done", [("output_index", place), ("item", whole)]),
    ]
  }

  private mutating func hand(_ call: ToolCall) -> [ByteBuffer] {
    let item = own("fc_")
    let place = JSON.number(output.count)
    let whole = Self.call(call, id: item, status: "completed")
    output.append(whole)
    return [
      event(
        "response.output_item.added",
        [
          ("output_index", place),
          ("item", Self.call(ToolCall(id: call.id, name: call.name, arguments: ""), id: item, status: "in_progress")),
        ]),
      event(
        "response.function_call_arguments.delta",
        [("item_id", .string(item)), ("output_index", place), ("delta", .string(call.arguments))]),
      event(
        "response.function_call_arguments.done",
        [
          ("item_id", .string(item)), ("output_index", place), ("name", .string(call.name)),
          ("arguments", .string(call.arguments)),
        ]),
      event("response.output_item.done", [("output_index", place), ("item", whole)]),
    ]
  }

  private mutating func event(_ name: String, _ members: [(String, JSON)]) -> ByteBuffer {
    defer { sequence += 1 }
    return ServerSentEvents.named(
      name, .object([("type", .string(name))] + members + [("sequence_number", .number(sequence))]))
  }

  // MARK: Parts

  /// Of the next item: the same however often it is asked for.
  private func own(_ prefix: String) -> String { "\(prefix)\(id.dropFirst(5))\(output.count)" }

  private func message(_ id: String, text: String, status: String, logprobs: JSONValue?) -> JSON {
    [
      "id": .string(id), "type": "message", "status": .string(status), "role": "assistant",
      "content": [Self.part(text, logprobs: logprobs)],
    ]
  }

  private static func part(_ text: String, logprobs: JSONValue?) -> JSON {
    ["type": "output_text", "text": .string(text), "annotations": [], "logprobs": logprobs?.json ?? []]
  }

  private static func call(_ call: ToolCall, id: String, status: String) -> JSON {
    [
      "id": .string(id), "type": "function_call", "status": .string(status), "call_id": .string(call.id),
      "name": .string(call.name), "arguments": .string(call.arguments),
    ]
  }

  private static func status(_ finish: FinishReason) -> String {
    switch finish {
    case .stop, .toolCalls: "completed"
    case .length, .contentFilter: "incomplete"
    }
  }

  private static func incomplete(_ finish: FinishReason?) -> JSON {
    switch finish {
    case .length: ["reason": "max_output_tokens"]
    case .contentFilter: ["reason": "content_filter"]
    case .stop, .toolCalls, nil: nil
    }
  }

  private static func error(_ failure: HTTPFailure?) -> JSON {
    guard let failure else { return nil }
    let code =
      switch failure.status.code {
      case 429: "rate_limit_exceeded"
      case 400..<500: "invalid_prompt"
      default: "server_error"
      }
    return ["code": .string(code), "message": .string(failure.message)]
  }

  private func response(status: String, end: TurnEnd?, failure: HTTPFailure? = nil) -> JSON {
    let usage: JSON =
      if let usage = end?.usage {
        [
          "input_tokens": .number(usage.prompt),
          "input_tokens_details": ["cached_tokens": 0, "cache_write_tokens": 0],
          "output_tokens": .number(usage.completion), "output_tokens_details": ["reasoning_tokens": 0],
          "total_tokens": .number(usage.prompt + usage.completion),
        ]
      } else {
        nil
      }
    let told: JSON = [
      "id": .string(id), "object": "response", "created_at": .int(created), "status": .string(status),
      "background": false, "error": Self.error(failure), "incomplete_details": Self.incomplete(end?.finish),
      "instructions": .text(echo.instructions),
      "max_output_tokens": echo.maxOutputTokens.map(JSON.number) ?? .null,
      "max_tool_calls": echo.maxToolCalls.map(JSON.number) ?? .null, "model": .string(end?.model ?? start.model),
      "output": .array(output), "parallel_tool_calls": .bool(echo.parallelToolCalls),
      "previous_response_id": .text(echo.previous),
      "conversation": echo.conversation.map { ["id": .string($0)] } ?? .null,
      "reasoning": ["effort": .text(echo.effort), "summary": nil], "service_tier": "default",
      "store": .bool(isStored), "temperature": .double(echo.temperature),
      "text": ["format": echo.format.json, "verbosity": .string(echo.verbosity)],
      "tool_choice": echo.toolChoice.json, "tools": .array(echo.tools.map(\.json)),
      "top_logprobs": .number(echo.topLogprobs), "top_p": .double(echo.topP), "truncation": .string(echo.truncation),
      "usage": usage,
      "metadata": .object(echo.metadata.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }),
      "mneme": ["session": .text(start.session), "recalled": .array(start.recalled.map { $0.json })],
    ]
    guard let user = echo.user, case .object(let members) = told else { return told }
    return .object(members + [("user", .string(user))])
  }
}
