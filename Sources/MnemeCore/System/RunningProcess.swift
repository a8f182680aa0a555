package import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program that was started, with everything in its group.
///
/// A thread of its own waits for its end, so that no thread of a pool does. Between that end and the moment at which the system
/// may give its number to another program stands a lock: whoever is signalled is the program or its group, and nobody else.
package final class RunningProcess: Sendable {
  /// How a program ended.
  package enum Ending: Sendable, Hashable {
    case exited(Int32)
    case signalled(Int32)

    /// As a shell tells it: of a signal 128 and its number.
    package var status: Int32 {
      switch self {
      case .exited(let status): status
      case .signalled(let number): 128 + number
      }
    }
  }

  /// The number of the program and of its group.
  package let id: Int32
  /// To its input, where that is a pipe. Closed with its last reference.
  package let input: FileHandle?
  package let output: FileHandle?
  package let errors: FileHandle?
  private let watch: ProcessWatch

  init(id: pid_t, pipes: [Int: FileHandle], endsGroup: Bool) {
    self.id = id
    (input, output, errors) = (pipes[0], pipes[1], pipes[2])
    watch = ProcessWatch(id: id, endsGroup: endsGroup)
    // Holds nothing of this but the watch: pipes close when nobody uses them any more.
    let thread = Thread { [watch] in watch.wait() }
    thread.name = "process.wait"
    thread.stackSize = 128 << 10
    thread.start()
  }

  /// Nil while it runs.
  package var ending: Ending? { watch.ending }
  package var isRunning: Bool { ending == nil }

  /// Sends a signal to all of its group, and to the program where it has left that; nothing is sent once the program has ended.
  package func signal(_ number: Int32) { watch.signal(number) }

  /// Returns with its end.
  /// - Throws: `CancellationError` alone: the task was cancelled, and the program may still run.
  package func ended() async throws -> Ending {
    let token = watch.token()
    let ending = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in watch.wait(token) { continuation.resume(returning: $0) } }
    } onCancel: {
      watch.giveUp(token)
    }
    guard let ending else { throw CancellationError() }
    return ending
  }

  /// Returns with its end, or nil when the time is over. Cancellation does not end the wait: who ends a program wants to see it
  /// end.
  package func ended(within limit: Duration) async -> Ending? {
    let token = watch.token()
    let seconds = limit / .seconds(1)
    return await withCheckedContinuation { continuation in
      watch.wait(token) { continuation.resume(returning: $0) }
      DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [watch] in watch.giveUp(token) }
    }
  }

  /// Calls `body` once when it has ended, on the thread that saw it: must not wait.
  package func whenEnded(_ body: @escaping @Sendable () -> Void) { watch.wait(watch.token()) { _ in body() } }

  /// Blocks until its end: for threads that are nobody else's.
  package func waitUntilEnd() -> Ending {
    let done = DispatchSemaphore(value: 0)
    let found = Mutex<Ending?>(nil)
    watch.wait(watch.token()) { ending in
      found.withLock { $0 = ending }
      done.signal()
    }
    done.wait()
    // Nobody gives this wait up, so there is an end.
    return found.withLock { $0 } ?? .signalled(SIGKILL)
  }
}
