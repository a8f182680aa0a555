import MnemeCore

/// Which entities a walk meets that starts at the entities of a question, follows relations by weight and keeps returning
/// to its start: personalised PageRank (Page, Brin, Motwani, Winograd 1999; Haveliwala 2002).
///
/// Computed by pushing probability mass along relations (Andersen, Chung, Lang 2006): an entity that holds more than
/// `epsilon` for each of its relations keeps `1 − damping` of it and passes the rest on. The relations followed in all are
/// at most `1 / ((1 − damping) · epsilon)`, whatever the size of the graph; the error of a score is at most `epsilon` times
/// the entity's degree. Three things are ours: entities push in rounds, and mass is a whole number (2⁴⁰ is 1), so that a sum
/// does not depend on its order and equal graphs give equal scores to the last bit, in whatever order they were built; and
/// the owner takes no part, with whom nearly everything is related.
package struct PersonalizedPageRank: Sendable, Hashable {
  /// Share of its mass that an entity passes on: one half, a short walk. What is one or two relations from the question
  /// counts, and nothing farther (Gutiérrez et al. 2024 found the same value best for passages).
  package var damping: Double
  /// Mass per relation below which an entity keeps what it has.
  package var epsilon: Double

  package init(damping: Double = 0.5, epsilon: Double = 1e-4) {
    self.damping = min(max(damping, 0), 0.95)
    self.epsilon = min(max(epsilon, 1e-8), 1)
  }

  /// An entity and its share of the walk.
  package struct Score: Sendable, Hashable {
    /// Ordinal of the entity.
    package let entity: Int64
    /// Above 0; those of one answer sum to 1 at most.
    package let score: Double
  }

  /// The mass that stands for 1.
  static let one: UInt64 = 1 << 40

  /// The `limit` entities with the highest scores; equal ones by mentions, then key. Empty when no seed is there.
  /// - Parameter seeds: where the walk starts, and with what share (above 0) in relation to the others.
  package func scores(
    from seeds: [(entity: Int64, mass: Double)], in graph: KnowledgeGraph, limit: Int
  ) -> [Score] {
    var probe = SilentProbe()
    let total = seeds.reduce(0) { $0 + ($1.mass.isFinite ? max(0, $1.mass) : 0) }
    guard total > 0 else { return [] }
    let mass = seeds.compactMap { seed -> (slot: Int32, mass: UInt64)? in
      guard seed.mass.isFinite, seed.mass > 0, let slot = graph.slot(of: seed.entity) else { return nil }
      return (Int32(slot), UInt64(seed.mass / total * Double(Self.one)))
    }
    return best(limit, of: spread(mass, in: graph, &probe), in: graph).map {
      Score(entity: graph.ordinal(ofEntity: Int($0.slot)), score: Double($0.mass) / Double(Self.one))
    }
  }

  func best(
    _ limit: Int, of scores: [(slot: Int32, mass: UInt64)], in graph: KnowledgeGraph
  ) -> [(slot: Int32, mass: UInt64)] {
    var heap = BoundedHeap<(slot: Int32, mass: UInt64)>(limit: limit) { a, b in
      a.mass != b.mass ? a.mass > b.mass : graph.precedes(Int(a.slot), Int(b.slot))
    }
    for score in scores where score.mass > 0 { heap.offer(score) }
    return heap.sorted()
  }

  /// The mass that each entity reached keeps. Linear in the seeds up to the error.
  func spread<Probe: GraphProbe>(
    _ seeds: [(slot: Int32, mass: UInt64)], in graph: KnowledgeGraph, _ probe: inout Probe
  ) -> [(slot: Int32, mass: UInt64)] {
    var table = SlotTable(minimumCapacity: 512)
    var kept: [UInt64] = []
    var held: [UInt64] = []
    var isQueued: [Bool] = []
    var round: [Int32] = []
    let owner = graph.owner
    func place(_ slot: Int32) -> Int {
      let (place, isNew) = table.place(of: UInt32(slot))
      if isNew {
        kept.append(0)
        held.append(0)
        isQueued.append(false)
      }
      return place
    }
    func give(_ mass: UInt64, to slot: Int32) {
      let place = place(slot)
      held[place] += mass
      if !isQueued[place] {
        isQueued[place] = true
        round.append(slot)
      }
    }
    for seed in seeds where seed.slot != owner && seed.mass > 0 { give(seed.mass, to: seed.slot) }
    let perLink = max(1, UInt64(epsilon * Double(Self.one)))
    let passing = UInt64(damping * 65_536)
    var ends: [(slot: Int32, weight: UInt64)] = []
    while !round.isEmpty {
      var pushing: [(slot: Int32, mass: UInt64)] = []
      for slot in round {
        let place = place(slot)
        isQueued[place] = false
        if held[place] > perLink * UInt64(graph.incident.read(Int(slot)) { $0.count }) {
          pushing.append((slot, held[place]))
          held[place] = 0
        }
      }
      round.removeAll(keepingCapacity: true)
      for (slot, mass) in pushing {
        probe.count(.push)
        let rest = (mass * passing) >> 16
        kept[place(slot)] += mass - rest
        ends.removeAll(keepingCapacity: true)
        var total: UInt64 = 0
        graph.incident.read(Int(slot)) { list in
          list.withElements { links in
            for link in links {
              let link = graph.links[Int(link)]
              let other = link.other(than: slot)
              if other == owner { continue }
              total += UInt64(link.weight)
              ends.append((other, UInt64(link.weight)))
            }
            probe.count(.edge, links.count)
          }
        }
        if total == 0 {
          // Nowhere to go: the walk stays.
          kept[place(slot)] += rest
          continue
        }
        for (other, weight) in ends { give(rest * weight / total, to: other) }
      }
    }
    // What was too little to pass on would at least have kept this share.
    for place in kept.indices { kept[place] += (held[place] * (65_536 - passing)) >> 16 }
    return zip(table.keys, kept).compactMap { $0.1 > 0 ? (Int32(bitPattern: $0.0), $0.1) : nil }
  }
}
