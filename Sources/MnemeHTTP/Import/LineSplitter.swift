import NIOCore

/// Cuts bytes that arrive in pieces into lines, holding at most one line.
package struct LineSplitter {
  package enum Line: Equatable {
    case bytes([UInt8])
    /// Longer than the limit; its bytes were dropped.
    case tooLong
  }

  package let limit: Int
  private var pending: [UInt8] = []
  private var isOverflowing = false
  private var isFirst = true

  /// - Parameter limit: bytes of a line without its end.
  package init(limit: Int) { self.limit = limit }

  /// Calls `body` for each line that ends in `bytes`: at LF, a CR before it is not part of the line.
  package mutating func feed(_ bytes: UnsafeRawBufferPointer, _ body: (Line) -> Void) {
    var start = bytes.startIndex
    while start < bytes.endIndex {
      guard let end = bytes[start...].firstIndex(of: 0x0A) else {
        keep(bytes[start...])
        return
      }
      keep(bytes[start..<end])
      body(take())
      start = end + 1
    }
  }

  /// The last line when it has no end.
  package mutating func finish() -> Line? { pending.isEmpty && !isOverflowing ? nil : take() }

  private mutating func keep(_ part: Slice<UnsafeRawBufferPointer>) {
    guard !isOverflowing else { return }
    guard pending.count + part.count <= limit + 1 else {
      isOverflowing = true
      pending = []
      return
    }
    pending.append(contentsOf: part)
  }

  private mutating func take() -> Line {
    defer {
      pending.removeAll(keepingCapacity: true)
      isOverflowing = false
      isFirst = false
    }
    if pending.last == 0x0D { pending.removeLast() }
    guard !isOverflowing, pending.count <= limit else { return .tooLong }
    // A byte order mark opens some files.
    if isFirst, pending.starts(with: [0xEF, 0xBB, 0xBF]) { pending.removeFirst(3) }
    return .bytes(pending)
  }
}
