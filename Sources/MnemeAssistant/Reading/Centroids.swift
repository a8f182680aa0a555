/// The middles of groups of examples in an encoder's space; a vector belongs to the class of the nearest middle. A class may have
/// several groups.
struct Centroids<Label: Sendable & Hashable>: Sendable {
  private let labels: [Label]
  /// Unit vectors.
  private let middles: [[Float]]

  /// - Parameter groups: unit vectors of each; groups without one are left out.
  init(_ groups: [(label: Label, vectors: [[Float]])]) {
    let known = groups.filter { !$0.vectors.isEmpty }
    labels = known.map(\.label)
    middles = known.map { Self.middle(of: $0.vectors) }
  }

  /// The nearest class, and how far its cosine is ahead of the next class's: 0…1. Nil without groups, or for a vector of another
  /// dimension. O(groups · dimension).
  func nearest(to vector: [Float]) -> (label: Label, lead: Double)? {
    guard let first = middles.first, first.count == vector.count else { return nil }
    let cosines = middles.map { zip($0, vector).reduce(Float(0)) { $0 + $1.0 * $1.1 } }
    guard let best = cosines.indices.max(by: { cosines[$0] < cosines[$1] }) else { return nil }
    let next = cosines.indices.filter { labels[$0] != labels[best] }.map { cosines[$0] }.max()
    return (labels[best], Double(min(max(cosines[best] - (next ?? 0), 0), 1)))
  }

  private static func middle(of vectors: [[Float]]) -> [Float] {
    var sum = [Float](repeating: 0, count: vectors[0].count)
    for vector in vectors {
      for place in sum.indices { sum[place] += vector[place] }
    }
    let norm = sum.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
    return norm > 0 ? sum.map { $0 / norm } : sum
  }
}
