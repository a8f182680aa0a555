/// How much a relation binds its ends: a pure function of counts, so it is the same in whatever order messages came.
///
///     weight = kind · c / (c + 1.2) · √(ic(source) · ic(target)),   ic(e) = 1 − (⌈n(e)⌉ − 1) / ⌈N⌉
///
/// `c` counts the messages that state it, with the saturation of BM25 (Robertson, Zaragoza 2009, k₁ = 1.2): the second
/// message says more than the tenth. `ic` is the information content of an entity, its inverse document frequency on a scale
/// of 0…1 (Spärck Jones 1972; Resnik 1995), with `n` the entity's mentions, `N` those of all entities, and ⌈x⌉ the number of
/// binary digits of x: what is spoken of everywhere binds little. Counting digits instead of taking logarithms means
/// that a weight changes only when a count doubles, so keeping all weights exact costs O(1) per mention on average.
/// `kind` is 1 for a statement and ½ for being spoken of together. The result is above 0 and below 1.
enum RelationWeight {
  /// Weights are kept as sixteenths of a bit word: 65 535 stands for 1.
  static let one = 65_535.0

  /// Number of binary digits; 1 for 0, so that it can divide.
  static func digits(_ count: Int) -> Int { max(1, Int.bitWidth - max(0, count).leadingZeroBitCount) }

  /// - Parameters:
  ///   - sourceDigits, targetDigits: digits of the mentions of either end, at most `totalDigits`.
  ///   - totalDigits: digits of the mentions of all entities.
  static func value(
    occurrences: Int, isStatement: Bool, sourceDigits: Int, targetDigits: Int, totalDigits: Int
  ) -> UInt16 {
    let c = Double(max(0, occurrences))
    let content = { (digits: Int) in max(0, 1 - Double(digits - 1) / Double(totalDigits)) }
    let weight =
      (isStatement ? 1 : 0.5) * c / (c + 1.2) * (content(sourceDigits) * content(targetDigits)).squareRoot()
    return UInt16(min(max(1, (weight * one).rounded()), one))
  }
}
