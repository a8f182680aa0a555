import Foundation
import MnemeCore

/// A graph as its store pages it out.
struct GraphMirror: Equatable {
  var entities: [Int64: Entity] = [:]
  var relations: [Int64: Relation] = [:]
  var mentions: Set<EntityMention> = []

  init() {}

  init(_ store: any GraphStore, in space: SpaceID = .me, page: Int = 50) async throws {
    var last: Int64 = 0
    while true {
      let next = try await store.entities(in: space, after: last, limit: page)
      for entity in next { entities[entity.ordinal] = entity }
      guard let ordinal = next.last?.ordinal else { break }
      last = ordinal
    }
    last = 0
    while true {
      let next = try await store.relations(in: space, after: last, limit: page)
      for relation in next { relations[relation.ordinal] = relation }
      guard let ordinal = next.last?.ordinal else { break }
      last = ordinal
    }
    var mention: EntityMention?
    while true {
      let next = try await store.mentions(in: space, after: mention, limit: page)
      mentions.formUnion(next)
      guard let newest = next.last else { break }
      mention = newest
    }
  }

  func change(to new: GraphMirror) -> GraphChange {
    GraphChange(
      entities: new.entities.values.filter { entities[$0.ordinal] != $0 }.sorted { $0.ordinal < $1.ordinal },
      relations: new.relations.values.filter { relations[$0.ordinal] != $0 }.sorted { $0.ordinal < $1.ordinal },
      removedEntities: entities.keys.filter { new.entities[$0] == nil }.sorted(),
      removedRelations: relations.keys.filter { new.relations[$0] == nil }.sorted(),
      mentions: new.mentions.subtracting(mentions).sorted(),
      removedMentions: mentions.subtracting(new.mentions).sorted())
  }
}

/// A graph without ordinals, by names: equal for stores that were told the same.
struct GraphPicture: Equatable {
  struct Triple: Hashable {
    let source: String
    let type: RelationType
    let target: String
  }

  var entities: [String: Entity] = [:]
  var relations: [Triple: Relation] = [:]
  /// Ids of the messages that mention it, newest first.
  var messages: [String: [String]] = [:]

  var isEmpty: Bool { entities.isEmpty && relations.isEmpty && messages.isEmpty }

  init(_ store: any GraphStore) async throws {
    let mirror = try await GraphMirror(store)
    var keys: [Int64: String] = [:]
    for entity in mirror.entities.values {
      keys[entity.ordinal] = entity.key
      entities[entity.key] = Self.plain(entity)
      messages[entity.key] = try await store.provenance(of: .entity(entity.ordinal), in: .me, limit: 100_000)
    }
    for relation in mirror.relations.values {
      guard let source = keys[relation.source], let target = keys[relation.target] else { continue }
      relations[Triple(source: source, type: relation.type, target: target)] = Self.plain(relation)
    }
  }

  /// The sum of the readings of each message, made from the definition.
  init(sumOf messages: [[GraphExtraction]]) {
    for readings in messages {
      for key in Set(readings.flatMap(\.mentions).map(\.key)) { add(key, among: messages) }
      for said in readings.flatMap(\.statements) {
        add(Triple(source: said.source, type: said.type, target: said.target), among: messages)
      }
    }
  }

  private mutating func add(_ key: String, among messages: [[GraphExtraction]]) {
    if entities[key] != nil { return }
    let mentioning = messages.filter { $0.contains { $0.mentions.contains { $0.key == key } } }
    var uses: [String: Int] = [:]
    var kinds: [EntityKind] = []
    for readings in mentioning {
      let own = readings.flatMap(\.mentions).filter { $0.key == key }
      kinds += own.map(\.kind)
      for surface in Set(own.map(\.surface)) { uses[surface, default: 0] += 1 }
    }
    let aliases = uses.keys.sorted(by: EntityKey.precedes)
    let most = uses.values.max() ?? 0
    let times = mentioning.flatMap { $0.map(\.at) }
    entities[key] = Entity(
      ordinal: 0, space: .me, key: key, name: aliases.first { uses[$0] == most } ?? "", kind: kinds.max() ?? .concept,
      aliases: aliases, mentions: mentioning.count, firstSeen: times.min() ?? .distantPast,
      lastSeen: times.max() ?? .distantPast)
    self.messages[key] = mentioning.compactMap(\.first).sorted { $0.messageOrdinal > $1.messageOrdinal }.map(\.message)
  }

  private mutating func add(_ triple: Triple, among messages: [[GraphExtraction]]) {
    if relations[triple] != nil { return }
    var from: [Date] = []
    var ends: [Date] = []
    var open: [Date] = []
    var times: [Date] = []
    for readings in messages {
      let said = readings.flatMap(\.statements).filter {
        Triple(source: $0.source, type: $0.type, target: $0.target) == triple
      }
      guard let at = readings.first?.at, !said.isEmpty else { continue }
      times.append(at)
      from += said.compactMap(\.validFrom)
      if said.contains(where: { $0.validTo == nil }) { open.append(at) } else { ends += said.compactMap(\.validTo) }
    }
    let end = ends.max().flatMap { end in open.contains { $0 > end } ? nil : end }
    relations[triple] = Relation(
      ordinal: 0, space: .me, source: 0, target: 0, type: triple.type, occurrences: times.count,
      firstSeen: times.min() ?? .distantPast, lastSeen: times.max() ?? .distantPast, validFrom: from.min(),
      validTo: end)
  }

  private static func plain(_ entity: Entity) -> Entity {
    Entity(
      ordinal: 0, space: entity.space, key: entity.key, name: entity.name, kind: entity.kind, aliases: entity.aliases,
      mentions: entity.mentions, firstSeen: entity.firstSeen, lastSeen: entity.lastSeen)
  }

  private static func plain(_ relation: Relation) -> Relation {
    Relation(
      ordinal: 0, space: relation.space, source: 0, target: 0, type: relation.type, occurrences: relation.occurrences,
      firstSeen: relation.firstSeen, lastSeen: relation.lastSeen, validFrom: relation.validFrom,
      validTo: relation.validTo)
  }
}
