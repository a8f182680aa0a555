import Synchronization

/// Ends work that runs elsewhere: whatever runs under it is cancelled when it is given.
final class StopSignal: Sendable {
  private struct State {
    var isStopped = false
    var next = 0
    var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
  }

  private let state = Mutex(State())

  var isStopped: Bool { state.withLock { $0.isStopped } }

  /// Again it does nothing.
  func stop() {
    let waiting = state.withLock { state in
      defer { state.waiting = [:] }
      state.isStopped = true
      return state.waiting.values.map { $0 }
    }
    for continuation in waiting { continuation.finish() }
  }

  /// Runs `body` until it ends or the signal is given; has ended when this returns.
  /// - Returns: nil when the signal came first.
  func running<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value? {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    let place: Int? = state.withLock { state in
      guard !state.isStopped else { return nil }
      state.next += 1
      state.waiting[state.next] = continuation
      return state.next
    }
    guard let place else { return nil }
    defer {
      _ = state.withLock { $0.waiting.removeValue(forKey: place) }
    }
    return await withTaskGroup(of: Value?.self) { group in
      group.addTask { await body() }
      group.addTask {
        for await _ in stream {}
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
  }
}
