/// Which segments to merge. Segments stand in the order of their age, and neighbours only are merged: so the ranges of
/// their messages mostly stay apart.
///
/// Tiers by size, each ``factor`` times the one below (as in log-structured merge trees, O'Neil et al. 1996): when
/// ``factor`` segments at the young end are of a tier or below, they become one. A document is rewritten once per tier, and a
/// tier has fewer than ``factor`` segments.
struct MergePolicy: Sendable, Hashable {
  var factor = 4
  /// Documents up to which a segment counts as smallest.
  var smallest = 1024
  /// Removed documents up to this share of a segment stay in it.
  var removedShare = 0.25

  /// The next segments to merge, or one to rewrite; nil when all is well.
  /// - Parameters: living and removed documents of each segment, oldest first; how many a merged one may have.
  func next(live: [Int], removed: [Int], most: Int) -> Range<Int>? {
    for index in live.indices where live[index] <= most {
      if removed[index] > 0, Double(removed[index]) > removedShare * Double(live[index] + removed[index]) {
        return index..<index + 1
      }
    }
    let tiers = live.map(tier)
    for tier in Set(tiers).sorted() {
      var start = live.count
      var total = 0
      while start > 0, tiers[start - 1] <= tier, total + live[start - 1] <= most {
        start -= 1
        total += live[start]
      }
      if live.count - start >= factor { return start..<live.count }
    }
    return nil
  }

  private func tier(_ documents: Int) -> Int {
    var tier = 0
    var bound = smallest
    while documents > bound {
      bound *= factor
      tier += 1
    }
    return tier
  }
}
