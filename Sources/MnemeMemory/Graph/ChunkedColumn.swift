/// A column that grows, in chunks of 256: a copy shares every chunk, and a write after it copies one chunk and the list of
/// chunks. So a snapshot costs nothing and the writer goes on at once.
struct ChunkedColumn<Element: Sendable>: Sendable {
  private static var shift: Int { 8 }
  private static var mask: Int { 255 }

  private var chunks: ContiguousArray<ContiguousArray<Element>> = []
  private(set) var count = 0

  /// O(1).
  @inline(__always)
  subscript(index: Int) -> Element { chunks[index >> Self.shift][index & Self.mask] }

  /// Looks at an element in place, without copying it.
  @inline(__always)
  func read<Result>(_ index: Int, _ body: (borrowing Element) -> Result) -> Result {
    body(chunks[index >> Self.shift][index & Self.mask])
  }

  mutating func append(_ element: Element) {
    if count & Self.mask == 0 { chunks.append([]) }
    chunks[chunks.count - 1].append(element)
    count += 1
  }

  /// Changes an element in place, without copying what it refers to.
  mutating func update<Result>(_ index: Int, _ body: (inout Element) -> Result) -> Result {
    body(&chunks[index >> Self.shift][index & Self.mask])
  }

  /// Bytes of the elements themselves, full chunks counted.
  var byteCount: Int { chunks.count * (1 << Self.shift) * MemoryLayout<Element>.stride }
}

/// Small numbers in ascending order, each once; up to three without an allocation, as most entities have few.
struct SmallList: Sendable, RandomAccessCollection {
  private static var inlineLimit: Int { 3 }

  private var a: UInt32 = 0
  private var b: UInt32 = 0
  private var c: UInt32 = 0
  private var inlineCount: UInt32 = 0
  private var heap: [UInt32] = []

  var startIndex: Int { 0 }
  @inline(__always)
  var endIndex: Int { heap.isEmpty ? Int(inlineCount) : heap.count }

  @inline(__always)
  subscript(position: Int) -> UInt32 {
    if !heap.isEmpty { return heap[position] }
    return position == 0 ? a : position == 1 ? b : c
  }

  /// All numbers as one piece of memory.
  @inline(__always)
  func withElements<Result>(_ body: (UnsafeBufferPointer<UInt32>) -> Result) -> Result {
    if !heap.isEmpty { return heap.withUnsafeBufferPointer(body) }
    return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.inlineLimit) { buffer in
      buffer[0] = a
      buffer[1] = b
      buffer[2] = c
      return body(UnsafeBufferPointer(rebasing: buffer[0..<Int(inlineCount)]))
    }
  }

  /// O(1) at the end, else O(count). False when it is there already.
  @discardableResult
  mutating func insert(_ value: UInt32) -> Bool {
    let place = isEmpty || self[count - 1] < value ? count : lowerBound(of: value)
    if place < count, self[place] == value { return false }
    if heap.isEmpty, inlineCount < Self.inlineLimit {
      var values = Array(self)
      values.insert(value, at: place)
      setInline(values)
    } else {
      if heap.isEmpty { heap = [a, b, c] }
      heap.insert(value, at: place)
    }
    return true
  }

  /// O(count). False when it is not there.
  @discardableResult
  mutating func remove(_ value: UInt32) -> Bool {
    let place = lowerBound(of: value)
    guard place < count, self[place] == value else { return false }
    var values = Array(self)
    values.remove(at: place)
    if values.count <= Self.inlineLimit {
      heap = []
      setInline(values)
    } else {
      heap = values
    }
    return true
  }

  /// Gives back room kept for growth.
  mutating func trim() {
    if heap.capacity > heap.count { heap = heap.withUnsafeBufferPointer { Array($0) } }
  }

  /// Bytes outside the value itself.
  var heapByteCount: Int { heap.isEmpty ? 0 : 32 + heap.capacity * 4 }

  private mutating func setInline(_ values: [UInt32]) {
    inlineCount = UInt32(values.count)
    a = values.count > 0 ? values[0] : 0
    b = values.count > 1 ? values[1] : 0
    c = values.count > 2 ? values[2] : 0
  }

  private func lowerBound(of value: UInt32) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Finds the slot of a store's ordinal and back. Slots are given in order of arrival and never again.
struct OrdinalMap: Sendable {
  /// Non-decreasing, so that it can be searched: one that came late stands in `stragglers`.
  private var ordinals = ChunkedColumn<Int64>()
  private var stragglers: [Int64: Int32] = [:]
  private var stragglerOrdinals: [Int32: Int64] = [:]

  var count: Int { ordinals.count }
  var byteCount: Int { ordinals.byteCount + stragglers.count * 48 }

  func ordinal(of slot: Int) -> Int64 {
    stragglerOrdinals.isEmpty ? ordinals[slot] : stragglerOrdinals[Int32(slot)] ?? ordinals[slot]
  }

  /// O(log count); O(1) for one greater than every one before it.
  func slot(of ordinal: Int64) -> Int? {
    if !stragglers.isEmpty, let slot = stragglers[ordinal] { return Int(slot) }
    guard ordinals.count > 0, ordinal <= ordinals[ordinals.count - 1] else { return nil }
    var low = 0
    var high = ordinals.count
    while low < high {
      let middle = (low + high) / 2
      if ordinals[middle] < ordinal { low = middle + 1 } else { high = middle }
    }
    return low < ordinals.count && ordinals[low] == ordinal ? low : nil
  }

  /// The caller knows that it is not there.
  mutating func append(_ ordinal: Int64) -> Int {
    let slot = ordinals.count
    if slot > 0, ordinal < ordinals[slot - 1] {
      stragglers[ordinal] = Int32(slot)
      stragglerOrdinals[Int32(slot)] = ordinal
      ordinals.append(ordinals[slot - 1])
    } else {
      ordinals.append(ordinal)
    }
    return slot
  }
}
