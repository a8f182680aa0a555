import HTTPTypes
import Hummingbird
import MnemeCore

/// `POST /v1/memories/search` and `/v1/memories/explain`.
struct RecallController: Sendable {
  let memory: any MemoryService
  let prompts: any PromptInspection
  let maxBodyBytes: Int

  private struct Search: Decodable {
    var query: String
    var limit: Int?
    var space: String?
    var explain: Bool?
    var sources: [ItemSource]?
    /// With `explain`: what the prompt would hold.
    var context: Bool?
    var model: String?
  }

  func search(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(Search.self, limit: maxBodyBytes)
    return try await recall(body, explain: body.explain ?? false, scope)
  }

  func explain(_ scope: RequestScope) async throws -> Response {
    try await recall(try await scope.decode(Search.self, limit: maxBodyBytes), explain: true, scope)
  }

  /// What is explained is not observed: it leaves no trace in the access counters.
  private func recall(_ body: Search, explain: Bool, _ scope: RequestScope) async throws -> Response {
    let space = try body.space.map { try scope.space(named: $0, param: "space") } ?? scope.space()
    guard body.query.contains(where: { !$0.isWhitespace }) else {
      throw HTTPFailure.invalid("query", "'query' is empty.")
    }
    let limit = body.limit ?? 10
    guard (1...Limits.recallResults).contains(limit) else {
      throw HTTPFailure.invalid("limit", "'limit' is a whole number from 1 to \(Limits.recallResults).")
    }
    if let sources = body.sources, sources.isEmpty {
      throw HTTPFailure.invalid("sources", "'sources' names 'memory', 'message' or both.")
    }
    let result = try await memory.recall(
      RecallQuery(
        space: space, text: body.query.cutToQuery, limit: limit, explain: explain,
        sources: body.sources.map(Set.init) ?? [.message, .memory], observe: !explain))
    var members: [(String, JSON)] = [
      ("results", .array(result.hits.map(\.json))), ("lexical_only", .bool(result.lexicalOnly)),
    ]
    if explain { members.append(("dropped", .array(result.dropped.map(\.json)))) }
    if explain, body.context == true {
      let prompt = try await prompts.explainPrompt(of: body.query.cutToQuery, model: body.model, in: space)
      members.append(("context", prompt.json))
    }
    return .json(.ok, .object(members))
  }
}
