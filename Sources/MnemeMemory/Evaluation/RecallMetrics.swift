import Foundation

/// How well a ranked list finds the evidence of a question.
package struct RecallMetrics: Sendable, Hashable {
  package let recall: [Int: Double]
  package let hit: [Int: Double]
  package let ndcgAt10: Double
  package let reciprocalRank: Double

  /// - Parameters:
  ///   - ranked: ids, best first, each once.
  ///   - evidence: not empty; doubles count once.
  ///   - cuts: values of k for recall@k and hit@k.
  package init(ranked: [String], evidence: [String], cuts: [Int]) {
    let wanted = Set(evidence)
    let found = ranked.enumerated().filter { wanted.contains($0.element) }.map(\.offset)
    var recall: [Int: Double] = [:]
    var hit: [Int: Double] = [:]
    for k in Set(cuts).union([10]) {
      let count = found.count { $0 < k }
      recall[k] = wanted.isEmpty ? 0 : Double(count) / Double(wanted.count)
      hit[k] = count > 0 ? 1 : 0
    }
    self.recall = recall
    self.hit = hit
    let gain = found.filter { $0 < 10 }.reduce(0.0) { $0 + 1 / log2(Double($1) + 2) }
    let ideal = (0..<min(10, wanted.count)).reduce(0.0) { $0 + 1 / log2(Double($1) + 2) }
    ndcgAt10 = ideal > 0 ? gain / ideal : 0
    reciprocalRank = found.first.map { 1 / Double($0 + 1) } ?? 0
  }
}

/// Means of metrics over questions.
package struct RecallSummary: Sendable, Hashable {
  package private(set) var count = 0
  private var sums: [String: Double] = [:]

  package init() {}

  package mutating func add(_ metrics: RecallMetrics) {
    count += 1
    for (k, value) in metrics.recall { sums["recall@\(k)", default: 0] += value }
    for (k, value) in metrics.hit { sums["hit@\(k)", default: 0] += value }
    sums["ndcg@10", default: 0] += metrics.ndcgAt10
    sums["mrr", default: 0] += metrics.reciprocalRank
  }

  /// Adds the questions of another summary.
  package mutating func add(_ other: RecallSummary) {
    count += other.count
    sums.merge(other.sums, uniquingKeysWith: +)
  }

  package func mean(_ name: String) -> Double {
    count == 0 ? 0 : (sums[name] ?? 0) / Double(count)
  }
}
