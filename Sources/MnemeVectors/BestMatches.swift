/// The best matches so far, in a buffer of the caller's: a heap whose root is the worst of them.
struct BestMatches {
  private let heap: UnsafeMutableBufferPointer<FlatIndex.Match>
  private let distinctKeys: Bool
  private var count = 0

  /// - Parameter buffer: uninitialised, with one place at least.
  init(buffer: UnsafeMutableBufferPointer<FlatIndex.Match>, distinctKeys: Bool) {
    heap = buffer
    self.distinctKeys = distinctKeys
  }

  /// Considers a block of rows.
  mutating func offer(
    _ scores: UnsafePointer<Float>, keys: UnsafePointer<Int64>, rows: Int, firstRow: Int, accepts: ((Int64) -> Bool)?
  ) {
    // While there is room every score gets in; after that almost none passes this comparison.
    var bar = count < heap.count ? -Float.infinity : heap[0].score
    for index in 0..<rows {
      let raw = scores[index]
      if raw < bar { continue }
      let match = FlatIndex.Match(
        key: keys[index], score: raw.isNaN ? -.infinity : raw, row: firstRow + index)
      if count == heap.count, !precedes(match, heap[0]) { continue }
      if let accepts, !accepts(match.key) { continue }
      insert(match)
      if count == heap.count { bar = heap[0].score }
    }
  }

  /// Sorts the matches, best first.
  /// - Returns: how many there are.
  mutating func finish() -> Int {
    // Heap sort: each step puts the worst of the rest behind the rest.
    var end = count
    while end > 1 {
      end -= 1
      heap.swapAt(0, end)
      sink(0, below: end)
    }
    return count
  }

  private mutating func insert(_ match: FlatIndex.Match) {
    if distinctKeys, let place = (0..<count).first(where: { heap[$0].key == match.key }) {
      guard precedes(match, heap[place]) else { return }
      heap[place] = match
      sink(place, below: count)
    } else if count < heap.count {
      heap.initializeElement(at: count, to: match)
      count += 1
      rise(count - 1)
    } else {
      heap[0] = match
      sink(0, below: count)
    }
  }

  /// The order of the answer: higher score, lower key, lower row.
  private func precedes(_ a: FlatIndex.Match, _ b: FlatIndex.Match) -> Bool {
    if a.score != b.score { return a.score > b.score }
    return a.key != b.key ? a.key < b.key : a.row < b.row
  }

  private func rise(_ start: Int) {
    var place = start
    while place > 0 {
      let parent = (place - 1) / 2
      guard precedes(heap[parent], heap[place]) else { return }
      heap.swapAt(parent, place)
      place = parent
    }
  }

  private func sink(_ start: Int, below end: Int) {
    var place = start
    while true {
      var worst = place
      for child in (2 * place + 1)..<(2 * place + 3) where child < end && precedes(heap[worst], heap[child]) {
        worst = child
      }
      if worst == place { return }
      heap.swapAt(place, worst)
      place = worst
    }
  }
}
