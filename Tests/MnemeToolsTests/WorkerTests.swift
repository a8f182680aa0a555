import Foundation
import MnemeCore
import Synchronization
import Testing

@testable import MnemeTools

@Suite struct WorkerTests {
  @Test func noMoreThreadsThanAllowedAndAllGetTheirTurn() async throws {
    let workers = FileWorkers(limit: 3, patience: .seconds(300))
    let counts = Inside()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<30 {
        group.addTask {
          try await workers.run { _ in
            counts.enter()
            usleep(2000)
            counts.leave()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(counts.peak <= 3 && counts.now == 0)
  }

  @Test func whoWaitsTooLongIsRefusedAndThePlaceIsNotLost() async throws {
    let workers = FileWorkers(limit: 1, patience: .milliseconds(20))
    let stop = Stopping()
    async let busy: Void = workers.run { signal in
      while !stop.isSet { usleep(1000) }
    }
    var refused: ToolErrorCode?
    while refused == nil {
      do { try await workers.run { _ in } } catch let failure as ToolFailure { refused = failure.code }
    }
    #expect(refused == .rateLimited)
    stop.set()
    try await busy
    try await workers.run { _ in }
  }

  @Test func cancellationIsToldToTheWork() async throws {
    let workers = FileWorkers()
    let started = Stopping()
    let task = Task {
      try await workers.run { signal in
        started.set()
        while true {
          try signal.check()
          usleep(500)
        }
      }
    }
    while !started.isSet { await Task.yield() }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    await #expect(throws: ToolFailure.self) {
      try await workers.run(within: 0.01) { signal in while true { try signal.check() } }
    }
  }
}

/// How many are inside at once.
private final class Inside: Sendable {
  private let state = Mutex((now: 0, peak: 0))
  var now: Int { state.withLock { $0.now } }
  var peak: Int { state.withLock { $0.peak } }

  func enter() {
    state.withLock { state in
      state.now += 1
      state.peak = max(state.peak, state.now)
    }
  }

  func leave() { state.withLock { $0.now -= 1 } }
}
