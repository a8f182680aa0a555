/// One generator's candidates, best first.
package struct RankedList<ID: Hashable & Comparable & Sendable>: Sendable {
  /// Above 0; how much this generator is trusted.
  package let weight: Double
  package let ids: [ID]

  package init(_ ids: [ID], weight: Double = 1) {
    self.ids = ids
    self.weight = weight
  }
}

/// A candidate of several generators.
package struct FusedRank<ID: Hashable & Comparable & Sendable>: Sendable, Hashable {
  package let id: ID
  /// Share of what a candidate that is first everywhere gets: above 0, at most 1.
  package let score: Double
  /// Its rank in each list, 1 is best; nil where it is absent.
  package let ranks: [Int?]
}

/// Weighted reciprocal rank fusion (Cormack, Clarke & Büttcher 2009): the sum over the lists of `weight / (k + rank)`.
///
/// Needs no scores, so generators whose scores mean different things can be joined; being found by several counts for
/// more than being found high by one.
package struct RankFusion: Sendable, Hashable {
  /// The greater, the less the first ranks stand out; 60 in the paper.
  package let constant: Double

  package init(constant: Double = 60) {
    self.constant = constant.isFinite ? max(0, constant) : 60
  }

  /// Best first; ties go to the better single rank, then to the smaller identifier. A repeat in a list counts at its first
  /// place, a list whose weight is not above 0 not at all. O(n log n).
  package func fuse<ID>(_ lists: [RankedList<ID>]) -> [FusedRank<ID>] {
    var places: [ID: Int] = [:]
    var entries: [(id: ID, sum: Double, ranks: [Int?])] = []
    var highest = 0.0
    for (number, list) in lists.enumerated() where list.weight > 0 && list.weight.isFinite {
      highest += list.weight / (constant + 1)
      for (place, id) in list.ids.enumerated() {
        let entry = places[id] ?? entries.count
        if entry == entries.count {
          places[id] = entry
          entries.append((id, 0, [Int?](repeating: nil, count: lists.count)))
        }
        guard entries[entry].ranks[number] == nil else { continue }
        entries[entry].ranks[number] = place + 1
        entries[entry].sum += list.weight / (constant + Double(place + 1))
      }
    }
    return entries.map { FusedRank(id: $0.id, score: $0.sum / highest, ranks: $0.ranks) }
      .sorted { a, b in
        if a.score != b.score { return a.score > b.score }
        let (first, second) = (Self.best(a.ranks), Self.best(b.ranks))
        return first != second ? first < second : a.id < b.id
      }
  }

  private static func best(_ ranks: [Int?]) -> Int { ranks.reduce(.max) { min($0, $1 ?? .max) } }
}
