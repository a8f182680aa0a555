import Foundation
import MnemeCore

/// Okapi BM25 over posting lists, k1 = 1.2, b = 0.75, with the always positive inverse document frequency
/// `ln(1 + (N - n + 0.5) / (n + 0.5))` (Robertson and Zaragoza 2009, equation 3.15, in the variant of Lucene).
struct BM25Ranking {
  private static let k1 = 1.2
  private static let b = 0.75

  private let rows: Double
  private let averageLength: Double
  private var scores: [Int64: Double] = [:]
  private var current: [(document: Int64, frequency: Double)] = []

  /// - Parameters: number of documents and of terms in the space's index.
  init(rows: Int, terms: Int) {
    self.rows = Double(rows)
    averageLength = max(1, Double(terms) / Double(max(1, rows)))
  }

  /// One occurrence; all occurrences of a document come in a row.
  mutating func add(_ document: Int64) {
    if current.last?.document == document {
      current[current.count - 1].frequency += 1
    } else {
      current.append((document, 1))
    }
  }

  /// Scores the occurrences since the last call.
  mutating func endTerm() {
    let count = Double(current.count)
    let weight = log(1 + max(0, rows - count + 0.5) / (count + 0.5))
    for (document, frequency) in current {
      let length = LexicalTerms.length(document) / averageLength
      let saturation =
        frequency * (Self.k1 + 1) / (frequency + Self.k1 * (1 - Self.b + Self.b * length))
      scores[document, default: 0] += weight * saturation
    }
    current.removeAll(keepingCapacity: true)
  }

  /// Best first; equal scores by descending document number, the newer first.
  func best(_ limit: Int) -> [LexicalMatch] {
    scores.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key > $1.key }
      .prefix(limit)
      .map { LexicalMatch(key: LexicalTerms.key($0.key), score: $0.value) }
  }
}
