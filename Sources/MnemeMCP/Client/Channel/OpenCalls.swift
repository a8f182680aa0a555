import MnemeCore
import Synchronization

/// The requests of one connection that wait for their answer or report progress.
final class OpenCalls: Sendable {
  private struct Call {
    var continuation: CheckedContinuation<JSONValue, any Error>?
    /// Came before anybody waited.
    var outcome: Result<JSONValue, any Error>?
    var report: (@Sendable (ToolProgress) -> Void)?
    var progress = -Double.infinity
  }

  private struct State {
    var calls: [Int64: Call] = [:]
    var failure: RemoteServerError?
  }

  private let state = Mutex(State())

  /// Must stand before the request is sent.
  /// - Throws: why the connection has ended.
  func open(_ id: Int64, report: (@Sendable (ToolProgress) -> Void)?) throws(RemoteServerError) {
    let failure = state.withLock { state in
      if state.failure == nil { state.calls[id] = Call(report: report) }
      return state.failure
    }
    if let failure { throw failure }
  }

  func close(_ id: Int64) { finish(id, .failure(CancellationError())) }

  /// The result of an open call. Cancelling the task throws at once.
  func answer(to id: Int64) async throws -> JSONValue {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let ready: Result<JSONValue, any Error>? = state.withLock { state in
          guard let call = state.calls[id] else { return .failure(CancellationError()) }
          if let outcome = call.outcome {
            state.calls[id] = nil
            return outcome
          }
          state.calls[id]?.continuation = continuation
          return nil
        }
        if let ready { continuation.resume(with: ready) }
      }
    } onCancel: {
      finish(id, .failure(CancellationError()))
    }
  }

  /// An answer that nobody waits for is dropped: it is late, or of a question that was never asked.
  func resolve(_ response: RPCResponse) {
    guard case .integer(let id)? = response.id else { return }
    finish(id, response.outcome.mapError { RemoteServerError($0) })
  }

  /// Reports come in order and grow; others are dropped.
  func progress(_ params: JSONValue?) {
    guard case .integer(let id)? = params?["progressToken"], let done = params?["progress"]?.double else { return }
    let report: (@Sendable (ToolProgress) -> Void)? = state.withLock { state in
      guard let call = state.calls[id], done > call.progress else { return nil }
      state.calls[id]?.progress = done
      return call.report
    }
    let message = params?["message"]?.string.map { String($0.prefix(500)) }
    report?(ToolProgress(done: done, total: params?["total"]?.double, message: message))
  }

  /// The connection has ended; nothing opens after it.
  func fail(_ error: RemoteServerError) {
    let ids = state.withLock { state in
      if state.failure == nil { state.failure = error }
      return Array(state.calls.keys)
    }
    for id in ids { finish(id, .failure(error)) }
  }

  /// Ends what waits now, for one reason; the connection goes on.
  func failWaiting(_ error: RemoteServerError) {
    for id in state.withLock({ Array($0.calls.keys) }) { finish(id, .failure(error)) }
  }

  private func finish(_ id: Int64, _ outcome: Result<JSONValue, any Error>) {
    let continuation: CheckedContinuation<JSONValue, any Error>? = state.withLock { state in
      guard let call = state.calls[id] else { return nil }
      if call.continuation != nil {
        state.calls[id] = nil
      } else if call.outcome == nil {
        state.calls[id]?.outcome = outcome
      }
      return call.continuation
    }
    continuation?.resume(with: outcome)
  }

  /// Forgets it, answered or not.
  func drop(_ id: Int64) { _ = state.withLock { $0.calls.removeValue(forKey: id) } }
}
