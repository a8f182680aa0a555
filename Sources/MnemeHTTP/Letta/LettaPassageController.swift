import Foundation
import HTTPTypes
import Hummingbird
import MnemeCore

/// Archival memory of an agent: memories of the caller's space, so that conversations recall them too.
struct LettaPassageController: Sendable {
  let services: HTTPServices
  let records: any RecordStore
  let wallClock: any WallClock
  let maxBodyBytes: Int

  private static let collection = "letta_passage"
  private static let prefix = "passage-"
  /// Passages of an agent that are looked through.
  private static let looked = 20_000

  private struct Addition: Decodable {
    var text: String
    var tags: [String]?
    var createdAt: String?

    enum CodingKeys: String, CodingKey {
      case text, tags
      case createdAt = "created_at"
    }
  }

  private struct Passage {
    let memory: Memory
    let tags: [String]
    let agent: String

    var id: String { LettaPassageController.prefix + memory.id }

    var json: JSON {
      [
        "id": .string(id), "text": .string(memory.text), "tags": .texts(tags), "archive_id": .string(agent),
        "metadata": [:], "created_at": .time(memory.validFrom), "updated_at": .time(memory.recordedAt),
        "is_deleted": false, "embedding": nil, "embedding_config": nil,
      ]
    }
  }

  private func agent(_ scope: RequestScope) async throws -> LettaAgent {
    try await LettaStore(records: records, space: try scope.space()).agent(scope.parameters["id"] ?? "")
  }

  func add(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(Addition.self, limit: maxBodyBytes)
    try MemoryInput.check(text: body.text)
    let tags = body.tags ?? []
    guard tags.count <= 100, tags.allSatisfy({ $0.unicodeScalars.count <= Limits.nameCharacters }) else {
      throw HTTPFailure.invalid("tags", "There are at most 100 tags of \(Limits.nameCharacters) characters.")
    }
    var time: Date?
    if let text = body.createdAt {
      guard let date = Date(input: text) else { throw HTTPFailure.noTime("created_at") }
      time = date
    }
    let space = try scope.space()
    let agent = try await agent(scope)
    let kept = try await services.memory.remember(
      Statement(text: body.text, session: agent.id, isAsGiven: true, saidAt: time), in: space)
    try await records.put(
      [
        SurfaceRecord(
          collection: Self.collection, id: kept.id, owner: agent.id, memory: kept.id, createdAt: wallClock.now(),
          document: ["tags": .array(tags.map(JSONValue.string))])
      ], in: space)
    return .json(.ok, .array([Passage(memory: kept, tags: tags, agent: agent.id).json]))
  }

  /// The first stored first, those that speak alone.
  private func passages(of agent: LettaAgent, in space: SpaceID) async throws -> [Passage] {
    let found = try await records.records(
      RecordQuery(collection: Self.collection, owner: agent.id, limit: Self.looked), in: space)
    var passages: [Passage] = []
    for record in found {
      // One that was forgotten took its record along; one that was retired is not told.
      guard let memory = try? await services.curation.memory(record.id, in: space), memory.isActive else { continue }
      passages.append(Passage(memory: memory, tags: Self.tags(record), agent: agent.id))
    }
    return passages
  }

  private static func tags(_ record: SurfaceRecord) -> [String] {
    guard case .array(let values)? = record.document["tags"] else { return [] }
    return values.compactMap { if case .string(let tag) = $0 { tag } else { nil } }
  }

  func list(_ scope: RequestScope) async throws -> Response {
    let limit = try scope.integer("limit", in: 1...1000, default: 100)
    let ascending = scope.query("ascending") == nil ? true : try scope.flag("ascending")
    var found = try await passages(of: try await agent(scope), in: try scope.space())
    if let text = try scope.words("search") {
      found.removeAll { !$0.memory.text.localizedCaseInsensitiveContains(text) }
    }
    if !ascending { found.reverse() }
    if let after = scope.query("after") {
      found = found.firstIndex { $0.id == after }.map { Array(found[($0 + 1)...]) } ?? []
    }
    if let before = scope.query("before") {
      found = found.firstIndex { $0.id == before }.map { Array(found[..<$0]) } ?? []
    }
    return .json(.ok, .array(found.prefix(limit).map(\.json)))
  }

  func search(_ scope: RequestScope) async throws -> Response {
    guard let text = try scope.words("query") else {
      throw HTTPFailure.invalid("query", "'query' is missing.", code: "missing_field")
    }
    let count = try scope.integer("top_k", in: 1...Limits.recallResults, default: 10)
    let (from, to) = (try scope.time("start_datetime"), try scope.time("end_datetime"))
    let wanted = scope.request.uri.queryParameters.filter { $0.key == "tags" || $0.key == "tags[]" }
      .flatMap { $0.value.split(separator: ",").map(String.init) }
    let matchesAll = scope.query("tag_match_mode") == "all"
    let space = try scope.space()
    let agent = try await agent(scope)
    let hits = try await services.memory.recall(
      RecallQuery(space: space, text: text, limit: Limits.recallResults, sources: [.memory], channel: "letta")
    ).hits
    let own = try await records.records(hits.map(\.id), of: Self.collection, in: space).filter { $0.owner == agent.id }
    let tags = Dictionary(own.map { ($0.id, Self.tags($0)) }) { first, _ in first }
    let found = hits.filter { hit in
      guard let own = tags[hit.id] else { return false }
      let time = hit.validFrom ?? hit.createdAt
      if let from, time < from { return false }
      if let to, time > to { return false }
      return wanted.isEmpty || (matchesAll ? wanted.allSatisfy(own.contains) : wanted.contains(where: own.contains))
    }.prefix(count)
    return .json(
      .ok,
      [
        "count": .number(found.count),
        "results": .array(
          found.map { hit in
            [
              "id": .string(Self.prefix + hit.id), "content": .string(hit.content),
              "timestamp": .time(hit.validFrom ?? hit.createdAt), "tags": .texts(tags[hit.id] ?? []),
            ]
          }),
      ])
  }

  /// It no longer speaks; its history stays.
  func remove(_ scope: RequestScope) async throws -> Response {
    let missing = HTTPFailure(.notFound, "passage_not_found", "There is no such passage.")
    let space = try scope.space()
    let agent = try await agent(scope)
    let id = scope.parameters["passage"] ?? ""
    guard id.hasPrefix(Self.prefix) else { throw missing }
    let memory = String(id.dropFirst(Self.prefix.count))
    guard let record = try await records.records([memory], of: Self.collection, in: space).first,
      record.owner == agent.id
    else { throw missing }
    try await services.memory.retire(memory: memory, in: space)
    _ = try await records.removeRecords([memory], of: Self.collection, in: space)
    return .json(.ok, .object([]))
  }
}
