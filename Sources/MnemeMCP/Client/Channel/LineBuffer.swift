/// Cuts a stream of bytes into lines. A line that is too long is skipped, and said once.
struct LineBuffer: Sendable {
  enum Piece: Sendable, Hashable {
    case line([UInt8])
    /// One that had more than `limit` bytes.
    case tooLong
  }

  let limit: Int
  private var rest: [UInt8] = []
  private var isSkipping = false

  init(limit: Int) { self.limit = limit }

  /// O(bytes). Empty lines are left out.
  mutating func feed(_ bytes: some Collection<UInt8>) -> [Piece] {
    var pieces: [Piece] = []
    var open = bytes[...]
    while let end = open.firstIndex(of: UInt8(ascii: "\n")) {
      take(open[..<end], into: &pieces)
      if !isSkipping, !rest.isEmpty { pieces.append(.line(rest)) }
      rest.removeAll(keepingCapacity: rest.count < 1 << 16)
      isSkipping = false
      open = open[open.index(after: end)...]
    }
    take(open, into: &pieces)
    return pieces
  }

  private mutating func take(_ bytes: some Collection<UInt8>, into pieces: inout [Piece]) {
    guard !isSkipping else { return }
    guard rest.count + bytes.count <= limit else {
      rest = []
      isSkipping = true
      pieces.append(.tooLong)
      return
    }
    rest += bytes
  }
}
