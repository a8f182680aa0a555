import HTTPTypes
import Hummingbird
import MnemeCore

/// `/v1/memories` and what hangs below it.
struct MemoryController: Sendable {
  let memory: any MemoryService
  let maxBodyBytes: Int

  private struct NewMemory: Decodable {
    var text: String
    var kind: MemoryKind?
    var importance: Double?
    var session: String?
    var space: String?
  }

  func add(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(NewMemory.self, limit: maxBodyBytes)
    let space = try body.space.map { try scope.space(named: $0, param: "space") } ?? scope.space()
    guard body.text.contains(where: { !$0.isWhitespace }) else { throw HTTPFailure.invalid("text", "'text' is empty.") }
    guard body.text.unicodeScalars.count <= Limits.memoryCharacters else {
      throw HTTPFailure(
        .contentTooLarge, "text_too_long", "A memory has at most \(Limits.memoryCharacters) characters.",
        param: "text")
    }
    if let importance = body.importance, !(0...1).contains(importance) {
      throw HTTPFailure.invalid("importance", "'importance' is a number from 0 to 1.")
    }
    if let session = body.session, !(1...Limits.nameCharacters).contains(session.unicodeScalars.count) {
      throw HTTPFailure.invalid("session", "'session' has 1 to \(Limits.nameCharacters) characters.")
    }
    let statement = Statement(
      text: body.text, kind: body.kind, importance: body.importance, session: body.session)
    let kept = try await memory.remember(statement, in: space)
    return .json(.created, kept.json)
  }

  /// Newest first; `next_before` is given while there is more.
  func list(_ scope: RequestScope) async throws -> Response {
    let limit = try scope.integer("limit", in: 1...200, default: 50)
    var before: Int64?
    if let text = scope.query("before") {
      guard let value = Int64(text), value > 0 else {
        throw HTTPFailure.invalid("before", "'before' is the 'next_before' of an earlier answer.")
      }
      before = value
    }
    let found = try await memory.memories(
      in: try scope.space(), includeInactive: try scope.flag("include_inactive"), before: before, limit: limit + 1)
    let page = found.prefix(limit)
    let next = found.count > limit ? page.last.map { JSON.int($0.ordinal) } : nil
    return .json(.ok, ["memories": .array(page.map(\.json)), "next_before": next ?? .null])
  }

  /// It no longer speaks; its history stays.
  func retire(_ scope: RequestScope) async throws -> Response {
    let id = scope.parameters["id"] ?? ""
    try await memory.retire(memory: id, in: try scope.space())
    return .json(.ok, ["id": .string(id), "deleted": true])
  }

  func history(_ scope: RequestScope) async throws -> Response {
    let id = scope.parameters["id"] ?? ""
    let entries = try await memory.history(of: id, in: try scope.space())
    return .json(.ok, ["id": .string(id), "history": .array(entries.map(\.json))])
  }

  private struct Search: Decodable {
    var query: String
    var limit: Int?
    var space: String?
    var explain: Bool?
    var sources: [ItemSource]?
  }

  func search(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(Search.self, limit: maxBodyBytes)
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
    let explain = body.explain ?? false
    let result = try await memory.recall(
      RecallQuery(
        space: space, text: MemoryController.cut(body.query), limit: limit, explain: explain,
        sources: body.sources.map(Set.init) ?? [.message, .memory], observe: !explain))
    var members: [(String, JSON)] = [
      ("results", .array(result.hits.map(\.json))), ("lexical_only", .bool(result.lexicalOnly)),
    ]
    if explain { members.append(("dropped", .array(result.dropped.map(\.json)))) }
    return .json(.ok, .object(members))
  }

  /// What is beyond the limit is not looked at.
  private static func cut(_ query: String) -> String {
    String(String.UnicodeScalarView(query.unicodeScalars.prefix(Limits.queryCharacters)))
  }
}
