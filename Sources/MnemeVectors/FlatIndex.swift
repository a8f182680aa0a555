import Synchronization

/// An exact index: a contiguous matrix of vectors, scanned whole by dot product.
///
/// Each row carries a key of the caller's; several rows may carry the same one (the chunks of a text). For vectors of
/// length 1 the score is the cosine similarity.
///
/// A final class, because one matrix serves all of a space's queries and must not be copied by accident. It may be used
/// from any thread: a lock guards the state for the time of a look or a change, never for the time of a scan. Scans run
/// on a ``Snapshot``, which keeps what it saw: they wait for nobody and see each change wholly or not at all. Appending
/// never disturbs snapshots. Removing and replacing change rows in place, unless a snapshot is held: then they go on
/// with a copy of the matrix, so hold snapshots for a query, not for an hour.
package final class FlatIndex: Sendable {
  package static let maximumDimension = 65_536

  /// The number of values in a row.
  package let dimension: Int
  package let element: VectorElement

  private struct State {
    var storage: RowStorage
    var count: Int
  }

  private let state: Mutex<State>

  /// - Throws: `invalidDimension`.
  package convenience init(dimension: Int, element: VectorElement = .float32) throws(VectorError) {
    try self.init(dimension: dimension, element: element, kernels: .fastest)
  }

  /// With a choice of inner loops, for tests.
  package init(dimension: Int, element: VectorElement, kernels: VectorKernels) throws(VectorError) {
    guard (1...Self.maximumDimension).contains(dimension) else { throw .invalidDimension(dimension) }
    self.dimension = dimension
    self.element = element
    state = Mutex(
      State(
        storage: RowStorage(dimension: dimension, element: element, path: kernels.path, capacity: 0), count: 0))
  }

  /// The number of rows.
  package var count: Int { state.withLock { $0.count } }

  /// The bytes held for rows and keys, room for growth included (pages never touched are not resident).
  package var byteCount: Int { state.withLock { $0.storage.byteCount } }

  /// The rows as they are now.
  package func snapshot() -> Snapshot {
    state.withLock { Snapshot(storage: $0.storage, count: $0.count) }
  }

  // MARK: Changing

  /// Makes room for `rows` rows in all, so that appending up to there allocates nothing. Never shrinks.
  package func reserve(_ rows: Int) {
    state.withLock { state in
      if rows > state.storage.capacity {
        state.storage = state.storage.copy(rows: state.count, capacity: rows)
      }
    }
  }

  /// Appends rows behind the others: `keys.count * dimension` values. All or nothing. O(values), amortised.
  /// - Throws: `dimensionMismatch`, `notFinite`, `outOfRange` (half precision only).
  package func append(_ rows: UnsafeBufferPointer<Float>, keys: UnsafeBufferPointer<Int64>) throws(VectorError) {
    try check(rows, keys: keys.count)
    state.withLock { Self.append(rows, keys: keys, to: &$0) }
  }

  /// ``append(_:keys:)-(UnsafeBufferPointer<Float>,_)`` for arrays.
  package func append(_ rows: [Float], keys: [Int64]) throws(VectorError) {
    try check(rows, keys: keys.count)
    rows.withUnsafeBufferPointer { rows in
      keys.withUnsafeBufferPointer { keys in state.withLock { Self.append(rows, keys: keys, to: &$0) } }
    }
  }

  /// Removes every row with this key; the last rows move into the gaps, so row numbers of other keys may change.
  /// O(rows) over the keys alone.
  /// - Returns: the number of rows removed.
  @discardableResult
  package func remove(key: Int64) -> Int {
    state.withLock { Self.remove(from: &$0) { $0 == key } }
  }

  /// Removes every row whose key is among these. O(rows).
  /// - Returns: the number of rows removed.
  @discardableResult
  package func remove(keys: Set<Int64>) -> Int {
    keys.isEmpty ? 0 : state.withLock { Self.remove(from: &$0) { keys.contains($0) } }
  }

  /// Puts `rows` (zero or more, one behind the other) in the place of every row with this key, in one step: no
  /// snapshot sees the key with neither.
  /// - Returns: the number of rows replaced, 0 when the key was new.
  /// - Throws: as ``append(_:keys:)-([Float],_)``, and then nothing is removed.
  @discardableResult
  package func replace(key: Int64, with rows: [Float]) throws(VectorError) -> Int {
    let count = rows.count / dimension
    try check(rows, keys: count)
    let keys = [Int64](repeating: key, count: count)
    return rows.withUnsafeBufferPointer { rows in
      keys.withUnsafeBufferPointer { keys in
        state.withLock { state in
          let removed = Self.remove(from: &state) { $0 == key }
          Self.append(rows, keys: keys, to: &state)
          return removed
        }
      }
    }
  }

  /// Removes all rows and gives their memory back.
  package func removeAll() {
    state.withLock { state in
      let old = state.storage
      state = State(
        storage: RowStorage(dimension: old.dimension, element: old.element, path: old.path, capacity: 0), count: 0)
    }
  }

  // MARK: The steps, under the lock

  private static func append(
    _ rows: UnsafeBufferPointer<Float>, keys: UnsafeBufferPointer<Int64>, to state: inout State
  ) {
    let needed = state.count + keys.count
    if needed > state.storage.capacity {
      let grown = max(needed, state.storage.capacity + state.storage.capacity / 2, 16)
      state.storage = state.storage.copy(rows: state.count, capacity: grown)
    }
    // Rows from `count` up are in nobody's snapshot, so a shared storage may be written here.
    state.storage.write(rows, keys: keys, at: state.count)
    state.count = needed
  }

  private static func remove(from state: inout State, where doomed: (Int64) -> Bool) -> Int {
    let before = state.count
    var row = 0
    while row < state.count {
      guard doomed(state.storage.keys[row]) else {
        row += 1
        continue
      }
      // Rows of snapshots must stay: a storage that is shared is left to them.
      if !isKnownUniquelyReferenced(&state.storage) {
        state.storage = state.storage.copy(rows: state.count, capacity: state.storage.capacity)
      }
      state.count -= 1
      if row < state.count { state.storage.move(row: state.count, to: row) }
    }
    return before - state.count
  }

  private func check(_ rows: [Float], keys: Int) throws(VectorError) {
    // A closure that rethrows would widen the typed error, hence the result instead.
    let error = rows.withUnsafeBufferPointer { Self.fault(in: $0, keys: keys, dimension: dimension, element: element) }
    if let error { throw error }
  }

  private func check(_ rows: UnsafeBufferPointer<Float>, keys: Int) throws(VectorError) {
    if let error = Self.fault(in: rows, keys: keys, dimension: dimension, element: element) { throw error }
  }

  private static func fault(
    in rows: UnsafeBufferPointer<Float>, keys: Int, dimension: Int, element: VectorElement
  ) -> VectorError? {
    guard rows.count == keys * dimension else { return .rows(rows.count, keys: keys, dimension: dimension) }
    guard let values = rows.baseAddress else { return nil }
    let largest = VectorKernels.largestMagnitude(values, rows.count)
    if largest == .infinity { return .notFinite }
    // From here up half precision rounds to infinity.
    if element == .float16, largest >= 65_520 { return .outOfRange }
    return nil
  }
}
