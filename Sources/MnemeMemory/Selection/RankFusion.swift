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
    places.reserveCapacity(lists.reduce(0) { max($0, $1.ids.count) })
    var ids: [ID] = []
    var sums: [Double] = []
    var best: [Int] = []
    /// One row of `lists.count` ranks for each identifier, 0 for absent.
    var ranks: [Int] = []
    var highest = 0.0
    for (number, list) in lists.enumerated() where list.weight > 0 && list.weight.isFinite {
      highest += list.weight / (constant + 1)
      for (place, id) in list.ids.enumerated() {
        let entry = places[id] ?? ids.count
        if entry == ids.count {
          places[id] = entry
          ids.append(id)
          sums.append(0)
          best.append(.max)
          ranks.append(contentsOf: repeatElement(0, count: lists.count))
        }
        guard ranks[entry * lists.count + number] == 0 else { continue }
        ranks[entry * lists.count + number] = place + 1
        sums[entry] += list.weight / (constant + Double(place + 1))
        best[entry] = min(best[entry], place + 1)
      }
    }
    let order = ids.indices.sorted { a, b in
      if sums[a] != sums[b] { return sums[a] > sums[b] }
      return best[a] != best[b] ? best[a] < best[b] : ids[a] < ids[b]
    }
    return order.map { entry in
      let row = ranks[(entry * lists.count)..<((entry + 1) * lists.count)]
      return FusedRank(id: ids[entry], score: sums[entry] / highest, ranks: row.map { $0 == 0 ? nil : $0 })
    }
  }
}
