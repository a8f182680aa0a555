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
