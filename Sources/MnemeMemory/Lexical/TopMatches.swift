import MnemeCore

/// The best documents so far. Higher scores are better; of equal ones the higher ordinal, then the memory.
///
/// Documents gather in no order; when a third more than wanted have come, the worst are dropped by selection (Hoare 1961).
/// For hundreds of places that is several times faster than a heap, and lets in few documents more.
struct TopMatches {
  private struct Entry {
    var score: Double
    var key: ItemKey
  }

  private var entries: [Entry] = []
  private let limit: Int
  private let room: Int
  /// The worst of the best, as of the last selection; nil while there are places.
  private var bar: Entry?

  /// - Parameter limit: at least 1.
  init(limit: Int) {
    self.limit = limit
    room = limit > Int.max / 2 ? .max : limit + max(limit / 3, 16)
    entries.reserveCapacity(min(room, 4096))
  }

  /// The lowest score with which a document may still get in, if its key is not above `key`.
  @inline(__always)
  func threshold(upTo key: ItemKey) -> Double {
    guard let bar else { return 0 }
    return Self.precedes(key, bar.key) ? bar.score : bar.score.nextUp
  }

  /// Whether a document may still get in.
  @inline(__always)
  func accepts(_ score: Double, _ key: ItemKey) -> Bool {
    guard let bar else { return true }
    return Self.precedes(Entry(score: score, key: key), bar)
  }

  /// To be called for documents that ``accepts(_:_:)``, each once.
  @inline(__always)
  mutating func insert(_ score: Double, _ key: ItemKey) {
    entries.append(Entry(score: score, key: key))
    if entries.count == room { select() }
  }

  /// Best first.
  mutating func sorted() -> [LexicalMatch] {
    select()
    entries.sort(by: Self.precedes)
    return entries.map { LexicalMatch(key: $0.key, score: $0.score) }
  }

  @inline(__always)
  private static func precedes(_ a: Entry, _ b: Entry) -> Bool {
    a.score != b.score ? a.score > b.score : precedes(a.key, b.key)
  }

  @inline(__always)
  private static func precedes(_ a: ItemKey, _ b: ItemKey) -> Bool {
    a.ordinal != b.ordinal ? a.ordinal > b.ordinal : a.source == .memory && b.source == .message
  }

  /// Keeps the best ones.
  private mutating func select() {
    guard entries.count > limit else { return }
    let last = limit - 1
    entries.withUnsafeMutableBufferPointer { entries in
      var low = 0
      var high = entries.count - 1
      var passes = 0
      // After each pass the entry looked for is in low...high, and everything before is better, everything behind worse.
      while low < high {
        passes += 1
        if passes > 64 {
          // Pivots are unlucky time and again.
          entries[low...high].sort(by: Self.precedes)
          break
        }
        let pivot = Self.middle(entries[low], entries[(low + high) / 2], entries[high])
        var left = low
        var right = high
        while left <= right {
          while Self.precedes(entries[left], pivot) { left += 1 }
          while Self.precedes(pivot, entries[right]) { right -= 1 }
          if left <= right {
            entries.swapAt(left, right)
            left += 1
            right -= 1
          }
        }
        if last <= right { high = right } else if last >= left { low = left } else { break }
      }
    }
    bar = entries[last]
    entries.removeSubrange(limit...)
  }

  private static func middle(_ a: Entry, _ b: Entry, _ c: Entry) -> Entry {
    if precedes(a, b) { return precedes(b, c) ? b : precedes(a, c) ? c : a }
    return precedes(a, c) ? a : precedes(b, c) ? c : b
  }
}
