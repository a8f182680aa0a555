package import MnemeCore

/// A relation and how much it binds.
package struct WeightedRelation: Sendable, Hashable {
  package let relation: Relation
  /// Above 0, below 1; see `RelationWeight`.
  package let weight: Double
}

/// An entity whose name answers to one that was asked for.
package struct EntityMatch: Sendable, Hashable {
  /// How it answers, best first.
  package enum Quality: Int, Sendable, Comparable {
    /// The name is the entity's key.
    case key
    /// The name is one of its spellings.
    case alias
    /// Its key begins with the name.
    case prefix
    /// A later word of its key begins with the name; in scripts without spaces the name stands anywhere in its key.
    case part

    package static func < (a: Quality, b: Quality) -> Bool { a.rawValue < b.rawValue }
  }

  /// Ordinal of the entity.
  package let entity: Int64
  package let quality: Quality
}

/// Numbers about a graph.
package struct GraphStatistics: Sendable, Hashable, Codable {
  package let entities: Int
  package let relations: Int
  package let mentions: Int
  package let byKind: [EntityKind: Int]
  /// Relations per entity, both ends counted; 0 when there are no entities.
  package let averageDegree: Double
}

extension KnowledgeGraph {
  // MARK: By ordinal

  /// Those that exist, in the order asked. O(log entities) each.
  package func entities(_ ordinals: [Int64]) -> [Entity] {
    ordinals.compactMap { slot(of: $0).map(entity(at:)) }
  }

  /// Those that exist, in the order asked. O(log relations) each.
  package func relations(_ ordinals: [Int64]) -> [WeightedRelation] {
    ordinals.compactMap { slot(ofRelation: $0).map(weighted) }
  }

  /// The relations of an entity, heaviest first, equal ones by the names of their ends and type; only those of one type
  /// where given. O(degree).
  package func relations(of ordinal: Int64, type: RelationType? = nil, limit: Int = .max) -> [WeightedRelation] {
    guard let slot = slot(of: ordinal) else { return [] }
    var found = incident[slot].map(Int.init)
    if let type {
      guard let number = types.known(type) else { return [] }
      found.removeAll { links[$0].type != number }
    }
    return ordered(found, limit: limit).map(weighted)
  }

  /// The relations between any two of these entities, ordered as `relations(of:)`. O(degrees of all but the largest).
  package func relations(among ordinals: [Int64], limit: Int = .max) -> [WeightedRelation] {
    let members = Set(ordinals.compactMap { slot(of: $0).map(Int32.init) })
    // The entity with the most relations is met from the other ends.
    let largest = members.max { (incident[Int($0)].count, $0) < (incident[Int($1)].count, $1) }
    var found: Set<Int> = []
    for member in members where member != largest {
      for link in incident[Int(member)] where members.contains(links[Int(link)].other(than: member)) {
        found.insert(Int(link))
      }
    }
    return ordered(Array(found), limit: limit).map(weighted)
  }

  /// Relations of an entity that do not lead to the owner, with whom nearly everything is related: how well it is
  /// connected. 0 for one that is not there. O(log entities).
  package func degree(of ordinal: Int64) -> Int {
    slot(of: ordinal).map { slot in incident[slot].count - nodes.read(slot) { Int($0.ownerLinks) } } ?? 0
  }

  /// What a memory is tied to: the relations of what its text names and of whom it is about, those to the owner not counted.
  /// O(length of the text).
  package func degree(ofText text: String, about subject: String?) -> Int {
    var named = Set(entities(in: text))
    if let subject { named.formUnion(linked(to: subject)) }
    return named.reduce(0) { $1 == ownerOrdinal ? $0 : $0 + degree(of: $1) }
  }

  package var statistics: GraphStatistics {
    var byKind: [EntityKind: Int] = [:]
    for slot in 0..<nodes.count {
      if let kind = nodes.read(slot, { $0.isAlive ? $0.kind : nil }) { byKind[kind, default: 0] += 1 }
    }
    return GraphStatistics(
      entities: entityCount, relations: relationCount, mentions: mentionCount, byKind: byKind,
      averageDegree: entityCount == 0 ? 0 : 2 * Double(relationCount) / Double(entityCount))
  }

  /// The owner of the space; nil while nothing was said of them.
  package var ownerOrdinal: Int64? { owner < 0 ? nil : ordinal(ofEntity: Int(owner)) }

  // MARK: By name

  /// Shortest name that is looked for inside other names, in letters; two for Korean, Japanese and Chinese.
  static let shortestPart = 3

  /// Entities for each name, in the order asked: best quality first, then most mentioned, then by key; at most `limit` each.
  ///
  /// Keys and spellings are found in O(1); where the name ends in Korean particles, without these too. Names for which
  /// fewer than `limit` are found and that are long enough are then looked for inside keys, all names in one pass over the
  /// entities.
  package func find(_ names: [String], limit: Int = 10) -> [[EntityMatch]] {
    var probe = SilentProbe()
    return find(names, limit: limit, &probe)
  }

  /// The same, counting its steps.
  package func find<Probe: GraphProbe>(_ asked: [String], limit: Int, _ probe: inout Probe) -> [[EntityMatch]] {
    var found: [[Int: EntityMatch.Quality]] = []
    var open: [(index: Int, name: [UInt8])] = []
    for (index, name) in asked.enumerated() {
      let normal = EntityKey.normalized(name)
      probe.count(.lookup)
      var matches: [Int: EntityMatch.Quality] = [:]
      for slot in slots(named: normal) { matches[slot] = key(at: slot) == normal ? .key : .alias }
      found.append(matches)
      let shortest = normal.unicodeScalars.contains(where: TextAnalyzer.isCJK) ? 2 : Self.shortestPart
      if matches.count < limit, normal.unicodeScalars.count >= shortest { open.append((index, Array(normal.utf8))) }
    }
    if !open.isEmpty {
      probe.count(.scan)
      for slot in 0..<nodes.count where slot != Int(owner) {
        // The key of a removed entity is empty: nothing is found in it.
        var key = key(at: slot)
        key.withUTF8 { key in
          for (index, name) in open {
            guard let place = Self.place(of: name, in: key), found[index][slot] == nil else { continue }
            found[index][slot] = place == 0 ? .prefix : .part
          }
        }
      }
    }
    return found.map { matches in
      let sorted = matches.sorted { a, b in a.value != b.value ? a.value < b.value : precedes(a.key, b.key) }
      return sorted.prefix(limit).map { EntityMatch(entity: ordinal(ofEntity: $0.key), quality: $0.value) }
    }
  }

  /// Slots of the entities that a normal name names, as it is or without its Korean particle; most mentioned first. O(1).
  func slots(named normal: String) -> [Int] {
    guard !normal.isEmpty, normal != EntityKey.owner else { return [] }
    var slots = names.slots(of: normal)
    if slots.isEmpty, let last = normal.unicodeScalars.last, (0xAC00...0xD7A3).contains(last.value) {
      let bare = KoreanParticles.stripped(normal)
      if bare != normal { slots = names.slots(of: bare) }
    }
    return slots.count < 2 ? slots : slots.sorted(by: precedes)
  }

  /// Offset in bytes of the first place where a word of `text` begins with `part`, or in scripts without spaces of `part`
  /// anywhere; nil where there is none.
  private static func place(of part: [UInt8], in text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard part.count <= text.count, let first = part.first else { return nil }
    let isWide = first >= 0xE0
    var start = 0
    while start <= text.count - part.count {
      if text[start] == first, isWide || start == 0 || text[start - 1] == UInt8(ascii: " ") {
        var length = 1
        while length < part.count, text[start + length] == part[length] { length += 1 }
        if length == part.count { return start }
      }
      start += 1
    }
    return nil
  }

  // MARK: Order

  func weighted(_ slot: Int) -> WeightedRelation {
    WeightedRelation(relation: relation(at: slot), weight: Double(links[slot].weight) / RelationWeight.one)
  }

  /// Heaviest first, then by source, type and target.
  func ordered(_ slots: [Int], limit: Int) -> [Int] {
    var heap = BoundedHeap<Int>(limit: min(limit, slots.count)) { a, b in linkPrecedes(a, b) }
    for slot in slots { heap.offer(slot) }
    return heap.sorted()
  }

  private func linkPrecedes(_ a: Int, _ b: Int) -> Bool {
    let first = links[a]
    let second = links[b]
    if first.weight != second.weight { return first.weight > second.weight }
    let sources = (key(at: Int(first.source)), key(at: Int(second.source)))
    if sources.0 != sources.1 { return EntityKey.precedes(sources.0, sources.1) }
    if first.type != second.type { return types[first.type] < types[second.type] }
    return EntityKey.precedes(key(at: Int(first.target)), key(at: Int(second.target)))
  }
}
