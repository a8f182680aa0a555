import Foundation
import MnemeCore

/// Okapi BM25 over posting lists, k1 = 1.2, b = 0.75, with the always positive inverse document frequency
/// `ln(1 + (N - n + 0.5) / (n + 0.5))` (Robertson and Zaragoza 2009, equation 3.15, in the variant of Lucene).
struct BM25Ranking {
  private static let k1 = 1.2
  private static let b = 0.75

  private let rows: Double
  private let averageLength: Double
  private var weights: [Double] = []
  private var scores: [Int64: Double] = [:]
  private var current: (term: Int, document: Int64, frequency: Double)?

  /// - Parameters: number of documents and of terms in the space's index.
  init(rows: Int, terms: Int) {
    self.rows = Double(rows)
    averageLength = max(1, Double(terms) / Double(max(1, rows)))
  }

  /// Announces the next term, which this many documents contain.
  mutating func expect(documents: Int) {
    let count = Double(documents)
    weights.append(log(1 + max(0, rows - count + 0.5) / (count + 0.5)))
  }

  /// One occurrence of a term in a document. Occurrences in the same document come one after the other.
  mutating func add(_ document: Int64, term: Int) {
    if let last = current, last.document == document, last.term == term {
      current?.frequency += 1
    } else {
      settle()
      current = (term, document, 1)
    }
  }

  private mutating func settle() {
    guard let (term, document, frequency) = current else { return }
    let length = LexicalTerms.length(document) / averageLength
    let saturation =
      frequency * (Self.k1 + 1) / (frequency + Self.k1 * (1 - Self.b + Self.b * length))
    scores[document, default: 0] += weights[term] * saturation
  }

  /// Best first; equal scores by descending document number, the newer first.
  mutating func best(_ limit: Int) -> [LexicalMatch] {
    settle()
    current = nil
    return scores.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key > $1.key }
      .prefix(limit)
      .map { LexicalMatch(key: LexicalTerms.key($0.key), score: $0.value) }
  }
}
