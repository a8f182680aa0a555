import Foundation
import MnemeCore

/// A message and how near it is to the entities of a question.
package struct MessageScore: Sendable, Hashable {
  /// Ordinal of the message.
  package let message: Int64
  /// Above 0; comparable inside one answer only.
  package let score: Double
}

/// Bounds of the work for one question. The cost follows from them, not from the size of the graph.
package struct GraphRecallLimits: Sendable, Hashable {
  /// Entities whose messages are looked at.
  package var entities = 48
  /// Newest messages of one entity that are looked at.
  package var messagesPerEntity = 384
  /// Messages looked at in all; the best entities come first.
  package var messages = 3072

  package init() {}
}

extension KnowledgeGraph {
  /// Recall's candidates from the graph: messages that mention the entities of a question or what is related to them.
  ///
  /// A message scores the sum, over the entities it mentions, of the entity's personalised PageRank times its inverse
  /// document frequency `ln(1 + N / n)`, with `n` the entity's mentions and `N` those of all. The walk starts at each
  /// entity in proportion to that same rarity (node specificity, Gutiérrez et al. 2024): "Ingrid" says more than "home". The
  /// owner neither starts nor passes on a walk.
  /// - Parameter entities: ordinals; those not there are left out.
  /// - Returns: best first, equal scores newest first; at most `limit`; empty when no entity is there.
  package func messageScores(
    for entities: [Int64], limit: Int, rank: PersonalizedPageRank = .init(), limits: GraphRecallLimits = .init()
  ) -> [MessageScore] {
    var probe = SilentProbe()
    return messageScores(for: entities, limit: limit, rank: rank, limits: limits, &probe)
  }

  func messageScores<Probe: GraphProbe>(
    for entities: [Int64], limit: Int, rank: PersonalizedPageRank, limits: GraphRecallLimits, _ probe: inout Probe
  ) -> [MessageScore] {
    // Order and repeats of the asked entities do not matter.
    let slots = Set(entities.compactMap { slot(of: $0) }).filter { $0 != Int(owner) }.sorted(by: precedes)
    let rarities = slots.map(rarity)
    let total = rarities.reduce(0, +)
    guard limit > 0, total > 0 else { return [] }
    let seeds = zip(slots, rarities).map { slot, rarity in
      (slot: Int32(slot), mass: UInt64(rarity / total * Double(PersonalizedPageRank.one)))
    }
    let ranked = rank.best(limits.entities, of: rank.spread(seeds, in: self, &probe), in: self)
    var table = SlotTable(minimumCapacity: min(max(limits.messages, 0), 4096))
    var scores: [Double] = []
    var budget = limits.messages
    for (slot, mass) in ranked {
      let score = Double(mass) / Double(PersonalizedPageRank.one) * rarity(Int(slot))
      let take = postings.read(Int(slot)) { posting in
        posting.withElements { messages in
          let newest = messages.suffix(min(limits.messagesPerEntity, budget))
          for message in newest {
            let (place, isNew) = table.place(of: message)
            if isNew { scores.append(score) } else { scores[place] += score }
          }
          return newest.count
        }
      }
      probe.count(.posting, take)
      budget -= take
      if budget == 0 { break }
    }
    var heap = BoundedHeap<MessageScore>(limit: limit) { a, b in
      a.score != b.score ? a.score > b.score : a.message > b.message
    }
    for (message, score) in zip(table.keys, scores) {
      heap.offer(MessageScore(message: Int64(message), score: score))
    }
    return heap.sorted()
  }

  /// Ordinals of the newest messages that mention an entity, newest first.
  package func messages(of ordinal: Int64, limit: Int) -> [Int64] {
    slot(of: ordinal).map { postings[$0].reversed().prefix(limit).map(Int64.init) } ?? []
  }

  private func rarity(_ slot: Int) -> Double {
    log(1 + Double(mentionCount) / Double(max(1, nodes.read(slot) { $0.mentions })))
  }
}
