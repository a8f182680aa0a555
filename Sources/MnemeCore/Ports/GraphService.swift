/// The knowledge graph as edges see it. Entities are named by their ordinal.
package protocol GraphService: Sendable {
  /// Entities whose name or alias matches, best first; without a name those mentioned most.
  func entities(named name: String?, in space: SpaceID, limit: Int) async throws(MnemeError) -> [Entity]
  /// Entities at most `depth` (1…3) relations away, nearest first, at most `limit`, and the relations among all of them.
  /// - Throws: `notFound`.
  func neighbourhood(of entity: Int64, depth: Int, in space: SpaceID, limit: Int) async throws(MnemeError)
    -> GraphView
  /// The entities along a shortest path of at most `maxDepth` (1…6) relations and the relations between them; nil when
  /// there is none. - Throws: `notFound`.
  func path(from: Int64, to: Int64, maxDepth: Int, in space: SpaceID) async throws(MnemeError) -> GraphView?
  /// Ids of the messages that mention it, newest first. - Throws: `notFound`.
  func provenance(of entity: Int64, in space: SpaceID, limit: Int) async throws(MnemeError) -> [String]
  /// The entities that are mentioned most, at most `limit`, and the heaviest relations among them, at most four times as many.
  func overview(of space: SpaceID, limit: Int) async throws(MnemeError) -> GraphView
  func statistics(ofGraph space: SpaceID) async throws(MnemeError) -> GraphSummary
}

/// A part of the graph.
package struct GraphView: Sendable, Hashable {
  package let entities: [Entity]
  package let relations: [WeighedRelation]

  package init(entities: [Entity], relations: [WeighedRelation]) {
    self.entities = entities
    self.relations = relations
  }
}

package struct WeighedRelation: Sendable, Hashable {
  package let relation: Relation
  /// 0…1.
  package let weight: Double

  package init(relation: Relation, weight: Double) {
    self.relation = relation
    self.weight = weight
  }
}

package struct GraphSummary: Sendable, Hashable, Codable {
  package let entities: Int
  package let relations: Int
  package let mentions: Int
  /// Number of entities by kind.
  package let byKind: [String: Int]
  package let averageDegree: Double

  package init(entities: Int, relations: Int, mentions: Int, byKind: [String: Int], averageDegree: Double) {
    self.entities = entities
    self.relations = relations
    self.mentions = mentions
    self.byKind = byKind
    self.averageDegree = averageDegree
  }
}
