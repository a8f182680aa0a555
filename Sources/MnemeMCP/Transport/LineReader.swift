import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Lines of a descriptor, read on a thread of its own because reading blocks.
package final class LineReader: Sendable {
  package enum Line: Sendable, Hashable {
    case bytes([UInt8])
    /// Longer than allowed; what it held is gone.
    case tooLong
  }

  /// Lines that wait to be taken; then reading waits too.
  private static let waiting = 64

  /// Made empty and filled: one that is let go with less than it was made with ends the process.
  private let places = DispatchSemaphore(value: 0)
  private let isStopped = Atomic(false)
  /// Ends with the input. To be read once, with `taken()` after each line.
  package let lines: AsyncStream<Line>

  /// - Parameter limit: bytes that a line may have.
  package init(descriptor: Int32, limit: Int) {
    let (lines, continuation) = AsyncStream<Line>.makeStream()
    self.lines = lines
    for _ in 0..<Self.waiting { places.signal() }
    let thread = Thread { [self] in
      read(descriptor, limit: limit, into: continuation)
      continuation.finish()
    }
    thread.name = "mneme.mcp.input"
    thread.start()
  }

  package func taken() { places.signal() }

  /// The thread ends with the next line at the latest.
  package func stop() {
    isStopped.store(true, ordering: .relaxed)
    places.signal()
  }

  private func read(_ descriptor: Int32, limit: Int, into output: AsyncStream<Line>.Continuation) {
    var splitter = LineCutter(limit: limit)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while !isStopped.load(ordering: .relaxed) {
      let count = buffer.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      let isOver = count <= 0
      for line in isOver ? splitter.finish() : splitter.feed(buffer[..<count]) {
        places.wait()
        guard !isStopped.load(ordering: .relaxed) else { return }
        output.yield(line)
      }
      if isOver { return }
    }
  }
}

/// Cuts bytes into lines without their ends; empty lines are none.
struct LineCutter {
  private let limit: Int
  private var line: [UInt8] = []
  private var isTooLong = false

  init(limit: Int) { self.limit = limit }

  mutating func feed(_ bytes: ArraySlice<UInt8>) -> [LineReader.Line] {
    var lines: [LineReader.Line] = []
    var rest = bytes
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      add(rest[..<end])
      lines += finish()
      rest = rest[(end + 1)...]
    }
    add(rest)
    return lines
  }

  mutating func finish() -> [LineReader.Line] {
    defer {
      line = []
      isTooLong = false
    }
    if isTooLong { return [.tooLong] }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return line.isEmpty ? [] : [.bytes(line)]
  }

  private mutating func add(_ bytes: ArraySlice<UInt8>) {
    guard !isTooLong, line.count + bytes.count <= limit else {
      isTooLong = true
      line = []
      return
    }
    line += bytes
  }
}

private func systemRead(_ descriptor: Int32, _ target: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, target, count)
}
