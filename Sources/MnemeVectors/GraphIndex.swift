import CVectorKernels
import Synchronization

/// An approximate index: a hierarchical navigable small world graph (HNSW; Malkov and Yashunin, "Efficient and robust
/// approximate nearest neighbor search using Hierarchical Navigable Small World graphs", 2016, IEEE TPAMI 2018) over
/// rows kept as codes of one byte (see ``VectorElement/int8``).
///
/// Rows are meant to have length 1: then the score is the cosine similarity. Each carries a key of the caller's; several
/// may carry the same one. Scores are approximate by the codes, and a few of the best rows may be missed: `ef` decides how
/// few. A row takes dimension + 8 · degree + 25 bytes or so: 540 with 384 dimensions and a degree of 16.
///
/// It may be used from any thread. Searches take no lock and wait for nobody, whatever is inserted meanwhile: each
/// looks at the rows that were complete when it began. Changes wait for one another; a batch lets others in between its
/// rows, and a save keeps them out until it is done.
package final class GraphIndex: Sendable {
  package typealias Match = FlatIndex.Match

  package let parameters: GraphParameters
  let storage: GraphStorage
  let builder: Mutex<GraphBuilder>
  let keys: KeyRows
  let scratches = Mutex<[GraphScratch]>([])

  package convenience init(_ parameters: GraphParameters) {
    self.init(parameters, kernels: .fastest)
  }

  /// With a choice of inner loops, for tests.
  package init(_ parameters: GraphParameters, kernels: VectorKernels) {
    self.parameters = parameters
    storage = GraphStorage(parameters: parameters, path: kernels.path)
    keys = KeyRows(storage: storage)
    builder = Mutex(GraphBuilder(storage: storage, keys: keys))
  }

  /// For what was read from a file.
  init(storage: GraphStorage, keys: KeyRows, builder: sending GraphBuilder) {
    parameters = storage.parameters
    self.storage = storage
    self.keys = keys
    self.builder = Mutex(builder)
  }

  /// The number of rows, removed ones included.
  package var rowCount: Int { storage.published.load(ordering: .acquiring) }

  /// The number of rows that a search may find.
  package var count: Int {
    let removed = storage.removed.load(ordering: .relaxed)
    return max(0, rowCount - removed)
  }

  /// The share of rows that were removed, in 0…1. They take memory and lengthen searches until the index is built anew
  /// (``insertRows(of:from:limit:)``), which pays from about a third.
  package var removedShare: Double {
    let rows = rowCount
    return rows == 0 ? 0 : 1 - Double(count) / Double(rows)
  }

  /// The bytes held, room for the rows of the last block included (pages never touched are not resident).
  package var byteCount: Int { storage.byteCount + keys.byteCount }

  // MARK: Changing

  /// Adds rows: `keys.count * parameters.dimension` values. Either all are refused or all added, one after the other:
  /// searches find each as soon as it is linked. O(log rows) steps through the graph for each.
  /// - Throws: `dimensionMismatch`, `notFinite`, `tooManyRows`.
  package func insert(_ rows: UnsafeBufferPointer<Float>, keys: UnsafeBufferPointer<Int64>) throws(VectorError) {
    try check(rows, keys: keys.count)
    guard let values = rows.baseAddress else { return }
    let dimension = parameters.dimension
    for index in 0..<keys.count {
      builder.withLock {
        $0.insert(key: keys[index]) { mneme_quantise_i8(values + index * dimension, dimension, $0) }
      }
    }
  }

  /// ``insert(_:keys:)-(UnsafeBufferPointer<Float>,_)`` for arrays.
  package func insert(_ rows: [Float], keys: [Int64]) throws(VectorError) {
    // A closure that rethrows would widen the typed error, hence the result instead.
    let result = rows.withUnsafeBufferPointer { rows in
      keys.withUnsafeBufferPointer { keys in
        Result { () throws(VectorError) in try insert(rows, keys: keys) }
      }
    }
    try result.get()
  }

  /// Removes every row with this key: searches find them no longer, but still pass through them. O(rows of the key).
  /// - Returns: the number of rows removed.
  @discardableResult
  package func remove(key: Int64) -> Int {
    builder.withLock { $0.remove(key: key) }
  }

  /// Removes every row that ever had one of these keys, those that were removed or replaced before included: files written
  /// from now on hold nothing of their values. What is in memory stays there, unreachable, until the index is loaded again
  /// or built anew. O(rows) over the keys alone.
  /// - Returns: the number of rows erased.
  @discardableResult
  package func erase(keys: Set<Int64>) -> Int {
    keys.isEmpty ? 0 : builder.withLock { $0.erase(keys: keys) }
  }

  /// Puts `rows` (zero or more, one behind the other) in the place of every row with this key. A search meanwhile may
  /// find old rows and new ones, or only some of the new, but never none.
  /// - Returns: the number of rows replaced, 0 when the key was new.
  /// - Throws: as ``insert(_:keys:)-([Float],_)``, and then nothing is removed.
  @discardableResult
  package func replace(key: Int64, with rows: [Float]) throws(VectorError) -> Int {
    let dimension = parameters.dimension
    let count = rows.count / dimension
    let error = rows.withUnsafeBufferPointer { fault(in: $0, keys: count) }
    if let error { throw error }
    return rows.withUnsafeBufferPointer { rows in
      builder.withLock { builder in
        let old = builder.detach(key: key)
        if let values = rows.baseAddress {
          for index in 0..<count {
            builder.insert(key: key) { mneme_quantise_i8(values + index * dimension, dimension, $0) }
          }
        }
        return builder.removeRows(from: old)
      }
    }
  }

  /// Inserts the rows of another index that are not removed, codes as they are: repeated until all are done, into an
  /// empty index, it is a rebuild. What changes in the other one behind `row` meanwhile must be done here as well.
  /// - Parameters:
  ///   - row: the row to begin with, 0 or what the last call answered.
  ///   - limit: how many rows to insert at most.
  /// - Returns: the row to go on with, ``rowCount`` of the other index when all are done.
  /// - Throws: `dimensionMismatch`, `tooManyRows`.
  package func insertRows(of other: GraphIndex, from row: Int, limit: Int) throws(VectorError) -> Int {
    let dimension = parameters.dimension
    guard other.parameters.dimension == dimension else {
      throw .query(other.parameters.dimension, dimension: dimension)
    }
    let end = other.rowCount
    var row = max(row, 0)
    var inserted = 0
    while row < end, inserted < limit {
      if !other.storage.isRemoved(row) {
        guard rowCount < GraphStorage.maximumRows else { throw .tooManyRows }
        builder.withLock {
          $0.insert(key: other.storage.key(row).pointee) { codes in
            codes.update(from: other.storage.codes(row), count: dimension)
            return other.storage.scale(row).pointee
          }
        }
        inserted += 1
      }
      row += 1
    }
    return row
  }

  private func check(_ rows: UnsafeBufferPointer<Float>, keys: Int) throws(VectorError) {
    if let error = fault(in: rows, keys: keys) { throw error }
  }

  private func fault(in rows: UnsafeBufferPointer<Float>, keys: Int) -> VectorError? {
    guard rows.count == keys * parameters.dimension else {
      return .rows(rows.count, keys: keys, dimension: parameters.dimension)
    }
    guard let values = rows.baseAddress else { return nil }
    if VectorKernels.largestMagnitude(values, rows.count) == .infinity { return .notFinite }
    return keys > GraphStorage.maximumRows - rowCount ? .tooManyRows : nil
  }
}
