import Foundation
import MnemeCore

/// The wire shape of one answer: the same id and time in every part of it.
struct ChatCompletionShape: Sendable {
  let id: String
  let created: Int64
  let start: TurnStart
  /// `stream_options.include_usage`: chunks then carry `usage: null` until the one with the numbers.
  let includesUsage: Bool
  /// Number of the answer, where several were asked for.
  var index = 0
  var isLast = true
  /// What the answers before this one used.
  var before = TokenUsage(prompt: 0, completion: 0, reported: true)

  /// - Parameter model: the one that answered, where another than the turn began with.
  private func head(_ object: String, model: String? = nil) -> [(String, JSON)] {
    [
      ("id", .string(id)), ("object", .string(object)), ("created", .int(created)),
      ("model", .string(model ?? start.model)),
    ]
  }

  // MARK: Whole

  func completion(_ results: [TurnResult]) -> JSON {
    let usages = results.compactMap { $0.end?.usage }
    let all = TokenUsage(
      prompt: usages.reduce(0) { $0 + $1.prompt }, completion: usages.reduce(0) { $0 + $1.completion },
      reported: usages.allSatisfy(\.reported))
    return .object(
      head("chat.completion", model: results.first?.end?.model) + [
        ("choices", .array(results.enumerated().map { choice($1, at: $0) })), ("usage", ChatCompletionShape.usage(all)),
        ("mneme", extra),
      ])
  }

  private func choice(_ result: TurnResult, at place: Int) -> JSON {
    var message: [(String, JSON)] = [
      ("role", "assistant"),
      ("content", result.text.isEmpty && !result.calls.isEmpty ? nil : .string(result.text)), ("refusal", nil),
      ("annotations", []),
    ]
    if !result.calls.isEmpty {
      message.append(("tool_calls", .array(result.calls.map { .object(Self.call($0)) })))
    }
    return [
      "index": .number(place), "message": .object(message), "logprobs": Self.logprobs(result.end),
      "finish_reason": .string(result.end?.finish.rawValue ?? "stop"),
    ]
  }

  private static func logprobs(_ end: TurnEnd?) -> JSON {
    guard let tokens = end?.logprobs else { return nil }
    return ["content": tokens.json, "refusal": nil]
  }

  // MARK: Streamed

  var firstChunk: JSON {
    chunk(delta: ["role": "assistant", "content": "", "refusal": nil], more: [("mneme", extra)])
  }

  func textChunk(_ text: String) -> JSON { chunk(delta: ["content": .string(text)]) }

  /// Each call whole, in one chunk.
  func callChunk(_ calls: [ToolCall]) -> JSON {
    chunk(
      delta: [
        "tool_calls": .array(
          calls.enumerated().map { place, call in .object([("index", .number(place))] + Self.call(call)) })
      ])
  }

  /// A step of one of our own tools: no delta, and a member of ours.
  func stepChunk(_ step: ToolStep) -> JSON {
    var tool: [(String, JSON)]
    switch step {
    case .started(let call):
      tool = [
        ("state", "started"), ("id", .string(call.id)), ("name", .string(call.name)),
        ("arguments", .string(call.arguments)),
      ]
    case .ended(let call, let succeeded, let preview):
      tool = [
        ("state", "ended"), ("id", .string(call.id)), ("name", .string(call.name)), ("succeeded", .bool(succeeded)),
        ("preview", .string(preview)),
      ]
    case .waits(let call, let approval):
      tool = [
        ("state", "waits"), ("id", .string(call.id)), ("name", .string(call.name)), ("approval", approval.json),
      ]
    }
    return chunk(delta: [:], more: [("mneme", .object([("tool", .object(tool))]))])
  }

  private static func call(_ call: ToolCall) -> [(String, JSON)] {
    [
      ("id", .string(call.id)), ("type", "function"),
      ("function", ["name": .string(call.name), "arguments": .string(call.arguments)]),
    ]
  }

  /// Says which model answered, where another than the turn began with.
  func lastChunk(_ end: TurnEnd) -> JSON {
    chunk(
      delta: [:], finish: .string(end.finish.rawValue), logprobs: Self.logprobs(end),
      more: end.model.map { [("mneme", ["model": .string($0)])] } ?? [])
  }

  func usageChunk(_ usage: TokenUsage) -> JSON {
    .object(
      head("chat.completion.chunk") + [("choices", []), ("usage", ChatCompletionShape.usage(sum(usage)))])
  }

  private func sum(_ usage: TokenUsage) -> TokenUsage {
    TokenUsage(
      prompt: before.prompt + usage.prompt, completion: before.completion + usage.completion,
      reported: before.reported && usage.reported)
  }

  private func chunk(
    delta: JSON, finish: JSON = nil, logprobs: JSON = nil, more: [(String, JSON)] = []
  ) -> JSON {
    var members = head("chat.completion.chunk")
    members.append(
      ("choices", [["index": .number(index), "delta": delta, "logprobs": logprobs, "finish_reason": finish]]))
    if includesUsage { members.append(("usage", nil)) }
    return .object(members + more)
  }

  private static func usage(_ usage: TokenUsage) -> JSON {
    [
      "prompt_tokens": .number(usage.prompt), "completion_tokens": .number(usage.completion),
      "total_tokens": .number(usage.prompt + usage.completion),
    ]
  }

  /// Our own member of the answer: where it was kept, and what memory said.
  private var extra: JSON {
    ["session": .text(start.session), "recalled": .array(start.recalled.map { $0.json })]
  }
}
