/// Runs requests that may outlive the connection they came on. They end with `run`.
package final class RequestRunner: Sendable {
  package typealias Job = @Sendable () async -> Void

  private let jobs: AsyncStream<Job>
  private let continuation: AsyncStream<Job>.Continuation

  package init() {
    (jobs, continuation) = AsyncStream.makeStream()
  }

  /// - Returns: false when nothing is run any more.
  package func submit(_ job: @escaping Job) -> Bool {
    switch continuation.yield(job) {
    case .enqueued: true
    default: false
    }
  }

  /// Runs what is submitted, side by side, until the task is cancelled.
  package func run() async {
    await withDiscardingTaskGroup { group in
      for await job in jobs { group.addTask { await job() } }
      group.cancelAll()
    }
  }

  package func finish() { continuation.finish() }
}
