import CVectorKernels
import Synchronization

extension GraphIndex {
  /// How a search goes about it.
  package enum Method: Sendable {
    /// Through the graph; all rows one after the other where that is less work: when they are few for `ef`, or when a
    /// filter or removals leave so few that the walk has no end.
    case automatic
    /// Through the graph in any case.
    case graph
    /// All rows: exact but for the codes.
    case scan
  }

  /// Up to so many rows for each of `ef` a scan is the faster way: a walk scores about 20 for each, and scoring a row
  /// anywhere in memory takes two to three times as long as the next one. From measurements.
  static let rowsPerBreadth = 64

  /// The `k` rows with the highest scores, as far as the graph leads to them, best first; fewer when there are fewer rows.
  /// Equal scores are ordered by the lower key, then the lower row.
  ///
  /// - Parameters:
  ///   - ef: how many of the best rows the search keeps in sight (ef of the paper), at least `k`: the larger, the fewer are
  ///     missed and the longer it takes, about in proportion.
  ///   - distinctKeys: whether each key is named once, with its best row.
  ///   - accepts: says of a key whether its rows may be in the answer; called for rows on the way, too.
  /// - Throws: `dimensionMismatch`, `notFinite`.
  package func search(
    _ query: [Float], k: Int, ef: Int = GraphIndex.defaultBreadth, distinctKeys: Bool = false,
    method: Method = .automatic, where accepts: ((Int64) -> Bool)? = nil
  ) throws(VectorError) -> [Match] {
    let result = query.withUnsafeBufferPointer { query in
      Result { () throws(VectorError) in
        try search(query, k: k, ef: ef, distinctKeys: distinctKeys, method: method, where: accepts)
      }
    }
    return try result.get()
  }

  /// ``search(_:k:ef:distinctKeys:method:where:)-([Float],_,_,_,_,_)`` for a query in memory of the caller's.
  package func search(
    _ query: UnsafeBufferPointer<Float>, k: Int, ef: Int = GraphIndex.defaultBreadth, distinctKeys: Bool = false,
    method: Method = .automatic, where accepts: ((Int64) -> Bool)? = nil
  ) throws(VectorError) -> [Match] {
    let dimension = parameters.dimension
    guard query.count == dimension, let values = query.baseAddress else {
      throw .query(query.count, dimension: dimension)
    }
    if VectorKernels.largestMagnitude(values, dimension) == .infinity { throw .notFinite }
    // The entry first: the rows published by then contain it.
    let entry = storage.entry.load(ordering: .acquiring)
    let rows = storage.published.load(ordering: .acquiring)
    guard k > 0, rows > 0 else { return [] }

    let scratch = scratches.withLock { $0.popLast() } ?? GraphScratch(dimension: dimension)
    defer { scratches.withLock { if $0.count < Self.keptScratches { $0.append(scratch) } } }
    let scale = mneme_quantise_i8(values, dimension, scratch.query)
    let walk = GraphSearch(
      storage: storage, scratch: scratch, rows: rows, query: UnsafePointer(scratch.query), queryScale: scale)
    var breadth = max(min(max(ef, k), rows), 1)
    while method != .scan, method == .graph || breadth < rows / Self.rowsPerBreadth {
      let visits = method == .graph ? .max : rows / 2
      guard let found = walk.matches(entry: entry, breadth: breadth, visits: visits, accepts: accepts) else { break }
      let answer = Self.best(k, of: found, distinctKeys: distinctKeys)
      // Rows of the same keys may have filled the answer: then farther ones are wanted.
      if !distinctKeys || answer.count == k || found.count < breadth || breadth == rows { return answer }
      breadth = min(4 * breadth, rows)
    }
    return walk.scan(k: min(k, rows), distinctKeys: distinctKeys, accepts: accepts)
  }

  /// Recall@10 of 0.98 and more up to a million rows that lie as sentence embeddings do, in half a millisecond there
  /// (Zen 4, one core); 128 does for 100,000.
  package static let defaultBreadth = 400

  /// Scratch memory is kept for so many searches at a time.
  private static let keptScratches = 8

  private static func best(_ k: Int, of matches: [Match], distinctKeys: Bool) -> [Match] {
    let sorted = matches.sorted { ($1.score, $0.key, $0.row) < ($0.score, $1.key, $1.row) }
    guard distinctKeys else { return Array(sorted.prefix(k)) }
    var seen: Set<Int64> = []
    var answer: [Match] = []
    for match in sorted where answer.count < k && seen.insert(match.key).inserted { answer.append(match) }
    return answer
  }
}

extension GraphSearch {
  /// The best rows in no order that counts, or nil when more than `visits` had to be scored.
  func matches(
    entry: UInt64, breadth: Int, visits: Int, accepts: ((Int64) -> Bool)?
  ) -> [FlatIndex.Match]? {
    let start = descend(from: Int(entry & 0xffff_ffff), top: Int(entry >> 32), to: 0)
    let storage = storage
    let hasRemovals = storage.removed.load(ordering: .relaxed) > 0
    var filter: Filter?
    if let accepts {
      filter = { !storage.isRemoved($0) && accepts(storage.key($0).pointee) }
    } else if hasRemovals {
      filter = { !storage.isRemoved($0) }
    }
    guard explore(from: start, layer: 0, breadth: breadth, visits: visits, filter: filter) else { return nil }
    return scratch.results.sorted().map { bits in
      let found = RankedRow(bits: ~bits)
      return FlatIndex.Match(key: storage.key(found.row).pointee, score: found.score, row: found.row)
    }
  }

  /// The best of all rows, best first.
  func scan(k: Int, distinctKeys: Bool, accepts: ((Int64) -> Bool)?) -> [FlatIndex.Match] {
    let hasRemovals = storage.removed.load(ordering: .relaxed) > 0
    let dimension = storage.parameters.dimension
    return [FlatIndex.Match](unsafeUninitializedCapacity: k) { buffer, initialised in
      var best = BestMatches(buffer: buffer, distinctKeys: distinctKeys)
      var first = 0
      // A block holds a whole number of these.
      while first < rows {
        let count = min(GraphScratch.places, rows - first)
        mneme_score_i8(
          storage.path, query, queryScale, storage.codes(first), storage.scale(first), count, dimension, scratch.scores)
        if hasRemovals {
          offerLiving(first..<first + count, to: &best, accepts: accepts)
        } else {
          best.offer(scratch.scores, keys: storage.key(first), rows: count, firstRow: first, accepts: accepts)
        }
        first += count
      }
      initialised = best.finish()
    }
  }

  private func offerLiving(
    _ range: Range<Int>, to best: inout BestMatches, accepts: ((Int64) -> Bool)?
  ) {
    for row in range where !storage.isRemoved(row) {
      best.offer(
        scratch.scores + (row - range.lowerBound), keys: storage.key(row), rows: 1, firstRow: row, accepts: accepts)
    }
  }
}
