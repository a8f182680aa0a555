import Foundation
import MnemeCore
import MnemeVectors

/// Weights of the parts of a score; each part is 0…1.
///
/// Chosen on labelled conversations by leaving each out in turn; the figures are flat around these values, which are
/// therefore round (docs/decisions/0005-recall-ranking.md).
struct RecallWeights: Sendable, Hashable {
  /// Share of the dense score in the blend; the lexical score has the rest.
  var dense: Float = 0.55
  /// Share of the blend of the message next to it in the session, on either side.
  var neighbour: Float = 0.25
  /// Share of the blend of the second next, on either side.
  var secondNeighbour: Float = 0.1
  /// Share of the best blend of its session: finding the right day is easier than finding the right sentence.
  var session: Float = 0.3
  /// Bonus of a message whose speaker the question names.
  var voice: Float = 0.5
  /// Bonus of a message said at a time the question names; less where it was said near that time.
  var time: Float = 0.4
  /// Taken from a message that ends in a question: it asks more than it tells.
  var asking: Float = 0.1

  /// What the best conceivable message would get.
  var highest: Float { 1 + 2 * neighbour + 2 * secondNeighbour + session + voice + time }
}

/// Scores every message of a space for one question.
struct MessageRanking: Sendable {
  struct Candidate: Sendable, Hashable {
    let slot: Int
    let score: Float
  }

  /// Blended score of each slot before context.
  let base: [Float]
  /// Final score of each slot.
  let scores: [Float]
  /// Cosine of each slot's best chunk, 0 where there is none; empty without a query vector.
  let cosines: [Float]
  /// Cosines that count as 0 and as 1.
  let range: ClosedRange<Float>
  /// Lexical score that counts as 1.
  let lexicalScale: Float
  let weights: RecallWeights
  private let isLexicalOnly: Bool

  /// O(rows · dimension + slots).
  init(
    view: SpaceView, query: [Float]?, lexical: [(slot: Int, score: Double)], lexicalScale: Double,
    voices: Set<Int32>, time: TemporalReading, weights: RecallWeights
  ) {
    let table = view.table
    let count = table.count
    let (cosines, range) = Self.cosines(view.messages, query: query, slots: count)
    isLexicalOnly = query == nil
    let denseWeight = isLexicalOnly ? 0 : weights.dense
    let lexicalWeight = (1 - denseWeight) / Float(max(lexicalScale, .leastNormalMagnitude))
    let slope = denseWeight / max(range.upperBound - range.lowerBound, 1e-6)
    var base = [Float](repeating: 0, count: count)
    if !cosines.isEmpty {
      for slot in 0..<count where cosines[slot] > range.lowerBound {
        base[slot] = (cosines[slot] - range.lowerBound) * slope
      }
    }
    for match in lexical { base[match.slot] += Float(match.score) * lexicalWeight }
    var scores = base
    Self.addNeighbours(to: &scores, of: base, in: table, weights: weights)
    Self.addSessions(to: &scores, of: base, in: table, weight: weights.session)
    if !voices.isEmpty {
      let speakers = table.voices
      for slot in 0..<count where scores[slot] > 0 && voices.contains(speakers[slot]) {
        scores[slot] += weights.voice
      }
    }
    if !time.isEmpty {
      let times = table.times
      for slot in 0..<count { scores[slot] += weights.time * Float(time.weight(of: Date(milliseconds: times[slot]))) }
    }
    self.base = base
    self.scores = scores
    self.cosines = cosines
    self.range = range
    self.lexicalScale = Float(lexicalScale)
    self.weights = weights
  }

  /// A cosine on the scale of this question, 0…1 and a little above for one that beats every message.
  func dense(_ cosine: Float) -> Float {
    max(0, cosine - range.lowerBound) / max(range.upperBound - range.lowerBound, 1e-6)
  }

  /// `dense` as of ``dense(_:)``, `lexical` as the index gives it.
  func blend(dense: Float, lexical: Float) -> Float {
    let share = isLexicalOnly ? 0 : weights.dense
    return share * dense + (1 - share) * lexical / max(lexicalScale, .leastNormalMagnitude)
  }

  /// The `limit` best slots with a score above 0, best first; equal scores by later time, then later arrival.
  func best(_ limit: Int, in table: MessageTable) -> [Candidate] {
    var heap = BoundedHeap<Candidate>(limit: limit) { a, b in
      if a.score != b.score { return a.score > b.score }
      if table.times[a.slot] != table.times[b.slot] { return table.times[a.slot] > table.times[b.slot] }
      return table.ordinal(of: a.slot) > table.ordinal(of: b.slot)
    }
    for slot in scores.indices where scores[slot] > 0 {
      heap.offer(Candidate(slot: slot, score: scores[slot]))
    }
    return heap.sorted()
  }

  private static func addNeighbours(
    to scores: inout [Float], of base: [Float], in table: MessageTable, weights: RecallWeights
  ) {
    let previous = table.previous
    for slot in base.indices {
      let near = Int(previous[slot])
      guard near >= 0 else { continue }
      scores[slot] += weights.neighbour * base[near]
      scores[near] += weights.neighbour * base[slot]
      let far = Int(previous[near])
      guard far >= 0 else { continue }
      scores[slot] += weights.secondNeighbour * base[far]
      scores[far] += weights.secondNeighbour * base[slot]
    }
  }

  private static func addSessions(
    to scores: inout [Float], of base: [Float], in table: MessageTable, weight: Float
  ) {
    let sessions = table.sessions
    var best = [Float](repeating: 0, count: table.sessionCount)
    for slot in base.indices where base[slot] > best[Int(sessions[slot])] { best[Int(sessions[slot])] = base[slot] }
    for slot in base.indices { scores[slot] += weight * best[Int(sessions[slot])] }
  }

  private static func cosines(
    _ index: FlatIndex.Snapshot, query: [Float]?, slots: Int
  ) -> ([Float], ClosedRange<Float>) {
    // A query of another dimension or with a value that is not finite is no query.
    guard let query, index.count > 0, let rows = try? index.scores(of: query) else { return ([], 0...1) }
    var result = [Float](repeating: 0, count: slots)
    var lowest = Float.infinity
    var highest = -Float.infinity
    index.withKeys { keys in
      for row in 0..<keys.count {
        let slot = Int(keys[row])
        let score = rows[row]
        lowest = min(lowest, score)
        highest = max(highest, score)
        if slot < slots, result[slot] == 0 || score > result[slot] { result[slot] = score }
      }
    }
    return (result, DenseScale.range(lowest: lowest, highest: highest))
  }
}

/// Which cosines count as nothing and as everything for one question.
enum DenseScale {
  static func range(lowest: Float, highest: Float) -> ClosedRange<Float> {
    guard lowest.isFinite, highest.isFinite else { return 0...1 }
    let low = min(lowest, 0)
    return low...max(highest, low + 0.2)
  }
}

/// The best `limit` of what is offered. O(log limit) for each that gets in.
struct BoundedHeap<Element> {
  private let limit: Int
  private let isBetter: (Element, Element) -> Bool
  /// The worst kept stands first.
  private var items: [Element] = []

  init(limit: Int, isBetter: @escaping (Element, Element) -> Bool) {
    self.limit = limit
    self.isBetter = isBetter
    items.reserveCapacity(min(limit, 1024))
  }

  mutating func offer(_ element: Element) {
    if items.count < limit {
      items.append(element)
      var i = items.count - 1
      while i > 0, isBetter(items[(i - 1) / 2], items[i]) {
        items.swapAt(i, (i - 1) / 2)
        i = (i - 1) / 2
      }
    } else if let worst = items.first, isBetter(element, worst) {
      items[0] = element
      sink()
    }
  }

  /// Best first.
  func sorted() -> [Element] { items.sorted(by: isBetter) }

  private mutating func sink() {
    var i = 0
    while true {
      var worst = i
      for child in [2 * i + 1, 2 * i + 2] where child < items.count && isBetter(items[worst], items[child]) {
        worst = child
      }
      if worst == i { return }
      items.swapAt(i, worst)
      i = worst
    }
  }
}
