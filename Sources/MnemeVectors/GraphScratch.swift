/// The memory that a search works in, kept from one to the next.
///
/// `@unchecked Sendable`: it lies in a pool, from which a search takes it out under the pool's lock and to which it brings
/// it back; in between it is that search's alone.
final class GraphScratch: @unchecked Sendable {
  /// The rows to go on from, best first.
  var candidates = IntegerHeap()
  /// The best rows found, as the complements of their bits: the worst of them first.
  var results = IntegerHeap()
  /// The links of a row that are to be scored, and their scores.
  let numbers: UnsafeMutablePointer<UInt32>
  let scores: UnsafeMutablePointer<Float>
  /// The query's codes.
  let query: UnsafeMutablePointer<Int8>
  private var visited: UnsafeMutablePointer<UInt64>
  private var words = 0

  /// Scores between two looks at them in a scan, and more than a row can have links.
  static let places = 256

  init(dimension: Int) {
    numbers = .allocate(capacity: Self.places)
    scores = .allocate(capacity: Self.places)
    query = .allocate(capacity: dimension)
    visited = .allocate(capacity: 0)
  }

  deinit {
    candidates.deallocate()
    results.deallocate()
    numbers.deallocate()
    scores.deallocate()
    query.deallocate()
    visited.deallocate()
  }

  /// Forgets which of the rows `0 ..< rows` were visited. One bit a row: clearing them all costs less than a hundredth
  /// of a search.
  func forgetVisits(rows: Int) -> UnsafeMutablePointer<UInt64> {
    let needed = (rows + 63) / 64
    if needed > words {
      visited.deallocate()
      words = needed + needed / 4
      visited = .allocate(capacity: words)
    }
    visited.initialize(repeating: 0, count: needed)
    return visited
  }
}
