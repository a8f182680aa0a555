import HTTPTypes
import Hummingbird
import MnemeCore

/// `/v1/persona`: who the assistant is in a space, and what was learnt there.
struct PersonaController: Sendable {
  let persona: any PersonaService

  func show(_ scope: RequestScope) async throws -> Response {
    .json(.ok, try await persona.persona(in: try scope.space()).json)
  }

  /// Newest first, those taken back or replaced included.
  func insights(_ scope: RequestScope) async throws -> Response {
    .json(.ok, ["insights": .array(try await persona.insights(in: try scope.space()).map(\.json))])
  }

  func retire(_ scope: RequestScope) async throws -> Response {
    try scope.allowQuery()
    let id = scope.parameters["id"] ?? ""
    return .json(.ok, try await persona.retire(insight: id, in: try scope.space()).json)
  }
}
