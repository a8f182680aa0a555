import HTTPTypes
import Hummingbird
import MnemeCore

/// `/v1/graph`: the knowledge graph of a space.
struct GraphController: Sendable {
  let graph: any GraphService

  func summary(_ scope: RequestScope) async throws -> Response {
    .json(.ok, try await graph.statistics(ofGraph: try scope.space()).json)
  }

  /// Best match first; without a name those mentioned most.
  func entities(_ scope: RequestScope) async throws -> Response {
    let limit = try scope.integer("limit", in: 1...200, default: 50)
    let entities = try await graph.entities(named: try scope.words("q"), in: try scope.space(), limit: limit)
    return .json(.ok, ["entities": .array(entities.map(\.json))])
  }

  /// The entities around one, the relations among them, and the messages that mention it.
  func neighbourhood(_ scope: RequestScope) async throws -> Response {
    let entity = try scope.ordinal("ordinal")
    let depth = try scope.integer("depth", in: 1...3, default: 1)
    let limit = try scope.integer("limit", in: 1...200, default: 50)
    let space = try scope.space()
    let view = try await graph.neighbourhood(of: entity, depth: depth, in: space, limit: limit)
    let messages = try await graph.provenance(of: entity, in: space, limit: limit)
    return .json(.ok, .object([("entity", .int(entity))] + view.members + [("messages", .texts(messages))]))
  }

  /// The whole graph as far as it can be drawn: those mentioned most and the relations among them.
  func overview(_ scope: RequestScope) async throws -> Response {
    let limit = try scope.integer("limit", in: 1...5_000, default: 500)
    return .json(.ok, .object(try await graph.overview(of: try scope.space(), limit: limit).members))
  }

  /// `path` is null when there is none.
  func path(_ scope: RequestScope) async throws -> Response {
    let from = try scope.ordinal("from")
    let to = try scope.ordinal("to")
    let maxDepth = try scope.integer("max_depth", in: 1...6, default: 4)
    let view = try await graph.path(from: from, to: to, maxDepth: maxDepth, in: try scope.space())
    return .json(.ok, ["path": view.map { .object($0.members) } ?? .null])
  }
}
