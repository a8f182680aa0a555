import Foundation
import MnemeCore

/// One entity in memory.
struct GraphNode: Sendable {
  private(set) var key = ""
  private(set) var name = ""
  /// Spellings, where there are several.
  private(set) var aliases: [String] = []
  private(set) var firstSeen: Int64 = 0
  private(set) var lastSeen: Int64 = 0
  /// 0 for one that was removed.
  private(set) var mentions: Int32 = 0
  /// Relations with the owner.
  var ownerLinks: Int32 = 0
  private(set) var kind = EntityKind.concept

  mutating func set(_ entity: Entity) {
    key = entity.key
    name = entity.name
    aliases = entity.aliases.count > 1 ? entity.aliases : []
    firstSeen = entity.firstSeen.milliseconds
    lastSeen = entity.lastSeen.milliseconds
    mentions = Int32(clamping: max(1, entity.mentions))
    kind = entity.kind
  }

  var isAlive: Bool { mentions > 0 }
  var isOwner: Bool { key == EntityKey.owner }
  var digits: Int { RelationWeight.digits(Int(mentions)) }

  /// The key and the normal forms of the spellings; the owner goes by no name.
  var allNames: Set<String> {
    if isOwner { return [key] }
    var result: Set<String> = [key]
    for spelling in aliases.isEmpty ? [name] : aliases {
      let normal = EntityKey.normalized(spelling)
      if !normal.isEmpty { result.insert(normal) }
    }
    return result
  }

  /// The words of those of these names that have several; of a Korean full name, which is one word, the given name.
  func words(of names: Set<String>) -> Set<String> {
    var result: Set<String> = []
    if kind == .person {
      for name in names where name.utf8.count == 9 {
        guard let word = HangulWord(name), KoreanLexicon.shared.isFullName(word, isLoose: true) else { continue }
        result.insert(word.dropFirst(1).text)
      }
    }
    for name in names where name.utf8.contains(UInt8(ascii: " ")) {
      for word in name.split(separator: " ") { result.insert(String(word)) }
    }
    return result
  }
}

/// One relation in memory: what searches read.
struct GraphLink: Sendable {
  let source: Int32
  let target: Int32
  let type: UInt16
  /// In units of 1 / `RelationWeight.one`; 0 for one that was removed.
  var weight: UInt16 = 0

  var isAlive: Bool { weight > 0 }

  @inline(__always)
  func other(than end: Int32) -> Int32 { source == end ? target : source }
}

/// What else is known of a relation.
struct GraphLinkFacts: Sendable {
  let firstSeen: Int64
  let lastSeen: Int64
  let occurrences: Int32

  init(_ relation: Relation) {
    firstSeen = relation.firstSeen.milliseconds
    lastSeen = relation.lastSeen.milliseconds
    occurrences = Int32(clamping: max(1, relation.occurrences))
  }
}

/// When a relation held, for the few where something is said of it.
struct GraphValidity: Sendable {
  let from: Date?
  let to: Date?
}

/// Relation types as small numbers.
struct RelationTypeTable: Sendable {
  static let relatedTo: UInt16 = 0
  /// Stands for every type beyond the number that fits.
  private static let overflow = UInt16.max

  private var types: [RelationType] = [.relatedTo]
  private var numbers: [RelationType: UInt16] = [.relatedTo: 0]

  subscript(number: UInt16) -> RelationType {
    Int(number) < types.count ? types[Int(number)] : RelationType(rawValue: "other")
  }

  func known(_ type: RelationType) -> UInt16? { numbers[type] }

  mutating func number(of type: RelationType) -> UInt16 {
    if let known = numbers[type] { return known }
    guard types.count < Int(Self.overflow) else { return Self.overflow }
    let number = UInt16(types.count)
    types.append(type)
    numbers[type] = number
    return number
  }
}

extension KnowledgeGraph {
  func ordinal(ofEntity slot: Int) -> Int64 { entitySlots.ordinal(of: slot) }

  func key(at slot: Int) -> String { nodes.read(slot) { $0.key } }

  func entity(at slot: Int) -> Entity {
    let node = nodes[slot]
    return Entity(
      ordinal: ordinal(ofEntity: slot), space: space, key: node.key, name: node.name, kind: node.kind,
      aliases: node.aliases.isEmpty ? [node.name] : node.aliases, mentions: Int(node.mentions),
      firstSeen: Date(milliseconds: node.firstSeen), lastSeen: Date(milliseconds: node.lastSeen))
  }

  func relation(at slot: Int) -> Relation {
    let link = links[slot]
    let facts = linkFacts[slot]
    let validity = validities[Int32(slot)]
    return Relation(
      ordinal: linkSlots.ordinal(of: slot), space: space, source: ordinal(ofEntity: Int(link.source)),
      target: ordinal(ofEntity: Int(link.target)), type: types[link.type], occurrences: Int(facts.occurrences),
      firstSeen: Date(milliseconds: facts.firstSeen), lastSeen: Date(milliseconds: facts.lastSeen),
      validFrom: validity?.from, validTo: validity?.to)
  }

  /// The slot of an entity that is there.
  func slot(of ordinal: Int64) -> Int? {
    entitySlots.slot(of: ordinal).flatMap { slot in nodes.read(slot) { $0.isAlive } ? slot : nil }
  }

  /// The slot of a relation that is there.
  func slot(ofRelation ordinal: Int64) -> Int? {
    linkSlots.slot(of: ordinal).flatMap { links[$0].isAlive ? $0 : nil }
  }

  /// Heavier mention first, then by key: the order wherever scores are equal.
  func precedes(_ a: Int, _ b: Int) -> Bool {
    let first = nodes.read(a) { $0.mentions }
    let second = nodes.read(b) { $0.mentions }
    return first != second ? first > second : EntityKey.precedes(key(at: a), key(at: b))
  }
}
