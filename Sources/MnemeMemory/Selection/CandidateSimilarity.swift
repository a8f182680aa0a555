import MnemeVectors

/// How alike candidates are, 0…1: the cosine of their vectors where both have one, else how many of their terms they
/// share (Jaccard 1901).
///
/// A negative cosine counts as 0: two texts can be no more different than unrelated.
package struct CandidateSimilarity: Sendable {
  package let count: Int
  /// Rows of unit vectors; nil when no candidate has one.
  private let vectors: FlatIndex.Snapshot?
  /// Row of each candidate in `vectors`, −1 for none.
  private let rows: [Int]
  /// Distinct terms of each candidate, as ascending numbers.
  private let terms: [[Int32]]

  /// - Parameters:
  ///   - vectors: of length 1, one place per candidate. All of the dimension of the first; others, and such that hold
  ///     something that is no finite number, count as none.
  ///   - terms: analysed terms, one list per candidate, repeats allowed.
  package init(vectors: [[Float]?], terms: [[String]]) {
    precondition(vectors.count == terms.count, "One vector place and one term list for each candidate.")
    count = vectors.count
    (self.vectors, rows) = Self.matrix(vectors)
    var numbers: [String: Int32] = [:]
    self.terms = terms.map { list in
      var known: [Int32] = []
      known.reserveCapacity(list.count)
      for term in list {
        let number = numbers[term] ?? Int32(numbers.count)
        numbers[term] = number
        known.append(number)
      }
      known.sort()
      var distinct: [Int32] = []
      for number in known where distinct.last != number { distinct.append(number) }
      return distinct
    }
  }

  /// Writes the similarity of candidate `index` to every candidate, itself included, in their order. O(values + terms).
  package func write(similaritiesOf index: Int, into result: inout [Double]) {
    result.removeAll(keepingCapacity: true)
    var cosines: [Float] = []
    if let vectors, rows[index] >= 0 {
      // The row was accepted by the same index, so it has its dimension and is finite.
      cosines = (try? vectors.scores(of: vectors.vector(ofRow: rows[index]))) ?? []
    }
    for other in 0..<count {
      if !cosines.isEmpty, rows[other] >= 0 {
        result.append(Double(min(1, max(0, cosines[rows[other]]))))
      } else {
        result.append(Self.jaccard(terms[index], terms[other]))
      }
    }
  }

  /// 0 when neither has a term.
  static func jaccard(_ a: [Int32], _ b: [Int32]) -> Double {
    var (i, j, shared) = (0, 0, 0)
    while i < a.count, j < b.count {
      if a[i] == b[j] {
        shared += 1
        i += 1
        j += 1
      } else if a[i] < b[j] {
        i += 1
      } else {
        j += 1
      }
    }
    let union = a.count + b.count - shared
    return union == 0 ? 0 : Double(shared) / Double(union)
  }

  private static func matrix(_ vectors: [[Float]?]) -> (FlatIndex.Snapshot?, [Int]) {
    var rows = [Int](repeating: -1, count: vectors.count)
    let first = vectors.lazy.compactMap { $0 }.first { !$0.isEmpty }
    // A dimension that no index can have is that of no vector.
    guard let dimension = first?.count, let index = try? FlatIndex(dimension: dimension) else { return (nil, rows) }
    for (candidate, vector) in vectors.enumerated() {
      guard let vector else { continue }
      do throws(VectorError) {
        try index.append(vector, keys: [Int64(candidate)])
        rows[candidate] = index.count - 1
      } catch {
        // Another dimension or not finite: compared by its terms.
        rows[candidate] = -1
      }
    }
    return (index.snapshot(), rows)
  }
}
