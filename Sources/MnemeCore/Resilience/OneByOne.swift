/// Lets one after another through, in the order in which they came.
package actor OneByOne {
  private var isBusy = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  package init() {}

  /// Runs `body` when all that came before have ended. Cancellation does not end the wait: each has its turn.
  package func run<Value: Sendable, Failure: Error>(
    _ body: @Sendable () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    if isBusy { await withCheckedContinuation { waiting.append($0) } } else { isBusy = true }
    // It stays busy when the turn is handed on, so that nobody who comes in between is first.
    defer { if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() } }
    return try await body()
  }
}
