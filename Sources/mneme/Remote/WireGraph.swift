import Foundation
import MnemeCore

/// An entity in the HTTP API.
struct WireEntity: Codable {
  let ordinal: Int64
  let space: SpaceID
  let name: String
  let kind: EntityKind
  let aliases: [String]
  let mentions: Int
  let firstSeen: Date
  let lastSeen: Date
  let owner: Bool

  init(_ entity: Entity) {
    ordinal = entity.ordinal
    space = entity.space
    name = entity.name
    kind = entity.kind
    aliases = entity.aliases
    mentions = entity.mentions
    firstSeen = entity.firstSeen
    lastSeen = entity.lastSeen
    owner = entity.isOwner
  }

  /// The key is not told: it follows from the name.
  var entity: Entity {
    Entity(
      ordinal: ordinal, space: space, key: owner ? EntityKey.owner : EntityKey.normalized(name), name: name,
      kind: kind, aliases: aliases, mentions: mentions, firstSeen: firstSeen, lastSeen: lastSeen)
  }
}

struct WireEntities: Codable {
  let entities: [WireEntity]

  init(_ entities: [Entity]) { self.entities = entities.map(WireEntity.init) }
}

struct WireRelation: Codable {
  let ordinal: Int64
  let source: Int64
  let target: Int64
  let type: RelationType
  let weight: Double
  let occurrences: Int
  let firstSeen: Date
  let lastSeen: Date
  @Nullable var validFrom: Date?
  @Nullable var validTo: Date?

  init(_ weighed: WeighedRelation) {
    let relation = weighed.relation
    ordinal = relation.ordinal
    source = relation.source
    target = relation.target
    type = relation.type
    weight = weighed.weight
    occurrences = relation.occurrences
    firstSeen = relation.firstSeen
    lastSeen = relation.lastSeen
    validFrom = relation.validFrom
    validTo = relation.validTo
  }

  func relation(in space: SpaceID) -> WeighedRelation {
    WeighedRelation(
      relation: Relation(
        ordinal: ordinal, space: space, source: source, target: target, type: type, occurrences: occurrences,
        firstSeen: firstSeen, lastSeen: lastSeen, validFrom: validFrom, validTo: validTo), weight: weight)
  }
}

/// A part of the graph; of a neighbourhood also what stands in the middle and the messages that mention it.
struct WireGraphView: Codable {
  let entity: Int64?
  let entities: [WireEntity]
  let relations: [WireRelation]
  let messages: [String]?

  init(_ view: GraphView, of entity: Int64? = nil, messages: [String]? = nil) {
    self.entity = entity
    entities = view.entities.map(WireEntity.init)
    relations = view.relations.map(WireRelation.init)
    self.messages = messages
  }

  func view(in space: SpaceID) -> GraphView {
    GraphView(entities: entities.map(\.entity), relations: relations.map { $0.relation(in: space) })
  }
}

struct WirePath: Codable {
  let path: WireGraphView?

  init(_ path: GraphView?) { self.path = path.map { WireGraphView($0) } }

  func encode(to encoder: any Encoder) throws {
    // Written also when there is none, as the API does.
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
  }
}
