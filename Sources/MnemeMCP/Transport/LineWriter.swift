import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Messages to a descriptor, one per line, written on a thread of its own because writing may block.
package final class LineWriter: ServerOutput {
  private struct State {
    var waiting: [[UInt8]] = []
    var isClosed = false
    var isBroken = false
    var closing: [AsyncStream<Void>.Continuation] = []
    var isDone = false
  }

  private let state = Mutex(State())
  private let news = DispatchSemaphore(value: 0)

  package init(descriptor: Int32) {
    let thread = Thread { [self] in write(to: descriptor) }
    thread.name = "mneme.mcp.output"
    thread.start()
  }

  package func send(_ message: RPCMessage) { send(line: message.bytes) }

  /// - Parameter line: without a line break in it.
  package func send(line: [UInt8]) {
    state.withLock { state in
      if !state.isClosed, !state.isBroken { state.waiting.append(line + [UInt8(ascii: "\n")]) }
    }
    news.signal()
  }

  /// Nobody reads any more.
  package var isBroken: Bool { state.withLock { $0.isBroken } }

  /// Returns when everything is written, or nobody reads any more.
  package func close() async {
    let (done, continuation) = AsyncStream<Void>.makeStream()
    let isDone = state.withLock { state in
      state.isClosed = true
      if !state.isDone { state.closing.append(continuation) }
      return state.isDone
    }
    news.signal()
    if isDone { return }
    for await _ in done {}
  }

  private func write(to descriptor: Int32) {
    while true {
      news.wait()
      let (lines, isOver) = state.withLock { state in
        defer { state.waiting = [] }
        return (state.waiting, state.isClosed)
      }
      var bytes = lines.first ?? []
      for line in lines.dropFirst() { bytes += line }
      if !put(bytes, to: descriptor) { state.withLock { $0.isBroken = true } }
      if isOver || isBroken { break }
    }
    let closing = state.withLock { state in
      state.isDone = true
      return state.closing
    }
    for continuation in closing { continuation.finish() }
  }

  /// - Returns: false when the other end is closed.
  private func put(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var place = 0
    while place < bytes.count {
      let count = bytes[place...].withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        place += count
      } else if count < 0, errno == EINTR {
        continue
      } else {
        return false
      }
    }
    return true
  }
}

private func systemWrite(_ descriptor: Int32, _ source: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, source, count)
}
