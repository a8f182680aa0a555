import Foundation
package import MnemeCore
import Synchronization

/// The graph store as plain dictionaries: aggregates are made anew from what the messages say, so that it is evidently
/// right. Durable for nobody.
package final class InMemoryGraphStore: GraphStore {
  private let spaces = Mutex<[SpaceID: Shelf]>([:])
  private let counts = Mutex((finished: [Int64](), reads: 0))

  package init() {}

  /// Ids of jobs that were handed over as finished, in order.
  package var finished: [Int64] { counts.withLock { $0.finished } }
  /// Calls that read.
  package var reads: Int { counts.withLock { $0.reads } }

  package func record(_ extractions: [GraphExtraction], in space: SpaceID, finishing: [Int64])
    async throws(MnemeError) -> GraphChange
  {
    counts.withLock { $0.finished += finishing }
    return spaces.withLock { $0[space, default: Shelf(space: space)].record(extractions) }
  }

  /// Erases what these messages said, as forgetting does; they are never recorded again.
  package func erase(messages: Set<String>, in space: SpaceID) -> GraphChange {
    spaces.withLock { $0[space, default: Shelf(space: space)].erase(messages) }
  }

  package func entities(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [Entity] {
    page(in: space, limit) { $0.entities.values.filter { $0.ordinal > ordinal } }
  }

  package func relations(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [Relation] {
    page(in: space, limit) { $0.relations.values.filter { $0.ordinal > ordinal } }
  }

  package func mentions(in space: SpaceID, after mention: EntityMention?, limit: Int)
    async throws(MnemeError) -> [EntityMention]
  {
    counts.withLock { $0.reads += 1 }
    return spaces.withLock { spaces in
      let all = (spaces[space]?.mentions ?? []).filter { candidate in mention.map { $0 < candidate } ?? true }
      return Array(all.sorted().prefix(limit))
    }
  }

  package func provenance(of element: GraphElement, in space: SpaceID, limit: Int) async throws(MnemeError) -> [String]
  {
    counts.withLock { $0.reads += 1 }
    return spaces.withLock { $0[space]?.provenance(of: element, limit: limit) ?? [] }
  }

  private func page<Row: Ordered>(in space: SpaceID, _ limit: Int, _ rows: @Sendable (Shelf) -> [Row]) -> [Row] {
    counts.withLock { $0.reads += 1 }
    // A shelf is a value: it is read outside the lock.
    guard let shelf = spaces.withLock({ $0[space] }) else { return [] }
    return Array(rows(shelf).sorted { $0.ordinal < $1.ordinal }.prefix(limit))
  }
}

private protocol Ordered: Sendable {
  var ordinal: Int64 { get }
}

extension Entity: Ordered {}
extension Relation: Ordered {}

/// One space.
private struct Shelf {
  struct Triple: Hashable {
    let source: String
    let type: RelationType
    let target: String
  }

  let space: SpaceID
  var readings: [String: [GraphExtraction.Reader: GraphExtraction]] = [:]
  var erased: Set<String> = []
  var entities: [String: Entity] = [:]
  var relations: [Triple: Relation] = [:]
  var mentions: Set<EntityMention> = []
  private var messagesOfEntity: [String: Set<String>] = [:]
  private var messagesOfRelation: [Triple: Set<String>] = [:]
  private var lastOrdinal: Int64 = 0

  init(space: SpaceID) { self.space = space }

  mutating func record(_ extractions: [GraphExtraction]) -> GraphChange {
    let kept = extractions.filter { !erased.contains($0.message) }
    var said: [String: (keys: Set<String>, triples: Set<Triple>)] = [:]
    for extraction in kept where said[extraction.message] == nil {
      said[extraction.message] = self.said(by: extraction.message)
    }
    var change = GraphChange()
    var keys = Set(said.values.flatMap(\.keys))
    var triples = Set(said.values.flatMap(\.triples))
    for (message, old) in said {
      for key in old.keys {
        if let mention = mention(of: key, by: message) { change.removedMentions.append(mention) }
        messagesOfEntity[key]?.remove(message)
      }
      for triple in old.triples { messagesOfRelation[triple]?.remove(message) }
    }
    for extraction in kept {
      readings[extraction.message, default: [:]][extraction.reader] = extraction.isEmpty ? nil : extraction
    }
    for message in said.keys {
      let new = self.said(by: message)
      for key in new.keys { messagesOfEntity[key, default: []].insert(message) }
      for triple in new.triples { messagesOfRelation[triple, default: []].insert(message) }
      keys.formUnion(new.keys)
      triples.formUnion(new.triples)
    }
    for key in keys.sorted(by: EntityKey.precedes) {
      let old = entities[key]
      entities[key] = entity(key)
      guard entities[key] != old else { continue }
      if let new = entities[key] { change.entities.append(new) }
      if let old, entities[key] == nil { change.removedEntities.append(old.ordinal) }
    }
    for triple in triples.sorted(by: Self.precedes) {
      let old = relations[triple]
      relations[triple] = relation(triple)
      guard relations[triple] != old else { continue }
      if let new = relations[triple] { change.relations.append(new) }
      if let old, relations[triple] == nil { change.removedRelations.append(old.ordinal) }
    }
    for message in said.keys {
      change.mentions += self.said(by: message).keys.compactMap { mention(of: $0, by: message) }
    }
    let gone = Set(change.removedMentions)
    let come = Set(change.mentions)
    mentions.subtract(gone)
    mentions.formUnion(come)
    change.mentions = come.subtracting(gone).sorted()
    change.removedMentions = gone.subtracting(come).sorted()
    change.entities.sort { $0.ordinal < $1.ordinal }
    change.relations.sort { $0.ordinal < $1.ordinal }
    change.removedEntities.sort()
    change.removedRelations.sort()
    return change
  }

  mutating func erase(_ messages: Set<String>) -> GraphChange {
    let empty = messages.sorted().flatMap { message in
      (readings[message] ?? [:]).values.sorted { $0.reader.rawValue < $1.reader.rawValue }.map {
        GraphExtraction(
          message: message, messageOrdinal: $0.messageOrdinal, at: $0.at, reader: $0.reader, mentions: [])
      }
    }
    let change = record(empty)
    erased.formUnion(messages)
    return change
  }

  func provenance(of element: GraphElement, limit: Int) -> [String] {
    let messages: Set<String>? =
      switch element {
      case .entity(let ordinal): entities.values.first { $0.ordinal == ordinal }.flatMap { messagesOfEntity[$0.key] }
      case .relation(let ordinal):
        relations.first { $0.value.ordinal == ordinal }.flatMap { messagesOfRelation[$0.key] }
      }
    let ordered = (messages ?? []).compactMap { readings[$0]?.values.first }
      .sorted { $0.messageOrdinal > $1.messageOrdinal }
    return ordered.prefix(limit).map(\.message)
  }

  // MARK: Aggregates

  private func said(by message: String) -> (keys: Set<String>, triples: Set<Triple>) {
    let all = (readings[message] ?? [:]).values
    return (
      Set(all.flatMap(\.mentions).map(\.key)),
      Set(all.flatMap(\.statements).map { Triple(source: $0.source, type: $0.type, target: $0.target) })
    )
  }

  private mutating func entity(_ key: String) -> Entity? {
    let messages = messagesOfEntity[key] ?? []
    let said = messages.compactMap { readings[$0].map { Array($0.values) } }
    guard let first = said.compactMap({ $0.first?.at }).min(), let last = said.compactMap({ $0.first?.at }).max() else {
      return nil
    }
    var spellings: [String: Int] = [:]
    var kind = EntityKind.concept
    for readings in said {
      let own = readings.flatMap(\.mentions).filter { $0.key == key }
      for surface in Set(own.map(\.surface)) { spellings[surface, default: 0] += 1 }
      kind = max(kind, own.map(\.kind).max() ?? .concept)
    }
    let names = spellings.keys.sorted(by: EntityKey.precedes)
    let name = names.reduce(into: "") { best, name in
      if (spellings[name] ?? 0) > (spellings[best] ?? 0) { best = name }
    }
    return Entity(
      ordinal: entities[key]?.ordinal ?? nextOrdinal(), space: space, key: key, name: name, kind: kind, aliases: names,
      mentions: messages.count, firstSeen: first, lastSeen: last)
  }

  private mutating func relation(_ triple: Triple) -> Relation? {
    guard let source = entities[triple.source]?.ordinal, let target = entities[triple.target]?.ordinal else {
      return nil
    }
    var from: [Date] = []
    var ends: [Date] = []
    var holds: [Date] = []
    var times: [Date] = []
    for message in messagesOfRelation[triple] ?? [] {
      let said = (readings[message] ?? [:]).values.flatMap { reading in
        reading.statements.filter { Triple(source: $0.source, type: $0.type, target: $0.target) == triple }
          .map { (statement: $0, at: reading.at) }
      }
      guard let at = said.first?.at else { continue }
      times.append(at)
      from += said.compactMap(\.statement.validFrom)
      let stated = said.compactMap(\.statement.validTo)
      if stated.count == said.count { ends += stated.max().map { [$0] } ?? [] } else { holds.append(at) }
    }
    guard let first = times.min(), let last = times.max() else { return nil }
    let end = ends.max()
    let holdsAgain = end.map { end in holds.contains { $0 > end } } ?? false
    return Relation(
      ordinal: relations[triple]?.ordinal ?? nextOrdinal(), space: space, source: source, target: target,
      type: triple.type, occurrences: times.count, firstSeen: first, lastSeen: last, validFrom: from.min(),
      validTo: holdsAgain ? nil : end)
  }

  private mutating func nextOrdinal() -> Int64 {
    lastOrdinal += 1
    return lastOrdinal
  }

  private func mention(of key: String, by message: String) -> EntityMention? {
    guard let entity = entities[key]?.ordinal, let ordinal = readings[message]?.values.first?.messageOrdinal else {
      return nil
    }
    return EntityMention(entity: entity, message: ordinal)
  }

  private static func precedes(_ a: Triple, _ b: Triple) -> Bool {
    if a.source != b.source { return EntityKey.precedes(a.source, b.source) }
    return a.type != b.type ? a.type < b.type : EntityKey.precedes(a.target, b.target)
  }
}
