import Dispatch
import Foundation
import MnemeCore
import Synchronization

/// The threads behind `LocalEmbedder` and the queue they share.
///
/// The threads hold the engine, not the embedder: an embedder that is let go without `shutdown()` stops them.
final class EmbeddingEngine: Sendable {
  private struct State {
    enum Phase {
      case idle, loading, ready
      case missing(MnemeError)
      case stopped
    }
    var phase = Phase.idle
    var queue: EmbeddingQueue
  }

  private static let stackBytes = 8 << 20

  private let directory: String
  private let workers: Int
  private let shared: Mutex<State>
  /// Signalled once for each request and, at the end, for each worker; a wake-up may find nothing to do.
  private let arrivals = DispatchSemaphore(value: 0)
  /// Entered by each thread.
  private let threads = DispatchGroup()

  init(directory: String, workers: Int, queueLimit: Int) {
    self.directory = directory
    self.workers = workers
    shared = Mutex(State(queue: EmbeddingQueue(limit: queueLimit)))
  }

  var state: EmbedderState {
    shared.withLock {
      switch $0.phase {
      case .idle, .loading: .loading
      case .ready: .ready
      case .missing(let error): .missing(error.message)
      case .stopped: .missing(LocalEmbedder.stopped.message)
      }
    }
  }

  var waitingTexts: Int { shared.withLock { $0.queue.waitingTexts } }

  func start() {
    shared.withLock { state in
      guard case .idle = state.phase else { return }
      state.phase = .loading
      spawn { $0.loadAndWork() }
    }
  }

  /// Queues a request, or ends it at once with the reason why not. Starts the engine when nobody has.
  func submit(_ request: EmbeddingRequest) {
    start()
    let refusal: MnemeError? = shared.withLock { state in
      switch state.phase {
      case .missing(let error): return error
      case .stopped: return LocalEmbedder.stopped
      case .idle, .loading, .ready: break
      }
      // Cancelled before it came here.
      if request.hasEnded { return nil }
      do throws(MnemeError) {
        try state.queue.add(request)
        return nil
      } catch {
        return error
      }
    }
    if let refusal {
      request.end(.failure(refusal))
    } else {
      arrivals.signal()
    }
  }

  func cancel(_ request: EmbeddingRequest) {
    request.end(.failure(LocalEmbedder.cancelled))
    // When it is in work already, the worker sees that it has ended.
    shared.withLock { _ = $0.queue.remove(request) }
  }

  func stop() {
    finish(.stopped, LocalEmbedder.stopped)
    for _ in 0..<workers { arrivals.signal() }
  }

  func shutdown() async {
    stop()
    await withCheckedContinuation { continuation in
      threads.notify(queue: .global()) { continuation.resume() }
    }
  }

  private var isStopped: Bool {
    shared.withLock {
      if case .stopped = $0.phase { true } else { false }
    }
  }

  /// Enters a last phase and ends all that waits. Stopped stays stopped.
  private func finish(_ phase: State.Phase, _ error: MnemeError) {
    let waiting = shared.withLock { state in
      if case .stopped = state.phase { return state.queue.takeAll() }
      state.phase = phase
      return state.queue.takeAll()
    }
    for request in waiting { request.end(.failure(error)) }
  }

  private func spawn(_ body: @escaping @Sendable (EmbeddingEngine) -> Void) {
    threads.enter()
    let thread = Thread { [self] in
      body(self)
      threads.leave()
    }
    thread.name = "mneme.embedding"
    thread.stackSize = Self.stackBytes
    thread.start()
  }

  private func loadAndWork() {
    let loaded: LoadedEncoder
    do throws(MnemeError) {
      loaded = try ModelDirectory.load(directory)
    } catch {
      // To callers a damaged model is no model; the message says which it is.
      let reason = MnemeError(.unavailable, error.message, underlying: error.underlying)
      return finish(.missing(reason), reason)
    }
    let goOn = shared.withLock { state in
      guard case .loading = state.phase else { return false }
      state.phase = .ready
      for _ in 1..<workers { spawn { $0.work(loaded) } }
      return true
    }
    if goOn { work(loaded) }
  }

  private func work(_ loaded: LoadedEncoder) {
    let worker = EmbeddingWorker(
      loaded, urgent: { [self] in shared.withLock { $0.queue.takeQueries() } },
      isStopping: { [self] in isStopped })
    while true {
      arrivals.wait()
      if isStopped { return }
      worker.run(shared.withLock { $0.queue.takeNext() })
    }
  }
}
