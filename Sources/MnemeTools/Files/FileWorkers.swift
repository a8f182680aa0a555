import Foundation
import MnemeCore
import Synchronization

/// Threads of our own for what blocks: files, and programs that are waited for. The executor's few threads never do.
///
/// At most `limit` run at once. Who waits longer than `patience` for one is refused; a task that is cancelled is told so by its
/// `WorkSignal` and is waited for.
package final class FileWorkers: Sendable {
  private struct State {
    var running = 0
    var waiting: [(id: Int, start: @Sendable () -> Void)] = []
    var last = 0
  }

  package let limit: Int
  private let patience: Duration
  private let state = Mutex(State())

  package init(limit: Int = 8, patience: Duration = .seconds(5)) {
    self.limit = max(1, limit)
    self.patience = patience
  }

  /// Whether the caller is on one of these threads.
  package static var isCurrent: Bool { Thread.current.threadDictionary[threadMark] != nil }
  private static let threadMark = "mneme.files"

  /// Runs the work on a thread of its own and returns when it has ended.
  /// - Parameter seconds: after which the work is told to stop.
  /// - Throws: `rateLimited` when no thread became free in time, and what the work throws.
  package func run<Value: Sendable>(
    within seconds: Double = 30, _ work: @escaping @Sendable (WorkSignal) throws -> Value
  ) async throws -> Value {
    try await slot()
    let signal = WorkSignal(seconds: seconds)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let thread = Thread { [self] in
          Thread.current.threadDictionary[Self.threadMark] = true
          let result = Result { try work(signal) }
          free()
          continuation.resume(with: result)
        }
        thread.name = Self.threadMark
        thread.stackSize = 1 << 20
        thread.start()
      }
    } onCancel: {
      signal.stop()
    }
  }

  /// Returns when a thread may be started.
  private func slot() async throws {
    let id: Int? = state.withLock { state in
      guard state.running >= limit else {
        state.running += 1
        return nil
      }
      state.last += 1
      return state.last
    }
    guard let id else { return }
    let (turn, place) = AsyncStream<Void>.makeStream()
    state.withLock {
      $0.waiting.append(
        (
          id,
          {
            place.yield(()); place.finish()
          }
        ))
    }
    // Freed between the two looks: nobody else would wake us.
    if let start = next() { start() }
    let isIn = await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        for await _ in turn { return true }
        return false
      }
      group.addTask { [patience] in
        // Ends early by cancellation.
        try? await Task.sleep(for: patience)
        return false
      }
      let first = await group.next() ?? false
      group.cancelAll()
      return first
    }
    if isIn { return }
    let gaveUp = state.withLock { state in
      guard let place = state.waiting.firstIndex(where: { $0.id == id }) else { return false }
      state.waiting.remove(at: place)
      return true
    }
    // It was our turn at the last moment: the place goes to the next one.
    if !gaveUp { free() }
    try Task.checkCancellation()
    throw ToolFailure(.rateLimited, "Too many files are being read at once; try again.")
  }

  private func next() -> (@Sendable () -> Void)? {
    state.withLock { state in
      guard state.running < limit, !state.waiting.isEmpty else { return nil }
      state.running += 1
      return state.waiting.removeFirst().start
    }
  }

  private func free() {
    state.withLock { $0.running -= 1 }
    if let start = next() { start() }
  }
}

/// Tells work on a thread of its own to stop.
package final class WorkSignal: Sendable {
  private let stopped = Atomic(false)
  private let end: ContinuousClock.Instant

  package init(seconds: Double) { end = .now + .seconds(seconds) }

  func stop() { stopped.store(true, ordering: .relaxed) }

  package var isCancelled: Bool { stopped.load(ordering: .relaxed) }
  var isLate: Bool { ContinuousClock.now >= end }

  /// - Throws: `CancellationError`, or `timeout` when the time is over.
  package func check() throws {
    if isCancelled { throw CancellationError() }
    if isLate { throw ToolFailure(.timeout, "It took too long and was stopped.") }
  }
}
