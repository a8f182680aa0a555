import Foundation
import MnemeCore

/// The HTTP API's JSON as this client reads and writes it (docs/api.md).
struct WireHit: Codable {
  var id: String
  var source: ItemSource
  var content: String
  var score: Double
  var createdAt: Date
  @Nullable var sessionId: String?
  @Nullable var externalId: String?
  @Nullable var speaker: String?
  @Nullable var role: Role?
  @Nullable var kind: MemoryKind?
  var trust: Trust?
  @Nullable var validFrom: Date?
  @Nullable var validTo: Date?
  var sources: [String]?
  var explanation: Explanation?

  init(_ hit: RecallHit) {
    id = hit.id
    source = hit.source
    content = hit.content
    score = hit.score
    createdAt = hit.createdAt
    sessionId = hit.session
    externalId = hit.externalID
    speaker = hit.speaker
    role = hit.role
    kind = hit.kind
    trust = hit.trust
    validFrom = hit.validFrom
    validTo = hit.validTo
    sources = hit.sources
    explanation = hit.explanation
  }

  var hit: RecallHit {
    RecallHit(
      id: id, source: source, content: content, score: score, createdAt: createdAt, session: sessionId,
      externalID: externalId, speaker: speaker, role: role, kind: kind, trust: trust ?? .user, validFrom: validFrom,
      validTo: validTo, sources: sources ?? [], explanation: explanation)
  }
}

struct WireRecallResult: Codable {
  var results: [WireHit]
  var dropped: [WireHit]?
  var lexicalOnly: Bool?
  var context: PromptExplanation?

  /// - Parameter explained: then what was dropped is a member even when nothing was.
  init(_ result: RecallResult, explained: Bool = false, context: PromptExplanation? = nil) {
    results = result.hits.map(WireHit.init)
    dropped = explained ? result.dropped.map(WireHit.init) : nil
    lexicalOnly = result.lexicalOnly
    self.context = context
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
