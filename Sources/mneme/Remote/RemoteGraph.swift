import MnemeCore

/// The knowledge graph of a running server.
struct RemoteGraph: GraphService {
  let client: APIClient

  func entities(named name: String?, in space: SpaceID, limit: Int) async throws(MnemeError) -> [Entity] {
    let query = APIClient.query([("q", name), ("limit", String(limit))])
    return try await client.decode(
      WireEntities.self, client.request("GET", "/v1/graph/entities\(query)", space: space)
    ).entities.map(\.entity)
  }

  func neighbourhood(of entity: Int64, depth: Int, in space: SpaceID, limit: Int) async throws(MnemeError)
    -> GraphView
  {
    try await around(entity, depth: depth, in: space, limit: limit).view(in: space)
  }

  func path(from: Int64, to: Int64, maxDepth: Int, in space: SpaceID) async throws(MnemeError) -> GraphView? {
    try await client.decode(
      WirePath.self, client.request("GET", "/v1/graph/path?from=\(from)&to=\(to)&max_depth=\(maxDepth)", space: space)
    ).path?.view(in: space)
  }

  func provenance(of entity: Int64, in space: SpaceID, limit: Int) async throws(MnemeError) -> [String] {
    try await around(entity, depth: 1, in: space, limit: limit).messages ?? []
  }

  func overview(of space: SpaceID, limit: Int) async throws(MnemeError) -> GraphView {
    try await client.decode(
      WireGraphView.self, client.request("GET", "/v1/graph/overview?limit=\(limit)", space: space)
    ).view(in: space)
  }

  func statistics(ofGraph space: SpaceID) async throws(MnemeError) -> GraphSummary {
    try await client.decode(GraphSummary.self, client.request("GET", "/v1/graph", space: space))
  }

  private func around(_ entity: Int64, depth: Int, in space: SpaceID, limit: Int) async throws(MnemeError)
    -> WireGraphView
  {
    try await client.decode(
      WireGraphView.self,
      client.request("GET", "/v1/graph/entities/\(entity)?depth=\(depth)&limit=\(limit)", space: space))
  }
}
