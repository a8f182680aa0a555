import Dispatch
import Synchronization

/// Lines on their way to an output: kept in a bounded buffer that a service empties, so that who logs does not wait. A line from
/// `warning` on is out when `write` returns, with one flush, after all lines before it. An output that blocks holds up who empties the
/// buffer and urgent lines alone; a patient sink's output holds up nobody, since urgent lines wait there like all others.
package final class LogSink: Sendable {
  /// Bytes that may wait; later lines are dropped and counted.
  package static let capacity = 1 << 20

  private struct State {
    var buffer: [UInt8] = []
    var dropped: UInt64 = 0
    var isOpen = false
    var hasEnded = false
  }

  private let output: any LogOutput
  private let isPatient: Bool
  /// Where a patient sink's output works, which may be slow: no thread that belongs to others.
  private let queue = DispatchQueue(label: "mneme.log")
  private let state = Mutex(State())
  /// Held while bytes are handed over, so that lines keep their order; what stands in it is out. Taken before `state`, never after.
  private let leaving = Mutex<[UInt8]>([])
  private let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

  package init(_ output: any LogOutput, isPatient: Bool = false) {
    self.output = output
    self.isPatient = isPatient
  }

  /// Lines that found no room, or that the output could not write.
  package var dropped: UInt64 { state.withLock { $0.dropped } + output.dropped }

  /// - Parameter isUrgent: the line is at least a warning.
  package func write(_ line: [UInt8], isUrgent: Bool) {
    let isUrgent = isUrgent && !isPatient
    let mayWait = state.withLock { state -> Bool in
      if state.buffer.count + line.count <= Self.capacity || isUrgent {
        state.buffer += line
      } else {
        state.dropped += 1
      }
      // Not open: nobody empties it, in a command or before the service runs. A patient one waits for the service.
      return (state.isOpen || isPatient && !state.hasEnded) && !isUrgent
    }
    if mayWait {
      wake.yield()
    } else if isPatient {
      // The end: whoever still logs does not wait for the output either.
      queue.async { self.empty(flushing: isUrgent) }
    } else {
      empty(flushing: isUrgent)
    }
  }

  /// Empties the buffer whenever there is something in it, until the task is cancelled; then once more.
  package func run() async {
    state.withLock { $0.isOpen = true }
    for await _ in wakes { await drain(flushing: false) }
    state.withLock { ($0.isOpen, $0.hasEnded) = (false, true) }
    await drain(flushing: true)
  }

  /// The last time it is not waited for longer than `patience`: a disk that hangs must not keep the process from ending.
  private func drain(flushing: Bool) async {
    guard isPatient else { return empty(flushing: flushing) }
    await withCheckedContinuation { continuation in
      let resume = OneResume(continuation)
      queue.async {
        self.empty(flushing: flushing)
        resume()
      }
      if flushing { DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) { resume() } }
    }
  }

  private static let patience = 2.0

  private func empty(flushing: Bool) {
    leaving.withLock { bytes in
      state.withLock { swap(&$0.buffer, &bytes) }
      if !bytes.isEmpty { output.write(bytes) }
      bytes.removeAll(keepingCapacity: true)
      if flushing { output.flush() }
    }
  }
}

/// Resumes a continuation the first time it is called.
private final class OneResume: Sendable {
  private let continuation: Mutex<CheckedContinuation<Void, Never>?>

  init(_ continuation: CheckedContinuation<Void, Never>) { self.continuation = Mutex(continuation) }

  func callAsFunction() {
    continuation.withLock { continuation in
      continuation?.resume()
      continuation = nil
    }
  }
}
