import MnemeVectors

/// The vectors of one source at one moment; a value that any number of recalls may read. Keys are ordinals. Rows that are just
/// going into the graph are both in it and in the tail.
struct VectorView: Sendable {
  let graph: GraphIndex?
  /// Keys whose rows in the graph are wrong but cannot be removed before a step has ended.
  let stale: Set<Int64>
  let tail: [FlatIndex.Snapshot]

  /// Rows, those under way counted twice.
  var count: Int { tail.reduce(graph?.count ?? 0) { $0 + $1.count } }

  /// The `k` rows with the highest cosines, best first, equal ones by the lower key; exact in the tail, approximate in the graph.
  /// - Parameter distinctKeys: whether each key is named once, with its best row.
  /// - Throws: `dimensionMismatch`, `notFinite`.
  func topK(_ query: [Float], k: Int, distinctKeys: Bool = false) throws(VectorError) -> [FlatIndex.Match] {
    if graph == nil, tail.count == 1 { return try tail[0].topK(query, k: k, distinctKeys: distinctKeys) }
    var found: [FlatIndex.Match] = []
    if let graph {
      found = try graph.search(
        query, k: k, ef: max(k, GraphIndex.defaultBreadth), distinctKeys: distinctKeys, where: isRight)
    }
    for chunk in tail { found += try chunk.topK(query, k: k, distinctKeys: distinctKeys) }
    found.sort { ($1.score, $0.key, $0.row) < ($0.score, $1.key, $1.row) }
    guard distinctKeys else { return Array(found.prefix(k)) }
    var seen: Set<Int64> = []
    var best: [FlatIndex.Match] = []
    for match in found where best.count < k && seen.insert(match.key).inserted { best.append(match) }
    return best
  }

  /// Whether scores come from codes of one byte, which the store's vectors can better.
  var isApproximate: Bool { graph != nil }

  /// Nil where every row of the graph is right.
  var isRight: ((Int64) -> Bool)? { stale.isEmpty ? nil : { !stale.contains($0) } }

  /// The first row of a key, as it is kept; nil for a key without rows. O(rows of the tail).
  func vector(ofKey key: Int64) -> [Float]? {
    for chunk in tail {
      if let row = chunk.withKeys({ $0.firstIndex(of: key) }) { return chunk.vector(ofRow: row) }
    }
    guard let graph, !stale.contains(key) else { return nil }
    let values = graph.vectors(ofKey: key)
    return values.isEmpty ? nil : Array(values.prefix(graph.parameters.dimension))
  }
}
