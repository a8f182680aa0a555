import Synchronization

/// Lines on their way to an output: kept in a bounded buffer that a service empties, so that who logs does not wait. A line from
/// `warning` on is out when `write` returns, with one flush, after all lines before it. An output that blocks holds up who empties the
/// buffer and urgent lines alone.
package final class LogSink: Sendable {
  /// Bytes that may wait; later lines are dropped and counted.
  package static let capacity = 1 << 20

  private struct State {
    var buffer: [UInt8] = []
    var dropped: UInt64 = 0
    var isOpen = false
  }

  private let output: any LogOutput
  private let state = Mutex(State())
  /// Held while bytes are handed over, so that lines keep their order; what stands in it is out. Taken before `state`, never after.
  private let leaving = Mutex<[UInt8]>([])
  private let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

  package init(_ output: any LogOutput) { self.output = output }

  /// Lines that found no room.
  package var dropped: UInt64 { state.withLock { $0.dropped } }

  /// - Parameter isUrgent: the line is at least a warning.
  package func write(_ line: [UInt8], isUrgent: Bool) {
    let mayWait = state.withLock { state -> Bool in
      if state.buffer.count + line.count <= Self.capacity || isUrgent {
        state.buffer += line
      } else {
        state.dropped += 1
      }
      // Not open: nobody empties it, in a command or before the service runs.
      return state.isOpen && !isUrgent
    }
    if mayWait { wake.yield() } else { empty(flushing: isUrgent) }
  }

  /// Empties the buffer whenever there is something in it, until the task is cancelled; then once more.
  package func run() async {
    state.withLock { $0.isOpen = true }
    for await _ in wakes { empty(flushing: false) }
    state.withLock { $0.isOpen = false }
    empty(flushing: true)
  }

  private func empty(flushing: Bool) {
    leaving.withLock { bytes in
      state.withLock { swap(&$0.buffer, &bytes) }
      if !bytes.isEmpty { output.write(bytes) }
      bytes.removeAll(keepingCapacity: true)
      if flushing { output.flush() }
    }
  }
}
