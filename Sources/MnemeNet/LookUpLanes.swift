import Dispatch
import Synchronization

/// A few threads for calls that block and cannot be broken off. Who does not wait any more leaves at once; the call ends by itself.
final class LookUpLanes: Sendable {
  private struct State {
    var running = 0
    /// Oldest first.
    var waiting: [@Sendable () -> Void] = []
  }

  private let width: Int
  private let queue = DispatchQueue(label: "mneme.lookup", attributes: .concurrent)
  private let state = Mutex(State())

  /// - Parameter width: calls at once.
  init(width: Int) { self.width = width }

  /// - Throws: what the work throws; `CancellationError` when the task is cancelled.
  func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    let seat = Seat<Value>()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        guard seat.take(continuation) else { return }
        // What nobody waits for when its turn comes is not begun.
        begin { if seat.isTaken { seat.leave(with: Result { try work() }) } }
      }
    } onCancel: {
      seat.leave(with: .failure(CancellationError()))
    }
  }

  private func begin(_ work: @escaping @Sendable () -> Void) {
    let isFree = state.withLock { state in
      guard state.running < width else {
        state.waiting.append(work)
        return false
      }
      state.running += 1
      return true
    }
    if isFree { carry(work) }
  }

  private func carry(_ work: @escaping @Sendable () -> Void) {
    queue.async { [self] in
      work()
      let next = state.withLock { state -> (@Sendable () -> Void)? in
        if state.waiting.isEmpty {
          state.running -= 1
          return nil
        }
        return state.waiting.removeFirst()
      }
      if let next { carry(next) }
    }
  }
}

/// Of one who waits: left once.
private final class Seat<Value: Sendable>: Sendable {
  private enum State {
    case free
    case taken(CheckedContinuation<Value, any Error>)
    case left
  }

  private let state = Mutex(State.free)

  var isTaken: Bool {
    state.withLock { state in
      if case .taken = state { true } else { false }
    }
  }

  /// - Returns: false where it was left before.
  func take(_ continuation: CheckedContinuation<Value, any Error>) -> Bool {
    let isTaken = state.withLock { state in
      if case .left = state { return false }
      state = .taken(continuation)
      return true
    }
    if !isTaken { continuation.resume(throwing: CancellationError()) }
    return isTaken
  }

  func leave(with result: Result<Value, any Error>) {
    let continuation = state.withLock { state -> CheckedContinuation<Value, any Error>? in
      defer { state = .left }
      if case .taken(let continuation) = state { return continuation }
      return nil
    }
    continuation?.resume(with: result)
  }
}
