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
