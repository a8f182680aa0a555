import MnemeCore

/// Takes bytes, one piece after the other.
protocol ByteSink: AnyObject {
  func write(_ bytes: [UInt8]) throws(MnemeError)
  /// There are no more. Nothing is written afterwards.
  func finish() throws(MnemeError)
}

/// Gives bytes, one piece after the other.
protocol ByteSource: AnyObject {
  /// The next bytes, at least one; empty at the end.
  func read() throws(MnemeError) -> [UInt8]
}

/// Reads a source in the lengths that are asked for.
final class BufferedSource {
  private let source: any ByteSource
  private var buffer: [UInt8] = []
  private var offset = 0

  init(_ source: any ByteSource) { self.source = source }

  /// Up to `count` bytes: fewer only at the end.
  func read(_ count: Int) throws(MnemeError) -> [UInt8] {
    while buffer.count - offset < count {
      let piece = try source.read()
      if piece.isEmpty { break }
      if offset > 0 {
        buffer.removeFirst(offset)
        offset = 0
      }
      buffer += piece
    }
    let end = min(buffer.count, offset + count)
    defer { offset = end }
    return Array(buffer[offset..<end])
  }

  /// Up to `limit` bytes of what is there, at least one; empty at the end.
  func readSome(upTo limit: Int) throws(MnemeError) -> [UInt8] {
    if offset == buffer.count {
      buffer = try source.read()
      offset = 0
    }
    let end = min(buffer.count, offset + limit)
    defer { offset = end }
    return Array(buffer[offset..<end])
  }
}
