import Synchronization

/// Lines on their way to an output: kept in a bounded buffer that a service empties, so that who logs does not wait. A line from
/// `warning` on is out when `write` returns, with one flush, after all lines before it.
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
  private let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

  package init(_ output: any LogOutput) { self.output = output }

  /// Lines that found no room.
  package var dropped: UInt64 { state.withLock { $0.dropped } }

  /// - Parameter isUrgent: the line is at least a warning.
  package func write(_ line: [UInt8], isUrgent: Bool) {
    // Written under the lock, so that lines keep their order.
    let mayWait = state.withLock { state -> Bool in
      guard state.buffer.count + line.count <= Self.capacity || isUrgent else {
        state.dropped += 1
        return true
      }
      state.buffer += line
      if isUrgent {
        empty(&state)
        output.flush()
        return false
      }
      // Nobody empties it: a command, or the time before the service runs.
      if !state.isOpen { empty(&state) }
      return state.isOpen
    }
    if mayWait { wake.yield() }
  }

  /// Empties the buffer whenever there is something in it, until the task is cancelled; then once more.
  package func run() async {
    state.withLock { $0.isOpen = true }
    for await _ in wakes { state.withLock { empty(&$0) } }
    state.withLock { state in
      state.isOpen = false
      empty(&state)
      output.flush()
    }
  }

  private func empty(_ state: inout State) {
    if state.buffer.isEmpty { return }
    output.write(state.buffer)
    state.buffer.removeAll(keepingCapacity: true)
  }
}
