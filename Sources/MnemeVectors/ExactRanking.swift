/// The second stage of a search: candidates that an approximate stage found get exact scores.
package enum ExactRanking {
  /// How many candidates to ask the first stage for, for each place of the answer. Rows of one-byte codes need 2 or so to
  /// lose nothing that counts (measured on sentence embeddings, where the codes' error is a tenth of the distance between
  /// the tenth and the twentieth best score); the rest is reserve.
  package static let oversampling = 4

  /// The best `k` of the candidates by their exact scores, best first; equal ones by the lower key, then the lower row.
  ///
  /// - Parameter scores: answers one score for each candidate, in their order, by its row or its key; one that is not a
  ///   number counts as -infinity. What it throws is passed on.
  /// - Throws: `VectorError` (`bufferMismatch`) when there are not as many scores as candidates.
  package static func best(
    _ k: Int, of candidates: [FlatIndex.Match], scores: ([FlatIndex.Match]) throws -> [Float]
  ) throws -> [FlatIndex.Match] {
    guard k > 0, !candidates.isEmpty else { return [] }
    let exact = try scores(candidates)
    guard exact.count == candidates.count else { throw VectorError.buffer(exact.count, rows: candidates.count) }
    let matches = zip(candidates, exact).map { candidate, score in
      FlatIndex.Match(key: candidate.key, score: score.isNaN ? -.infinity : score, row: candidate.row)
    }
    return Array(matches.sorted { ($1.score, $0.key, $0.row) < ($0.score, $1.key, $1.row) }.prefix(k))
  }
}

extension FlatIndex.Snapshot {
  /// ``topK(_:k:distinctKeys:where:)-([Float],_,_,_)`` in two stages: the scan finds `k * oversampling` candidates, `exact`
  /// decides among them.
  /// - Throws: as the first stage, and as ``ExactRanking/best(_:of:scores:)``.
  package func topK(
    _ query: [Float], k: Int, distinctKeys: Bool = false, oversampling: Int = ExactRanking.oversampling,
    where accepts: ((Int64) -> Bool)? = nil, exact: ([FlatIndex.Match]) throws -> [Float]
  ) throws -> [FlatIndex.Match] {
    let places = candidates(k, oversampling)
    let candidates = try topK(query, k: places, distinctKeys: distinctKeys, where: accepts)
    return try ExactRanking.best(k, of: candidates, scores: exact)
  }

  /// The dot products of some rows, each in `0 ..< count`, in the order given: exact scores when this index keeps the
  /// same rows at the same places as that of the first stage, in full precision.
  /// - Throws: `dimensionMismatch`, `notFinite`.
  package func scores(of query: [Float], rows: [Int]) throws(VectorError) -> [Float] {
    let error = query.withUnsafeBufferPointer(fault)
    if let error { throw error }
    return query.withUnsafeBufferPointer { query in
      [Float](unsafeUninitializedCapacity: rows.count) { buffer, initialised in
        guard let query = query.baseAddress, let target = buffer.baseAddress else { return }
        storage.withPrepared(query) { query in
          for (place, row) in rows.enumerated() {
            precondition(row >= 0 && row < count, "row out of range")
            storage.dot(query, first: row, count: 1, into: target + place)
          }
        }
        initialised = rows.count
      }
    }
  }
}

extension GraphIndex {
  /// ``search(_:k:ef:distinctKeys:method:where:)-([Float],_,_,_,_,_)`` in two stages: the graph finds `k * oversampling`
  /// candidates, `exact` decides among them.
  /// - Throws: as the first stage, and as ``ExactRanking/best(_:of:scores:)``.
  package func search(
    _ query: [Float], k: Int, ef: Int = GraphIndex.defaultBreadth, distinctKeys: Bool = false,
    oversampling: Int = ExactRanking.oversampling, method: Method = .automatic,
    where accepts: ((Int64) -> Bool)? = nil, exact: ([Match]) throws -> [Float]
  ) throws -> [Match] {
    let candidates = try search(
      query, k: candidates(k, oversampling), ef: ef, distinctKeys: distinctKeys, method: method, where: accepts)
    return try ExactRanking.best(k, of: candidates, scores: exact)
  }
}

private func candidates(_ k: Int, _ oversampling: Int) -> Int {
  let (product, overflow) = max(k, 0).multipliedReportingOverflow(by: max(oversampling, 1))
  return overflow ? .max : product
}
