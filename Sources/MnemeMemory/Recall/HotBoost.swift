import MnemeCore

/// What use lends to a candidate: a factor on the score of the space's hottest items.
///
/// For an item of the hot set with the decayed count c, `1 + 0.05 · c / (c + 3)`; 1 for every other. So it orders what answers
/// about equally well and lifts nothing that does not answer: the most that use can do is 5 %, and half of that takes three
/// recalls within days. O(1) for each candidate; nothing is looked up where nothing is hot.
struct HotBoost: Sendable {
  /// Highest share that is added to a score.
  static let limit = 0.05
  /// Decayed count at which half of it is added.
  static let halfway = 3.0
  /// Items of a space that are hot.
  static let items = 20

  /// Nothing is hot.
  static let none = HotBoost([])

  private let factors: [ItemKey: Double]

  init(_ hottest: [HotItem]) {
    factors = Dictionary(
      hottest.filter { $0.count > 0 && $0.count.isFinite }.map {
        ($0.key, 1 + Self.limit * $0.count / ($0.count + Self.halfway))
      }
    ) { first, _ in first }
  }

  /// 1…1.05.
  func factor(of key: ItemKey) -> Double {
    factors.isEmpty ? 1 : factors[key] ?? 1
  }
}
