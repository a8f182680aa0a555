import Hummingbird
import MnemeCore

/// `/v1/interactions`: what was measured of turns.
struct InteractionController: Sendable {
  let archive: any ArchiveService

  /// Latest first.
  func list(_ scope: RequestScope) async throws -> Response {
    let limit = try scope.integer("limit", in: 1...500, default: 50)
    let (from, to) = try scope.timeRange()
    let search = InteractionSearch(session: scope.query("session"), from: from, to: to, limit: limit)
    let turns = try await archive.interactions(search, in: try scope.space())
    return .json(.ok, ["interactions": .array(turns.map(\.json))])
  }
}

extension Interaction {
  var json: JSON {
    [
      "id": .string(id), "space": .string(space.rawValue), "session_id": .string(session),
      "message_id": .string(message), "channel": .string(channel), "at": .time(at), "model": .string(model),
      "provider": .string(provider), "prompt_tokens": .number(usage.prompt),
      "completion_tokens": .number(usage.completion), "usage_reported": .bool(usage.reported),
      "first_token_ms": firstTokenMilliseconds.map(JSON.number) ?? .null, "total_ms": .number(totalMilliseconds),
      "outcome": .string(outcome.rawValue), "error_code": .text(errorCode), "tool_rounds": .number(toolRounds),
      "tool_calls": .number(toolCalls), "characters": .number(style.characters), "sentences": .number(style.sentences),
      "hedges": .number(style.hedges), "list_items": .number(style.listItems), "suspicion": .double(suspicion),
      "redactions": .number(redactions),
      "recalled": .array(
        recalled.map { ["source": .string($0.source.rawValue), "id": .string($0.id), "score": .double($0.score)] }),
    ]
  }
}
