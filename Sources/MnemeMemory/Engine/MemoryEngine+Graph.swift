package import MnemeCore

extension MemoryEngine: GraphService {
  package func entities(named name: String?, in space: SpaceID, limit: Int) async throws(MnemeError) -> [Entity] {
    let graph = try await graphs.graph(of: space)
    if let name { return graph.entities(graph.find([name], limit: limit)[0].map(\.entity)) }
    return try await mostMentioned(in: space, limit: limit)
  }

  package func overview(of space: SpaceID, limit: Int) async throws(MnemeError) -> GraphView {
    let graph = try await graphs.graph(of: space)
    let entities = try await mostMentioned(in: space, limit: limit)
    return try await view(of: graph, in: space, entities.map(\.ordinal), relations: 4 * max(1, limit))
  }

  private func mostMentioned(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Entity] {
    // Few enough to look at whole; a page of the store is in order of ordinals, not of mentions.
    var all: [Entity] = []
    var last: Int64 = 0
    while true {
      let page = try await stores.graph.entities(in: space, after: last, limit: 4_096)
      all += page
      guard let end = page.last, page.count == 4_096 else { break }
      last = end.ordinal
    }
    return Array(all.sorted { ($1.mentions, $0.key) < ($0.mentions, $1.key) }.prefix(max(0, limit)))
  }

  package func neighbourhood(of entity: Int64, depth: Int, in space: SpaceID, limit: Int) async throws(MnemeError)
    -> GraphView
  {
    let graph = try await graphs.graph(of: space)
    guard !graph.entities([entity]).isEmpty else { throw Self.noEntity }
    // Of the owner everything is a neighbour; of others the owner is left out.
    let isOwner = graph.ownerOrdinal == entity
    let near = graph.neighbours(of: entity, depth: depth, throughOwner: isOwner).prefix(max(0, limit)).map(\.entity)
    return try await view(of: graph, in: space, [entity] + near, relations: 4 * max(1, limit))
  }

  package func path(from: Int64, to: Int64, maxDepth: Int, in space: SpaceID) async throws(MnemeError) -> GraphView? {
    let graph = try await graphs.graph(of: space)
    guard graph.entities([from, to]).count == (from == to ? 1 : 2) else { throw Self.noEntity }
    let path = graph.path(from: from, to: to, maxDepth: maxDepth, throughOwner: true)
    if path.isEmpty { return nil }
    let steps = Set(zip(path, path.dropFirst()).flatMap { [[$0, $1], [$1, $0]] })
    let whole = try await view(of: graph, in: space, path, relations: .max)
    return GraphView(
      entities: whole.entities,
      relations: whole.relations.filter { steps.contains([$0.relation.source, $0.relation.target]) })
  }

  package func provenance(of entity: Int64, in space: SpaceID, limit: Int) async throws(MnemeError) -> [String] {
    guard try await !graphs.graph(of: space).entities([entity]).isEmpty else { throw Self.noEntity }
    return try await stores.graph.provenance(of: .entity(entity), in: space, limit: limit)
  }

  package func statistics(ofGraph space: SpaceID) async throws(MnemeError) -> GraphSummary {
    let found = try await graphs.graph(of: space).statistics
    return GraphSummary(
      entities: found.entities, relations: found.relations, mentions: found.mentions,
      byKind: Dictionary(uniqueKeysWithValues: found.byKind.map { ($0.key.rawValue, $0.value) }),
      averageDegree: found.averageDegree)
  }

  private func view(of graph: KnowledgeGraph, in space: SpaceID, _ ordinals: [Int64], relations limit: Int)
    async throws(MnemeError) -> GraphView
  {
    let silenced = try await index.view(of: space).outdated.silenced
    return GraphView(
      entities: graph.entities(ordinals),
      relations: graph.relations(among: ordinals, limit: limit).map { found in
        // What was retired ends nothing.
        var relation = found.relation
        relation.validTo = graph.end(of: relation) { isTold($0, in: graph, besides: silenced) }
        return WeighedRelation(relation: relation, weight: found.weight)
      })
  }

  private static let noEntity = MnemeError(.notFound, "There is no entity with this number in this space.")

  // MARK: Reading messages

  /// Finds entities and relations in the messages of these jobs.
  func link(_ jobs: [Job], in space: SpaceID) async throws(MnemeError) {
    let messages = try await stores.messages.messages(ids: jobs.map(\.subject), in: space)
    try await record(Self.readable(messages).map(extractor.extraction), in: space, finishing: jobs.map(\.id))
  }

  /// What an assistant says is no source of entities: it speaks of what it was told.
  static func readable(_ messages: [Message]) -> [Message] { messages.filter { $0.role != .assistant } }

  func record(_ extractions: [GraphExtraction], in space: SpaceID, finishing: [Int64]) async throws(MnemeError) {
    // Changes reach the graph in the order in which they were committed.
    try await linking.withLock { () async throws(MnemeError) in
      let change = try await stores.graph.record(extractions, in: space, finishing: finishing)
      await follow(change, in: space)
    }
  }

  func follow(_ change: GraphChange, in space: SpaceID) async {
    if change.isEmpty { return }
    await graphs.changed(change, in: space)
    events.publish(
      .graphChanged(
        .init(
          entitiesAdded: change.entities.count { $0.mentions == 1 }, entitiesRemoved: change.removedEntities.count,
          relationsAdded: change.relations.count { $0.occurrences == 1 },
          relationsRemoved: change.removedRelations.count)), in: space)
  }
}
