import MnemeVectors

/// Cosines of a space's messages with one question.
struct DenseScores: Sendable {
  private enum Source: Sendable {
    case none
    /// Of every slot.
    case all([Float])
  }

  private let source: Source
  /// Slots with the highest cosines, best first.
  let nearest: [Int]
  /// Lowest and highest cosine of the space, as far as is known.
  let lowest: Float
  let highest: Float

  /// Without a question's vector, or without vectors to compare it with.
  static let none = DenseScores(source: .none, nearest: [], lowest: .infinity, highest: -.infinity)

  private init(source: Source, nearest: [Int], lowest: Float, highest: Float) {
    self.source = source
    self.nearest = nearest
    self.lowest = lowest
    self.highest = highest
  }

  var isEmpty: Bool { if case .none = source { true } else { false } }

  /// Cosine of the slot's best chunk, 0 where there is none.
  func cosine(of slot: Int) -> Float {
    switch source {
    case .none: 0
    case .all(let cosines): cosines[slot]
    }
  }

  /// Scores every row of an exact index whose keys are slots. O(rows · dimension).
  /// - Parameter limit: how many of the nearest are named.
  static func scan(_ index: FlatIndex.Snapshot, query: [Float], slots: Int, limit: Int) -> DenseScores {
    // A query of another dimension or with a value that is not finite is no query.
    guard index.count > 0, let rows = try? index.scores(of: query) else { return .none }
    var cosines = [Float](repeating: 0, count: slots)
    var lowest = Float.infinity
    var highest = -Float.infinity
    index.withKeys { keys in
      for row in 0..<keys.count {
        let slot = Int(keys[row])
        let score = rows[row]
        lowest = min(lowest, score)
        highest = max(highest, score)
        if slot < slots, cosines[slot] == 0 || score > cosines[slot] { cosines[slot] = score }
      }
    }
    var heap = BoundedHeap<(slot: Int, score: Float)>(limit: limit) { a, b in
      a.score != b.score ? a.score > b.score : a.slot > b.slot
    }
    for slot in 0..<slots where cosines[slot] > 0 { heap.offer((slot, cosines[slot])) }
    return DenseScores(source: .all(cosines), nearest: heap.sorted().map(\.slot), lowest: lowest, highest: highest)
  }
}
