import MnemeCore
import Synchronization

/// The time that a request has, without what its authorization takes: a person who logs in needs longer than a server may.
final class RequestDeadline: Sendable {
  private struct State {
    var isPaused = false
    /// Nil until it runs.
    var due: ContinuousClock.Instant?
    var resumed: AsyncStream<Void>.Continuation?
  }

  private enum Step {
    case sleep(ContinuousClock.Instant)
    case wait(AsyncStream<Void>)
    case over
  }

  private let duration: Duration
  private let state = Mutex(State())

  init(_ duration: Duration) { self.duration = duration }

  /// Runs `body` within the time.
  /// - Throws: `timeout`, and what `body` throws.
  func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
    state.withLock { $0.due = .now + duration }
    return try await withThrowingTaskGroup(of: Value.self) { group in
      group.addTask { try await body() }
      group.addTask {
        try await self.expire()
        throw MnemeError(.timeout, "late")
      }
      defer { group.cancelAll() }
      guard let value = try await group.next() else { throw CancellationError() }
      return value
    }
  }

  /// Time that passes in `body` does not count. Not to be nested.
  func pausing<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    let start = ContinuousClock.now
    state.withLock { $0.isPaused = true }
    defer {
      let resumed = state.withLock { state in
        state.isPaused = false
        state.due = state.due.map { $0 + (.now - start) }
        defer { state.resumed = nil }
        return state.resumed
      }
      resumed?.finish()
    }
    return try await body()
  }

  /// Returns when the time is over.
  private func expire() async throws {
    while true {
      switch step() {
      case .sleep(let due): try await Task.sleep(until: due, clock: .continuous)
      case .wait(let signal):
        for await _ in signal {}
        try Task.checkCancellation()
      case .over: return
      }
    }
  }

  private func step() -> Step {
    state.withLock { state in
      if state.isPaused {
        let (signal, continuation) = AsyncStream<Void>.makeStream()
        state.resumed = continuation
        return .wait(signal)
      }
      guard let due = state.due, due > .now else { return .over }
      return .sleep(due)
    }
  }
}
