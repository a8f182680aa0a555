extension FlatIndex {
  /// A row found by a query.
  package struct Match: Sendable, Hashable {
    package let key: Int64
    /// The dot product with the query. Products too large for a `Float` may make it infinite; one that is not a
    /// number (infinities of both signs met) counts as -infinity.
    package let score: Float
    /// The row's number in the snapshot that was searched.
    package let row: Int

    package init(key: Int64, score: Float, row: Int) {
      self.key = key
      self.score = score
      self.row = row
    }
  }

  /// An index's rows at one moment; a value that any number of threads may read. Rows are numbered from 0 in the order
  /// of appending, but for those that removals have moved.
  package struct Snapshot: Sendable {
    let storage: RowStorage
    /// The number of rows.
    package let count: Int

    package var dimension: Int { storage.dimension }
    package var element: VectorElement { storage.element }

    /// The key of a row in `0 ..< count`.
    package func key(ofRow row: Int) -> Int64 {
      precondition(row >= 0 && row < count, "row out of range")
      return storage.keys[row]
    }

    /// Reads all keys in row order; the buffer is valid during the call only.
    package func withKeys<Result>(_ body: (UnsafeBufferPointer<Int64>) -> Result) -> Result {
      withExtendedLifetime(storage) { body(UnsafeBufferPointer(start: storage.keys, count: count)) }
    }

    /// Reads the whole matrix as it is kept, row after row, `count * dimension` values of the element type; the buffer is
    /// valid during the call only.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
      withExtendedLifetime(storage) {
        body(UnsafeRawBufferPointer(start: storage.values, count: count * storage.rowBytes))
      }
    }

    /// The values of a row in `0 ..< count`, as kept (half precision has rounded them).
    package func vector(ofRow row: Int) -> [Float] {
      precondition(row >= 0 && row < count, "row out of range")
      return [Float](unsafeUninitializedCapacity: dimension) { buffer, initialised in
        if let target = buffer.baseAddress { storage.read(row: row, into: target) }
        initialised = dimension
      }
    }

    // MARK: Queries

    /// The `k` rows with the highest dot products, best first; fewer when there are fewer rows. Equal scores are
    /// ordered by the lower key, then the lower row. O(rows · (dimension + log k)), no allocation beyond the answer.
    ///
    /// - Parameters:
    ///   - distinctKeys: whether each key is named once, with its best row: then the answer has `k` keys where
    ///     otherwise the chunks of one text might fill it.
    ///   - accepts: says of a key whether its rows may be in the answer. Called only for rows good enough to get in.
    /// - Throws: `dimensionMismatch`, `notFinite`.
    package func topK(
      _ query: [Float], k: Int, distinctKeys: Bool = false, where accepts: ((Int64) -> Bool)? = nil
    ) throws(VectorError) -> [Match] {
      let error = query.withUnsafeBufferPointer(fault)
      if let error { throw error }
      return query.withUnsafeBufferPointer { search($0, k: k, distinctKeys: distinctKeys, accepts: accepts) }
    }

    /// ``topK(_:k:distinctKeys:where:)-([Float],_,_,_)`` for a query in memory of the caller's.
    package func topK(
      _ query: UnsafeBufferPointer<Float>, k: Int, distinctKeys: Bool = false, where accepts: ((Int64) -> Bool)? = nil
    ) throws(VectorError) -> [Match] {
      if let error = fault(in: query) { throw error }
      return search(query, k: k, distinctKeys: distinctKeys, accepts: accepts)
    }

    /// Writes the dot product of every row, in row order; `scores` has exactly `count` places.
    /// - Throws: `dimensionMismatch`, `notFinite`, `bufferMismatch`.
    package func scores(of query: [Float], into scores: UnsafeMutableBufferPointer<Float>) throws(VectorError) {
      let error = query.withUnsafeBufferPointer { query -> VectorError? in
        if let error = fault(in: query) ?? fault(inBuffer: scores.count) { return error }
        if count > 0, let query = query.baseAddress, let target = scores.baseAddress {
          storage.withPrepared(query) { storage.dot($0, first: 0, count: count, into: target) }
        }
        return nil
      }
      if let error { throw error }
    }

    /// The dot product of every row, in row order.
    /// - Throws: `dimensionMismatch`, `notFinite`.
    package func scores(of query: [Float]) throws(VectorError) -> [Float] {
      var error: VectorError?
      let result = query.withUnsafeBufferPointer { query in
        [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
          error = fault(in: query)
          guard error == nil, count > 0, let query = query.baseAddress, let target = buffer.baseAddress else { return }
          storage.withPrepared(query) { storage.dot($0, first: 0, count: count, into: target) }
          initialised = count
        }
      }
      if let error { throw error }
      return result
    }

    func fault(in query: UnsafeBufferPointer<Float>) -> VectorError? {
      guard query.count == dimension, let values = query.baseAddress else {
        return .query(query.count, dimension: dimension)
      }
      return VectorKernels.largestMagnitude(values, dimension) == .infinity ? .notFinite : nil
    }

    private func fault(inBuffer places: Int) -> VectorError? {
      places == count ? nil : .buffer(places, rows: count)
    }

    private func search(
      _ query: UnsafeBufferPointer<Float>, k: Int, distinctKeys: Bool, accepts: ((Int64) -> Bool)?
    ) -> [Match] {
      let places = min(k, count)
      guard places > 0, let query = query.baseAddress else { return [] }
      // The answer's own memory is the heap, and the block's scores are on the stack.
      return [Match](unsafeUninitializedCapacity: places) { buffer, initialised in
        var best = BestMatches(buffer: buffer, distinctKeys: distinctKeys)
        storage.withPrepared(query) { query in
          withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.blockRows) { scores in
            guard let scores = scores.baseAddress else { return }
            var first = 0
            while first < count {
              let rows = min(Self.blockRows, count - first)
              storage.dot(query, first: first, count: rows, into: scores)
              best.offer(scores, keys: storage.keys + first, rows: rows, firstRow: first, accepts: accepts)
              first += rows
            }
          }
        }
        initialised = best.finish()
      }
    }

    /// Rows scored between two looks at the scores: 1 KiB, the most that is kept on the stack.
    private static let blockRows = 256
  }

  // MARK: Queries on the rows as they are now

  /// ``Snapshot/topK(_:k:distinctKeys:where:)-([Float],_,_,_)`` over the rows as they are now.
  package func topK(
    _ query: [Float], k: Int, distinctKeys: Bool = false, where accepts: ((Int64) -> Bool)? = nil
  ) throws(VectorError) -> [Match] {
    try snapshot().topK(query, k: k, distinctKeys: distinctKeys, where: accepts)
  }

  /// ``Snapshot/scores(of:)`` over the rows as they are now. Take a snapshot to know which row is whose.
  package func scores(of query: [Float]) throws(VectorError) -> [Float] {
    try snapshot().scores(of: query)
  }
}
