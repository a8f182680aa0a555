/// Work that outlives the call which caused it: open streams, answers to servers, notes of cancellation. It runs inside `run`,
/// so that nothing is left over when that has ended.
final class BackgroundWork: Sendable {
  typealias Job = @Sendable () async -> Void

  private let jobs: AsyncStream<Job>
  private let continuation: AsyncStream<Job>.Continuation

  init() {
    (jobs, continuation) = AsyncStream.makeStream()
  }

  /// Begins as soon as `run` does; dropped after `stop`.
  func start(_ job: @escaping Job) { continuation.yield(job) }

  /// Runs what is started until it is cancelled or stopped. Once.
  func run() async {
    await withDiscardingTaskGroup { group in
      for await job in jobs { group.addTask { await job() } }
      group.cancelAll()
    }
  }

  func stop() { continuation.finish() }
}
