/// Cuts bytes into lines. A line longer than the limit is reported once and skipped without being held.
struct LineSplitter: Sendable {
  enum Line: Sendable, Hashable {
    case text([UInt8])
    case tooLong
  }

  /// Bytes of one line without its end.
  let limit: Int
  private var current: [UInt8] = []
  private var skipping = false

  init(limit: Int) { self.limit = limit }

  /// Lines completed by `bytes`, in order. A carriage return before the line feed is taken off.
  mutating func feed(_ bytes: some Collection<UInt8>) -> [Line] {
    var lines: [Line] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      extend(rest[..<end])
      lines.append(take())
      rest = rest[rest.index(after: end)...]
    }
    extend(rest)
    return lines
  }

  /// What stands after the last line feed, if anything.
  mutating func finish() -> Line? {
    skipping || !current.isEmpty ? take() : nil
  }

  private mutating func extend(_ bytes: some Collection<UInt8>) {
    guard !skipping else { return }
    if current.count + bytes.count > limit {
      skipping = true
      current = []
    } else {
      current += bytes
    }
  }

  private mutating func take() -> Line {
    defer {
      current.removeAll(keepingCapacity: true)
      skipping = false
    }
    if skipping { return .tooLong }
    if current.last == UInt8(ascii: "\r") { current.removeLast() }
    return .text(current)
  }
}
