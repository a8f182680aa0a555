package import MnemeCore

/// The entities and relations of one space in memory, and which messages mention what.
///
/// A value: a copy is a snapshot that costs nothing and that any number of tasks may read while the original follows the
/// store. Names and both ends of relations are indexed; relations run in both directions for every search. Everything it
/// answers depends on content alone, never on the order of arrival: ties are broken by keys, not by ordinals.
///
/// About 180 bytes for an entity, 52 for a relation and 4 for a mention.
package struct KnowledgeGraph: Sendable {
  package let space: SpaceID

  var nodes = ChunkedColumn<GraphNode>()
  var links = ChunkedColumn<GraphLink>()
  var linkFacts = ChunkedColumn<GraphLinkFacts>()
  var validities: [Int32: GraphValidity] = [:]
  /// Slots of the relations of each entity.
  var incident = ChunkedColumn<SmallList>()
  /// Ordinals of the messages that mention each entity.
  var postings = ChunkedColumn<SmallList>()
  var entitySlots = OrdinalMap()
  var linkSlots = OrdinalMap()
  /// Keys and spellings.
  var names = NameIndex()
  /// Single words of names of several words.
  var words = NameIndex()
  var types = RelationTypeTable()
  /// Slot of the owner's entity; -1 while nothing was said of them.
  var owner: Int32 = -1

  package private(set) var entityCount = 0
  package private(set) var relationCount = 0
  /// Mentions of all entities together.
  package private(set) var mentionCount = 0

  package init(space: SpaceID) { self.space = space }

  /// Estimate of the memory it takes.
  package var byteCount: Int {
    var total =
      nodes.byteCount + links.byteCount + linkFacts.byteCount + validities.count * 48 + incident.byteCount
      + postings.byteCount
    total += entitySlots.byteCount + linkSlots.byteCount + (names.count + words.count) * 36
    for slot in 0..<nodes.count { total += incident[slot].heapByteCount + postings[slot].heapByteCount }
    return total
  }

  // MARK: Following the store

  /// Brings it to the state after a write. Idempotent.
  ///
  /// O(1) for each entity, relation and mention on average, but for the relations of an entity whose mentions doubled and,
  /// when the mentions of all have doubled, every relation: both are O(1) per mention over time.
  package mutating func apply(_ change: GraphChange) {
    var probe = SilentProbe()
    apply(change, &probe)
  }

  /// The same, counting its steps.
  package mutating func apply<Probe: GraphProbe>(_ change: GraphChange, _ probe: inout Probe) {
    for ordinal in change.removedRelations { removeRelation(ordinal, &probe) }
    for ordinal in change.removedEntities { removeEntity(ordinal, &probe) }
    let digits = totalDigits
    var doubled: [Int] = []
    for entity in change.entities {
      if let slot = put(entity, &probe) { doubled.append(slot) }
    }
    for relation in change.relations { put(relation, &probe) }
    for mention in change.removedMentions {
      probe.count(.lookup)
      guard let slot = entitySlots.slot(of: mention.entity), let message = UInt32(exactly: mention.message) else {
        continue
      }
      _ = postings.update(slot) { $0.remove(message) }
    }
    var last: (entity: Int64, slot: Int?) = (.min, nil)
    for mention in change.mentions {
      // They come by entity: one look-up serves all of one.
      if mention.entity != last.entity {
        probe.count(.lookup)
        last = (mention.entity, slot(of: mention.entity))
      }
      // A message whose ordinal does not fit into 32 bits is not kept here: its words and its vector still find it.
      guard let slot = last.slot, let message = UInt32(exactly: mention.message) else { continue }
      _ = postings.update(slot) { $0.insert(message) }
    }
    if totalDigits != digits {
      weigh(&probe)
    } else {
      for slot in doubled { weigh(around: slot, &probe) }
    }
    if nodes.count > 1024 + 2 * entityCount || links.count > 4096 + 2 * relationCount { compact() }
  }

  /// The slot, when the number of digits of its mentions has changed.
  private mutating func put<Probe: GraphProbe>(_ entity: Entity, _ probe: inout Probe) -> Int? {
    probe.count(.lookup)
    let slot: Int
    if let known = entitySlots.slot(of: entity.ordinal) {
      slot = known
    } else {
      slot = entitySlots.append(entity.ordinal)
      nodes.append(GraphNode())
      incident.append(SmallList())
      postings.append(SmallList())
    }
    let old = nodes[slot]
    nodes.update(slot) { $0.set(entity) }
    let new = nodes[slot]
    if !old.isAlive || old.aliases != new.aliases || old.name != new.name || old.kind != new.kind {
      if old.isAlive { unindex(old, Int32(slot)) }
      index(new, Int32(slot))
    }
    entityCount += old.isAlive ? 0 : 1
    mentionCount += Int(new.mentions) - (old.isAlive ? Int(old.mentions) : 0)
    let isSame = RelationWeight.digits(Int(old.mentions)) == RelationWeight.digits(Int(new.mentions))
    return old.isAlive && isSame ? nil : slot
  }

  private mutating func removeEntity<Probe: GraphProbe>(_ ordinal: Int64, _ probe: inout Probe) {
    probe.count(.lookup)
    guard let slot = slot(of: ordinal) else { return }
    // The store removes relations before their ends; a relation never outlives one here.
    for link in incident[slot] { removeRelation(linkSlots.ordinal(of: Int(link)), &probe) }
    let node = nodes[slot]
    unindex(node, Int32(slot))
    entityCount -= 1
    mentionCount -= Int(node.mentions)
    nodes.update(slot) { $0 = GraphNode() }
    postings.update(slot) { $0 = SmallList() }
  }

  private mutating func put<Probe: GraphProbe>(_ relation: Relation, _ probe: inout Probe) {
    probe.count(.lookup)
    let slot: Int
    if let known = linkSlots.slot(of: relation.ordinal) {
      slot = known
      guard links[slot].isAlive || reachable(relation) != nil else { return }
      linkFacts.update(slot) { $0 = GraphLinkFacts(relation) }
    } else {
      // An end may not be here yet: then the change that brings it brings the relation too.
      guard let (source, target) = reachable(relation) else { return }
      slot = linkSlots.append(relation.ordinal)
      links.append(GraphLink(source: source, target: target, type: types.number(of: relation.type)))
      linkFacts.append(GraphLinkFacts(relation))
    }
    let hasValidity = relation.validFrom != nil || relation.validTo != nil
    if hasValidity || validities[Int32(slot)] != nil {
      validities[Int32(slot)] = hasValidity ? GraphValidity(from: relation.validFrom, to: relation.validTo) : nil
    }
    if !links[slot].isAlive { connect(slot) }
    weigh(slot)
  }

  /// Slots of its ends, where both are here.
  private func reachable(_ relation: Relation) -> (Int32, Int32)? {
    guard relation.source != relation.target, let source = slot(of: relation.source),
      let target = slot(of: relation.target)
    else { return nil }
    return (Int32(source), Int32(target))
  }

  private mutating func connect(_ slot: Int) {
    let link = links[slot]
    for end in [link.source, link.target] {
      _ = incident.update(Int(end)) { $0.insert(UInt32(slot)) }
      if link.other(than: end) == owner { nodes.update(Int(end)) { $0.ownerLinks += 1 } }
    }
    relationCount += 1
  }

  private mutating func removeRelation<Probe: GraphProbe>(_ ordinal: Int64, _ probe: inout Probe) {
    probe.count(.lookup)
    guard let slot = slot(ofRelation: ordinal) else { return }
    let link = links[slot]
    for end in [link.source, link.target] {
      _ = incident.update(Int(end)) { $0.remove(UInt32(slot)) }
      if link.other(than: end) == owner { nodes.update(Int(end)) { $0.ownerLinks -= 1 } }
    }
    links.update(slot) { $0.weight = 0 }
    validities[Int32(slot)] = nil
    relationCount -= 1
  }

  // MARK: Names

  private mutating func index(_ node: GraphNode, _ slot: Int32) {
    if node.isOwner { owner = slot }
    let all = node.allNames
    for name in all { names.insert(name, slot) }
    for word in node.words(of: all) { words.insert(word, slot) }
  }

  private mutating func unindex(_ node: GraphNode, _ slot: Int32) {
    if node.isOwner { owner = -1 }
    let all = node.allNames
    for name in all { names.remove(name, slot) }
    for word in node.words(of: all) { words.remove(word, slot) }
  }

  // MARK: Weights

  var totalDigits: Int { RelationWeight.digits(mentionCount) }

  /// Computes every weight anew, O(entities + relations). Idempotent; since weights are kept exact, it changes none:
  /// consolidation calls it as a check.
  package mutating func recalculateWeights() -> (total: Int, changed: Int) {
    var probe = SilentProbe()
    return (relationCount, weigh(&probe))
  }

  /// `recalculateWeights`, counting its steps; how many weights changed.
  @discardableResult
  package mutating func weigh<Probe: GraphProbe>(_ probe: inout Probe) -> Int {
    var changed = 0
    for slot in 0..<links.count where links[slot].isAlive {
      probe.count(.weighing)
      if weigh(slot) { changed += 1 }
    }
    return changed
  }

  private mutating func weigh<Probe: GraphProbe>(around slot: Int, _ probe: inout Probe) {
    for link in incident[slot] {
      probe.count(.weighing)
      weigh(Int(link))
    }
  }

  @discardableResult
  private mutating func weigh(_ slot: Int) -> Bool {
    let link = links[slot]
    let weight = RelationWeight.value(
      occurrences: Int(linkFacts[slot].occurrences), isStatement: link.type != RelationTypeTable.relatedTo,
      sourceDigits: nodes.read(Int(link.source)) { $0.digits },
      targetDigits: nodes.read(Int(link.target)) { $0.digits }, totalDigits: totalDigits)
    guard weight != link.weight else { return false }
    links.update(slot) { $0.weight = weight }
    return true
  }

  /// Gives back the slots of what was removed. O(size), after as many removals.
  private mutating func compact() {
    var fresh = KnowledgeGraph(space: space)
    var change = GraphChange()
    for slot in 0..<nodes.count where nodes.read(slot, { $0.isAlive }) {
      change.entities.append(entity(at: slot))
      let ordinal = ordinal(ofEntity: slot)
      change.mentions += postings[slot].map { EntityMention(entity: ordinal, message: Int64($0)) }
    }
    for slot in 0..<links.count where links[slot].isAlive { change.relations.append(relation(at: slot)) }
    change.entities.sort { $0.ordinal < $1.ordinal }
    change.relations.sort { $0.ordinal < $1.ordinal }
    change.mentions.sort()
    fresh.apply(change)
    fresh.trim()
    self = fresh
  }

  /// Gives back room that was kept for growth, as after loading. O(entities).
  mutating func trim() {
    for slot in 0..<nodes.count {
      incident.update(slot) { $0.trim() }
      postings.update(slot) { $0.trim() }
    }
  }
}
