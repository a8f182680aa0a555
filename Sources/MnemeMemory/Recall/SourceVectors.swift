import MnemeVectors

/// From how many rows on vectors are kept in which way (docs/decisions/0007-vectors-at-scale.md).
struct VectorTuning: Sendable, Hashable {
  /// Rows of one source from which a graph is built for them.
  var graphRows = 12_288
  /// Rows beside a graph from which they are put into it.
  var tailRows = 4_096
  /// Rows that go into the graph in one step, and of one flat index.
  var chunkRows = 8_192
  /// Rows that a growing graph takes in before it is saved again, at least; half of what it holds where that is more.
  var savedRows = 65_536
}

/// The vectors of one source of one space, by ordinals: flat indexes in half precision, and above a number of rows a graph
/// that takes them in, chunk by chunk, in the background.
///
/// What is in no graph yet is scanned, so that every vector is found from the moment it is put. A step in the background works
/// on the graph alone; until it ends, rows of the graph that have become wrong are noted and not removed, because the graph
/// would make the caller wait.
struct SourceVectors: Sendable {
  let dimension: Int
  let tuning: VectorTuning
  private(set) var graph: GraphIndex?
  /// Oldest first; rows are appended to the last.
  private var chunks: [FlatIndex] = []
  /// Keys with rows.
  private var known = KeySet()
  private var step: VectorStep?
  /// While a step runs: keys whose rows in the graph are wrong, and those of which nothing may stay.
  private var stale: Set<Int64> = []
  private var erased: Set<Int64> = []
  /// A graph without the removed rows of the other, and how far it has come.
  private var successor: (graph: GraphIndex, row: Int)?
  /// Rows by which the graph differs from what was saved of it.
  private(set) var unsavedRows = 0

  init(dimension: Int, tuning: VectorTuning) {
    self.dimension = dimension
    self.tuning = tuning
  }

  var view: VectorView { VectorView(graph: graph, stale: stale, tail: chunks.map { $0.snapshot() }) }

  var byteCount: Int {
    chunks.reduce(known.byteCount) { $0 + $1.byteCount } + (graph?.byteCount ?? 0) + (successor?.graph.byteCount ?? 0)
  }

  func contains(_ key: Int64) -> Bool { known.contains(key) }

  // MARK: Changing

  /// Takes over a graph from a file; its living rows have these keys.
  mutating func adopt(_ graph: GraphIndex, keys: [Int64]) {
    self.graph = graph
    for key in keys { known.insert(key) }
  }

  /// Adds rows of keys that have none. All or nothing.
  /// - Throws: as `FlatIndex.append`.
  mutating func append(_ values: [Float], keys: [Int64]) throws(VectorError) {
    guard !keys.isEmpty else { return }
    try newest().append(values, keys: keys)
    for key in keys { known.insert(key) }
  }

  /// Puts rows in the place of those that a key has. Refused, and nothing changed, when a value is not finite.
  mutating func put(_ values: [Float], key: Int64) {
    let keys = [Int64](repeating: key, count: values.count / dimension)
    guard known.contains(key) else {
      try? append(values, keys: keys)  // refused: see above
      return
    }
    guard let checked = try? FlatIndex(dimension: dimension, element: .float16),
      (try? checked.append(values, keys: keys)) != nil
    else { return }
    remove([key])
    try? append(values, keys: keys)  // has just been accepted
  }

  mutating func remove(_ keys: Set<Int64>) {
    let keys = keys.filter(known.contains)
    guard !keys.isEmpty else { return }
    for chunk in chunks { chunk.remove(keys: keys) }
    for key in keys { known.remove(key) }
    guard graph != nil else { return }
    if step != nil {
      stale.formUnion(keys)
    } else {
      removeFromGraph(keys)
    }
  }

  /// As ``remove(_:)``, and no file written from now on holds anything of these rows, even if they were replaced before.
  mutating func erase(_ keys: Set<Int64>) {
    remove(keys)
    guard graph != nil, !keys.isEmpty else { return }
    if step != nil { erased.formUnion(keys) } else { eraseFromGraph(keys) }
  }

  private mutating func removeFromGraph(_ keys: Set<Int64>) {
    for key in keys {
      unsavedRows += graph?.remove(key: key) ?? 0
      successor?.graph.remove(key: key)
    }
  }

  private mutating func eraseFromGraph(_ keys: Set<Int64>) {
    unsavedRows += graph?.erase(keys: keys) ?? 0
    successor?.graph.erase(keys: keys)
  }

  private mutating func newest() throws(VectorError) -> FlatIndex {
    if let last = chunks.last, last.count < tuning.chunkRows, !isAbsorbing(last) { return last }
    let chunk = try FlatIndex(dimension: dimension, element: .float16)
    chunks.append(chunk)
    return chunk
  }

  // MARK: Steps

  /// Rows that are in no graph.
  private var tailRows: Int { chunks.reduce(0) { $0 + $1.count } }

  /// What is to be done in the background; ``endStep(row:)`` must follow when it has been run. Nil when there is nothing or a
  /// step is under way.
  mutating func beginStep() -> VectorStep? {
    guard step == nil, wantsStep else { return nil }
    if let next = successor, let graph {
      step = .compact(graph, into: next.graph, from: next.row, limit: tuning.chunkRows)
    } else if let graph, graph.rowCount > 0, graph.count == 0 {
      // Nothing is left: small again.
      self.graph = nil
      return beginStep()
    } else if let graph, graph.removedShare > Self.removedShare, let empty = Self.emptyGraph(dimension) {
      successor = (empty, 0)
      step = .compact(graph, into: empty, from: 0, limit: tuning.chunkRows)
    } else if tailRows > (graph == nil ? tuning.graphRows : tuning.tailRows) {
      chunks.removeAll { $0.count == 0 }
      guard let chunk = chunks.first, let graph = graph ?? Self.emptyGraph(dimension) else { return nil }
      self.graph = graph
      step = .absorb(chunk.snapshot(), of: chunk, into: graph)
    }
    return step
  }

  /// Whether ``beginStep()`` would find something to do, but for a step under way.
  var wantsStep: Bool {
    if let graph, successor != nil || graph.removedShare > Self.removedShare { return true }
    return tailRows > (graph == nil ? tuning.graphRows : tuning.tailRows)
  }

  /// Whether a growing graph is so far beyond what was saved of it that its loss would cost much.
  var isWorthSaving: Bool {
    guard let graph, unsavedRows > 0 else { return false }
    return unsavedRows >= max(tuning.savedRows, graph.rowCount / 2) || !wantsStep && 2 * unsavedRows > graph.rowCount
  }

  /// Keeps the graph as it is until ``endSaving(saved:)``.
  mutating func beginSaving() -> GraphIndex? {
    guard step == nil, let graph else { return nil }
    step = .save
    return graph
  }

  /// - Parameter row: what the step's run returned.
  mutating func endStep(row: Int? = nil) {
    switch step {
    case .absorb(let snapshot, let chunk, _):
      chunks.removeAll { $0 === chunk }
      unsavedRows += snapshot.count
    case .compact(let old, let new, _, _):
      if let row, row < old.rowCount {
        successor = (new, row)
      } else {
        graph = new
        successor = nil
        unsavedRows = max(unsavedRows, new.count)
      }
    case .save, nil: break
    }
    finishStep()
  }

  mutating func endSaving(saved: Bool) {
    if saved { unsavedRows = 0 }
    finishStep()
  }

  /// Does what the step kept from being done.
  private mutating func finishStep() {
    step = nil
    let (removed, gone) = (stale, erased)
    stale = []
    erased = []
    removeFromGraph(removed)
    if !gone.isEmpty { eraseFromGraph(gone) }
  }

  /// Share of removed rows from which a graph is built anew without them.
  private static let removedShare = 1.0 / 3

  private func isAbsorbing(_ chunk: FlatIndex) -> Bool {
    if case .absorb(_, let other, _) = step { other === chunk } else { false }
  }

  /// Nil only for a dimension that no index can have.
  private static func emptyGraph(_ dimension: Int) -> GraphIndex? {
    (try? GraphParameters(dimension: dimension)).map { GraphIndex($0) }
  }
}

/// Work on a graph that takes long; it is run off the cooperative pool.
enum VectorStep: Sendable {
  case absorb(FlatIndex.Snapshot, of: FlatIndex, into: GraphIndex)
  case compact(GraphIndex, into: GraphIndex, from: Int, limit: Int)
  case save

  /// - Returns: the row at which a compaction goes on.
  func run() -> Int? {
    switch self {
    case .absorb(let snapshot, _, let graph):
      // Rows were checked when they were put into the flat index.
      for row in 0..<snapshot.count {
        try? graph.insert(snapshot.vector(ofRow: row), keys: [snapshot.key(ofRow: row)])
      }
      return nil
    case .compact(let old, let new, let row, let limit):
      // Same dimension, and fewer rows than there were.
      return try? new.insertRows(of: old, from: row, limit: limit)
    case .save: return nil
    }
  }
}
