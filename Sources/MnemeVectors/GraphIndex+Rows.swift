import CVectorKernels
import Synchronization

/// Rows by their keys, not by their nearness.
extension GraphIndex {
  /// The best dot product with the query among the rows of each key, in the order of `keys`; -infinity for a key without
  /// rows. Approximate by the codes, as the scores of a search are. Waits for no insert and no save; a key that is being
  /// replaced may have no rows for a moment.
  /// - Throws: `dimensionMismatch`, `notFinite`.
  package func scores(of query: [Float], keys wanted: [Int64]) throws(VectorError) -> [Float] {
    try check(query: query)
    var best = [Float](repeating: -.infinity, count: wanted.count)
    guard !wanted.isEmpty else { return best }
    var numbers: [UInt32] = []
    var places: [Int32] = []
    numbers.reserveCapacity(wanted.count)
    places.reserveCapacity(wanted.count)
    keys.forEachRow(of: wanted) { place, row in
      numbers.append(UInt32(row))
      places.append(Int32(place))
    }
    for (score, place) in zip(scores(of: query, numbers: numbers), places) {
      best[Int(place)] = max(best[Int(place)], score)
    }
    return best
  }

  /// The dot products with rows spread evenly over the index, `count` at most, removed ones left out: how the query lies to
  /// the whole. O(count).
  /// - Throws: `dimensionMismatch`, `notFinite`.
  package func sampleScores(of query: [Float], count: Int) throws(VectorError) -> [Float] {
    try check(query: query)
    let rows = rowCount
    guard rows > 0, count > 0 else { return [] }
    let step = max(1, rows / count)
    let numbers = stride(from: 0, to: rows, by: step).prefix(count).filter { !storage.isRemoved($0) }
    return scores(of: query, numbers: numbers.map { UInt32($0) })
  }

  /// The rows of a key as their codes have them, oldest first, one behind the other; empty for an unknown key.
  package func vectors(ofKey key: Int64) -> [Float] {
    var rows: [Int] = []
    keys.forEachRow(of: [key]) { rows.append($1) }
    let dimension = parameters.dimension
    var values: [Float] = []
    values.reserveCapacity(rows.count * dimension)
    for row in rows.reversed() {
      let (codes, scale) = (storage.codes(row), storage.scale(row).pointee)
      for column in 0..<dimension { values.append(Float(codes[column]) * scale) }
    }
    return values
  }

  /// The keys that have rows, ascending, each once. O(rows log rows).
  package func livingKeys() -> [Int64] {
    var keys: [Int64] = []
    keys.reserveCapacity(count)
    for row in 0..<rowCount where !storage.isRemoved(row) { keys.append(storage.key(row).pointee) }
    keys.sort()
    var distinct = 0
    for place in keys.indices where place == 0 || keys[place] != keys[distinct - 1] {
      keys[distinct] = keys[place]
      distinct += 1
    }
    keys.removeLast(keys.count - distinct)
    return keys
  }

  private func check(query: [Float]) throws(VectorError) {
    guard query.count == parameters.dimension else { throw .query(query.count, dimension: parameters.dimension) }
    if VectorKernels.largestMagnitude(query, query.count) == .infinity { throw .notFinite }
  }

  private func scores(of query: [Float], numbers: [UInt32]) -> [Float] {
    let (codes, scale) = VectorKernels.quantised(query)
    let block = GraphScratch.places
    return [Float](unsafeUninitializedCapacity: numbers.count) { buffer, initialised in
      numbers.withUnsafeBufferPointer { numbers in
        guard let first = numbers.baseAddress, let scores = buffer.baseAddress else { return }
        for start in stride(from: 0, to: numbers.count, by: block) {
          mneme_score_i8_gather(
            storage.path, codes, scale, storage.matrix, first + start, min(block, numbers.count - start), scores + start
          )
        }
      }
      initialised = numbers.count
    }
  }
}
