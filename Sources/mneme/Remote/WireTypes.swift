import Foundation
import MnemeCore

/// The HTTP API's JSON as this client reads and writes it (docs/http-api.md).
struct WireHit: Codable {
  var id: String
  var source: ItemSource
  var content: String
  var score: Double
  var createdAt: String
  var sessionID: String?
  var externalID: String?
  var speaker: String?
  var role: Role?
  var kind: MemoryKind?
  var trust: Trust?
  var validFrom: String?
  var validTo: String?
  var sources: [String]?
  var explanation: Explanation?

  enum CodingKeys: String, CodingKey {
    case id, source, content, score, speaker, role, kind, trust, sources, explanation
    case createdAt = "created_at"
    case sessionID = "session_id"
    case externalID = "external_id"
    case validFrom = "valid_from"
    case validTo = "valid_to"
  }

  init(_ hit: RecallHit) {
    id = hit.id
    source = hit.source
    content = hit.content
    score = hit.score
    createdAt = hit.createdAt.iso8601
    sessionID = hit.session
    externalID = hit.externalID
    speaker = hit.speaker
    role = hit.role
    kind = hit.kind
    trust = hit.trust
    validFrom = hit.validFrom?.iso8601
    validTo = hit.validTo?.iso8601
    sources = hit.sources
    explanation = hit.explanation
  }

  var hit: RecallHit {
    RecallHit(
      id: id, source: source, content: content, score: score,
      createdAt: .wire(createdAt), session: sessionID, externalID: externalID,
      speaker: speaker, role: role, kind: kind, trust: trust ?? .user,
      validFrom: validFrom.map(Date.wire),
      validTo: validTo.map(Date.wire), sources: sources ?? [], explanation: explanation)
  }
}

struct WireRecallResult: Codable {
  var results: [WireHit]
  var dropped: [WireHit]?
  var lexicalOnly: Bool?

  enum CodingKeys: String, CodingKey {
    case results, dropped
    case lexicalOnly = "lexical_only"
  }

  init(_ result: RecallResult) {
    results = result.hits.map(WireHit.init)
    dropped = result.dropped.isEmpty ? nil : result.dropped.map(WireHit.init)
    lexicalOnly = result.lexicalOnly
  }

  var result: RecallResult {
    RecallResult(
      hits: results.map(\.hit), dropped: (dropped ?? []).map(\.hit), lexicalOnly: lexicalOnly ?? false)
  }
}

struct WireSearch: Encodable {
  let query: String
  let limit: Int
  let explain: Bool
}

struct WireImportAnswer: Decodable {
  let accepted: Int
  let skipped: Int
  let errors: [Failure]

  struct Failure: Decodable {
    let line: Int
    let reason: String
  }
}

/// `{error: {message, code, …}}`, on every surface.
struct WireError: Decodable {
  let error: Body

  struct Body: Decodable {
    let message: String
  }
}
