/// Chooses what is relevant and not yet said: maximal marginal relevance (Carbonell & Goldstein 1998).
///
/// Each step takes the candidate with the highest `λ · relevance − (1 − λ) · redundancy`, where redundancy is its
/// greatest similarity to what was taken before, 0 for the first. The exact greedy choice: the greatest similarities are
/// kept and renewed with the one taken last, so k of n cost fewer than k · n similarities. Ties go to the higher
/// relevance, then to the earlier candidate. Deterministic.
package struct MarginalRelevance: Sendable, Hashable {
  /// Weight of relevance against novelty, 0…1; 1 is the ranking by relevance.
  package let lambda: Double

  package init(lambda: Double = 0.7) {
    self.lambda = lambda.isNaN ? 1 : lambda.clamped
  }

  package struct Pick: Sendable, Hashable {
    /// Position among the candidates.
    package let index: Int
    /// Greatest similarity to an earlier pick.
    package let redundancy: Double
    /// What it was taken for; does not rise from pick to pick.
    package let value: Double
  }

  /// - Parameters:
  ///   - limit: how many to take; all when there are fewer.
  ///   - relevance: of each candidate, 0…1. One that is not a number comes after all others.
  ///   - similarity: of two candidates by position, 0…1, symmetric; not a number counts as 0.
  /// - Returns: in the order taken.
  package func select(_ limit: Int, relevance: [Double], similarity: (Int, Int) -> Double) -> [Pick] {
    select(limit, relevance: relevance) { taken, open, redundancy in
      for index in open {
        let value = similarity(taken, index)
        if value > redundancy[index] { redundancy[index] = value }
      }
    }
  }

  /// With the similarities of ``CandidateSimilarity``, one matrix-vector product per pick.
  package func select(_ limit: Int, relevance: [Double], similarity: CandidateSimilarity) -> [Pick] {
    precondition(similarity.count == relevance.count, "One row of similarities for each candidate.")
    var row: [Double] = []
    return select(limit, relevance: relevance) { taken, open, redundancy in
      similarity.write(similaritiesOf: taken, into: &row)
      for index in open where row[index] > redundancy[index] { redundancy[index] = row[index] }
    }
  }

  private func select(
    _ limit: Int, relevance: [Double], renew: (_ taken: Int, _ open: [Int], _ redundancy: inout [Double]) -> Void
  ) -> [Pick] {
    let count = min(limit, relevance.count)
    guard count > 0 else { return [] }
    var redundancy = [Double](repeating: 0, count: relevance.count)
    var open = Array(relevance.indices)
    var picks: [Pick] = []
    picks.reserveCapacity(count)
    while picks.count < count {
      var place = 0
      for other in open.indices.dropFirst() where isBetter(open[other], open[place], relevance, redundancy) {
        place = other
      }
      let best = open.remove(at: place)
      picks.append(Pick(index: best, redundancy: redundancy[best], value: value(best, relevance, redundancy)))
      if picks.count < count, lambda < 1 { renew(best, open, &redundancy) }
    }
    return picks
  }

  private func value(_ index: Int, _ relevance: [Double], _ redundancy: [Double]) -> Double {
    let relevance = relevance[index].isNaN ? -.infinity : relevance[index]
    // Not 0 · ∞ when λ is 0.
    return (lambda == 0 ? 0 : lambda * relevance) - (1 - lambda) * redundancy[index]
  }

  /// The open candidates stand in ascending order, so that equals keep it.
  private func isBetter(_ a: Int, _ b: Int, _ relevance: [Double], _ redundancy: [Double]) -> Bool {
    let (first, second) = (value(a, relevance, redundancy), value(b, relevance, redundancy))
    if first != second { return first > second }
    return relevance[a] > relevance[b] || (relevance[b].isNaN && !relevance[a].isNaN)
  }
}
