/// Runs `operation` for at most `duration` of continuous time.
///
/// The operation is cancelled when the time is over or the caller is cancelled, and has ended when this returns: it must
/// answer cancellation.
/// - Throws: `MnemeError.timeout` with `message`, or what the operation throws.
package func withDeadline<Value: Sendable>(
  _ duration: Duration, _ message: @autoclosure @escaping @Sendable () -> String,
  _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  try await withThrowingTaskGroup(of: Value.self) { group in
    group.addTask { try await operation() }
    group.addTask {
      try await Task.sleep(for: duration)
      throw MnemeError(.timeout, message())
    }
    defer { group.cancelAll() }
    guard let value = try await group.next() else { throw CancellationError() }
    return value
  }
}
