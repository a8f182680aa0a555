import HTTPTypes
import Hummingbird
import MnemeCore

/// `/v1/memories` and what hangs below it, but for recall and the owner's changes.
struct MemoryController: Sendable {
  let memory: any MemoryService
  let curation: any MemoryCuration
  let forgetting: any ForgettingService
  /// Nil: lists have no filters.
  let browsing: (any MemoryBrowsing)?
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
    try MemoryInput.check(text: body.text)
    try body.importance.map(MemoryInput.check(importance:))
    if let session = body.session, !(1...Limits.nameCharacters).contains(session.unicodeScalars.count) {
      throw HTTPFailure.invalid("session", "'session' has 1 to \(Limits.nameCharacters) characters.")
    }
    let statement = Statement(
      text: body.text, kind: body.kind, importance: body.importance, session: body.session)
    let kept = try await memory.remember(statement, in: space)
    return .json(.created, kept.json)
  }

  /// Newest first; `next_before` is given while there is more. With `as_of` or `known_at` those that spoke then.
  func list(_ scope: RequestScope) async throws -> Response {
    let limit = try scope.integer("limit", in: 1...200, default: 50)
    let before = try scope.before()
    let space = try scope.space()
    let includeInactive = try scope.flag("include_inactive")
    let asOf = AsOf(valid: try scope.time("as_of"), known: try scope.time("known_at"))
    let filter = try scope.memoryFilter()
    let found: [Memory]
    if filter != MemoryFilter(includeInactive: includeInactive), let browsing {
      guard asOf == AsOf() else {
        throw HTTPFailure.invalid("as_of", "'as_of' and 'known_at' go with no filter.")
      }
      found = try await browsing.memories(matching: filter, in: space, before: before, limit: limit + 1)
    } else if asOf == AsOf() {
      found = try await memory.memories(
        in: space, includeInactive: includeInactive, before: before, limit: limit + 1)
    } else {
      guard !includeInactive else {
        throw HTTPFailure.invalid(
          "include_inactive", "'include_inactive' does not go with 'as_of' and 'known_at', which list what spoke then.")
      }
      found = try await curation.memories(asOf: asOf, in: space, before: before, limit: limit + 1)
    }
    let page = found.prefix(limit)
    let next = found.count > limit ? page.last.map { JSON.int($0.ordinal) } : nil
    return .json(.ok, ["memories": .array(page.map(\.json)), "next_before": next ?? .null])
  }

  /// What each day brought.
  func timeline(_ scope: RequestScope) async throws -> Response {
    let (from, to) = try scope.timeRange()
    let days = try await browsing?.timeline(of: try scope.space(), from: from, to: to) ?? []
    return .json(
      .ok,
      [
        "days": .array(
          days.map { day in
            [
              "day": .string(String(day.day.iso8601.prefix(10))), "memories": .number(day.memories),
              "messages": .number(day.messages),
            ]
          })
      ])
  }

  /// It no longer speaks, and its history stays; with `erase` it is forgotten for good.
  func remove(_ scope: RequestScope) async throws -> Response {
    try scope.allowQuery(only: "erase", "with_sources", "dry_run")
    let id = scope.parameters["id"] ?? ""
    let space = try scope.space()
    let withSources = try scope.flag("with_sources")
    let dryRun = try scope.flag("dry_run")
    guard try scope.flag("erase") else {
      for (name, isSet) in [("with_sources", withSources), ("dry_run", dryRun)] where isSet {
        throw HTTPFailure.invalid(name, "'\(name)' goes with 'erase=1'.")
      }
      try await memory.retire(memory: id, in: space)
      return .json(.ok, ["id": .string(id), "deleted": true])
    }
    let receipt = try await forgetting.forget(.memory(id, withSources: withSources), in: space, dryRun: dryRun)
    return .json(.ok, receipt.json)
  }

  func history(_ scope: RequestScope) async throws -> Response {
    let id = scope.parameters["id"] ?? ""
    let entries = try await memory.history(of: id, in: try scope.space())
    return .json(.ok, ["id": .string(id), "history": .array(entries.map(\.json))])
  }
}
