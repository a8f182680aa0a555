import CVectorKernels
import Synchronization

/// One walk through the graph towards a query (Malkov and Yashunin 2018, algorithms 2 and 5).
struct GraphSearch {
  let storage: GraphStorage
  let scratch: GraphScratch
  /// Rows from here on are not looked at.
  let rows: Int
  let query: UnsafePointer<Int8>
  let queryScale: Float

  /// How the rows that may be answers are told from those that only lead on.
  typealias Filter = (_ row: Int) -> Bool

  func rank(_ row: Int) -> RankedRow {
    var number = UInt32(row)
    var score: Float = 0
    mneme_score_i8_gather(storage.path, query, queryScale, storage.matrix, &number, 1, &score)
    return RankedRow(score: score, row: number)
  }

  /// Goes down from the top to the layer above `layer`, on each layer from neighbour to better neighbour.
  func descend(from start: Int, top: Int, to layer: Int) -> RankedRow {
    var best = rank(start)
    var current = top
    while current > layer {
      best = climb(from: best, layer: current)
      current -= 1
    }
    return best
  }

  private func climb(from start: RankedRow, layer: Int) -> RankedRow {
    var best = start
    while true {
      let links = storage.links(best.row, layer: layer)
      var count = 0
      for place in 0..<storage.degree(onLayer: layer) {
        let word = links[place].load(ordering: .relaxed)
        if word == GraphStorage.noLink { break }
        let link = word & GraphStorage.rowMask
        guard link < rows else { continue }
        scratch.numbers[count] = link
        count += 1
      }
      let before = best
      score(count)
      for index in 0..<count { best = max(best, RankedRow(score: scratch.scores[index], row: scratch.numbers[index])) }
      if best == before { return best }
    }
  }

  /// Finds the best `breadth` rows of a layer that `filter` lets through, starting from `start`; they are then in the
  /// scratch memory's results.
  /// - Parameter visits: gives up when so many rows have been scored.
  /// - Returns: whether it came to an end.
  func explore(
    from start: RankedRow, layer: Int, breadth: Int, visits limit: Int = .max, filter: Filter? = nil
  ) -> Bool {
    let visited = scratch.forgetVisits(rows: rows)
    let degree = storage.degree(onLayer: layer)
    let places = max(breadth, 1)
    let (numbers, scores) = (scratch.numbers, scratch.scores)
    // Variables of the function: the compiler then knows that nobody else changes them.
    var candidates = scratch.candidates
    var results = scratch.results
    defer {
      scratch.candidates = candidates
      scratch.results = results
    }
    candidates.removeAll()
    results.removeAll()
    visited[start.row >> 6] |= 1 << UInt64(start.row & 63)
    candidates.insert(start.bits)
    if filter?(start.row) ?? true { results.insert(~start.bits) }
    var visits = 1
    while candidates.count > 0 {
      let current = RankedRow(bits: candidates.removeFirst())
      if results.count == places, current.bits < ~results.first { break }
      let links = storage.links(current.row, layer: layer)
      if candidates.count > 0 {
        // Most often the next to be looked at.
        mneme_prefetch(storage.links(RankedRow(bits: candidates.first).row, layer: layer), 4 * degree)
      }
      var count = 0
      for place in 0..<degree {
        let word = links[place].load(ordering: .relaxed)
        if word == GraphStorage.noLink { break }
        let link = word & GraphStorage.rowMask
        guard link < rows else { continue }
        let bit: UInt64 = 1 &<< UInt64(link & 63)
        let bits = visited + Int(link &>> 6)
        if bits.pointee & bit != 0 { continue }
        bits.pointee |= bit
        numbers[count] = link
        count &+= 1
      }
      visits += count
      if visits > limit { return false }
      mneme_score_i8_gather(storage.path, query, queryScale, storage.matrix, numbers, count, scores)
      for index in 0..<count {
        let row = RankedRow(score: scores[index], row: numbers[index])
        let isFull = results.count == places
        if isFull, row.bits < ~results.first { continue }
        candidates.insert(row.bits)
        if let filter, !filter(row.row) { continue }
        if isFull { results.replaceFirst(~row.bits) } else { results.insert(~row.bits) }
      }
    }
    return true
  }

  private func score(_ count: Int) {
    mneme_score_i8_gather(
      storage.path, query, queryScale, storage.matrix, scratch.numbers, count, scratch.scores)
  }
}
