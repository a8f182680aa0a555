import HTTPTypes
import Hummingbird
import MnemeCore

/// The owner's hand on single memories below `/v1/memories/{id}`. Every change answers with the memory as it is then.
struct CurationController: Sendable {
  let curation: any MemoryCuration
  let maxBodyBytes: Int

  /// In the ledger.
  private static let reason = "requested"

  func show(_ scope: RequestScope) async throws -> Response {
    .json(.ok, try await curation.memory(id(scope), in: try scope.space()).json)
  }

  /// Each field that is given and differs is a change of its own. Nothing is changed when one of them is not allowed.
  func patch(_ scope: RequestScope) async throws -> Response {
    let space = try scope.space()
    var body = try await scope.decode(strict: MemoryPatch.self, limit: maxBodyBytes)
    try body.validate()
    var memory = try await curation.memory(id(scope), in: space)
    for change in body.changes(of: memory, reason: CurationController.reason) {
      memory = try await curation.change(change, in: space)
    }
    return .json(.ok, memory.json)
  }

  func undo(_ scope: RequestScope) async throws -> Response {
    try await apply(.undo(id: id(scope), reason: CurationController.reason), scope)
  }

  func restore(_ scope: RequestScope) async throws -> Response {
    try await apply(.restore(id: id(scope), reason: CurationController.reason), scope)
  }

  func approve(_ scope: RequestScope) async throws -> Response {
    try await apply(.approve(id: id(scope), reason: CurationController.reason), scope)
  }

  private struct Feedback: Decodable {
    var judgement: Judgement
  }

  func judge(_ scope: RequestScope) async throws -> Response {
    let space = try scope.space()
    let body = try await scope.decode(Feedback.self, limit: maxBodyBytes)
    let memory = try await curation.memory(id(scope), in: space)
    return .json(.ok, try await curation.change(body.judgement.change(of: memory), in: space).json)
  }

  /// What waits for consent, newest first.
  func inbox(_ scope: RequestScope) async throws -> Response {
    let limit = try scope.integer("limit", in: 1...200, default: 50)
    let memories = try await curation.inbox(in: try scope.space(), limit: limit)
    return .json(.ok, ["memories": .array(memories.map(\.json))])
  }

  private func id(_ scope: RequestScope) -> String { scope.parameters["id"] ?? "" }

  private func apply(_ change: MemoryChange, _ scope: RequestScope) async throws -> Response {
    try scope.refuseForm()
    return .json(.ok, try await curation.change(change, in: try scope.space()).json)
  }
}
