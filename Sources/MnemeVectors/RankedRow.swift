/// A row and its score in one integer that sorts as answers do: the higher score is greater, then the lower row.
struct RankedRow: Comparable {
  let bits: UInt64

  init(bits: UInt64) { self.bits = bits }

  /// - Parameter score: a number.
  @inline(__always) init(score: Float, row: UInt32) {
    // The patterns of positive floats sort as integers; those of negative ones the other way round, below.
    let pattern = score.bitPattern
    let ordered = pattern ^ (pattern >> 31 == 0 ? 0x8000_0000 : 0xffff_ffff)
    bits = UInt64(ordered) << 32 | UInt64(~row)
  }

  @inline(__always) var row: Int { Int(~UInt32(truncatingIfNeeded: bits)) }

  @inline(__always) var score: Float {
    let ordered = UInt32(truncatingIfNeeded: bits >> 32)
    return Float(bitPattern: ordered ^ (ordered >> 31 == 1 ? 0x8000_0000 : 0xffff_ffff))
  }

  static func < (a: RankedRow, b: RankedRow) -> Bool { a.bits < b.bits }
}

/// A heap of integers in memory of its own, the greatest first. Its owner frees the memory.
struct IntegerHeap {
  private var items: UnsafeMutablePointer<UInt64>
  private var capacity: Int
  private(set) var count = 0

  init() {
    capacity = 512
    items = .allocate(capacity: capacity)
  }

  func deallocate() { items.deallocate() }

  @inline(__always) var first: UInt64 { items[0] }

  mutating func removeAll() { count = 0 }

  @inline(__always) mutating func insert(_ item: UInt64) {
    if count == capacity { grow() }
    var place = count
    count += 1
    while place > 0 {
      let parent = (place - 1) / 2
      if items[parent] >= item { break }
      items[place] = items[parent]
      place = parent
    }
    items[place] = item
  }

  @inline(__always) mutating func removeFirst() -> UInt64 {
    let first = items[0]
    count -= 1
    if count > 0 { sink(items[count]) }
    return first
  }

  /// Puts `item` in the place of the greatest.
  @inline(__always) mutating func replaceFirst(_ item: UInt64) { sink(item) }

  /// Sorts the items in place, the least first, and hands them out; the heap is empty then.
  mutating func sorted() -> UnsafeMutableBufferPointer<UInt64> {
    let all = UnsafeMutableBufferPointer(start: items, count: count)
    while count > 1 {
      let greatest = removeFirst()
      items[count] = greatest
    }
    count = 0
    return all
  }

  @inline(__always) private func sink(_ item: UInt64) {
    var place = 0
    while true {
      var child = 2 * place + 1
      if child >= count { break }
      if child + 1 < count, items[child + 1] > items[child] { child += 1 }
      if item >= items[child] { break }
      items[place] = items[child]
      place = child
    }
    items[place] = item
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * capacity)
    larger.moveInitialize(from: items, count: count)
    items.deallocate()
    items = larger
    capacity *= 2
  }
}
