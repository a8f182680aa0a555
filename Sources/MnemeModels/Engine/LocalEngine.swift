import Foundation
package import MnemeCore

/// Runs the local chat engine: a server of its own on a loopback port, with a key that only this process knows, started
/// again when it ends, stopped with us.
package actor LocalEngine {
  package let choice: EngineChoice
  private let fetcher: any HTTPFetching
  private let clock: any WallClock
  private let settings: ChatModelSettings
  private var supervision = EngineSupervision()
  private var process: EngineProcess?
  private var address: (endpoint: RemoteEndpoint, key: String)?
  private var waiters: [AsyncStream<Void>.Continuation] = []
  private var isStopping = false
  private let demands: AsyncStream<Void>
  private let demand: AsyncStream<Void>.Continuation

  /// A model is loaded in seconds; one of many gigabytes from a slow disk in minutes.
  private static let patience = Duration.seconds(300)

  package init(
    choice: EngineChoice, settings: ChatModelSettings, fetcher: any HTTPFetching, clock: any WallClock = SystemClock()
  ) {
    self.choice = choice
    self.settings = settings
    self.fetcher = fetcher
    self.clock = clock
    (demands, demand) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Keeps the engine running until the task is cancelled; then stops it and returns.
  /// - Parameter onDemand: starts it when the model is asked for the first time, not before.
  package func run(onDemand: Bool = false) async {
    // Cancellation ends the waiting too.
    if onDemand { for await _ in demands { break } }
    if !Task.isCancelled, case .start = supervision.begin() {
      while !Task.isCancelled {
        await runOnce()
        guard !Task.isCancelled, case .start(let pause) = supervision.ended(at: .now) else { break }
        wakeAll()
        // Cancellation ends the pause and the loop.
        try? await Task.sleep(for: pause)
        supervision.restarting()
      }
    }
    isStopping = true
    supervision.stop()
    wakeAll()
  }

  /// The model as it can be asked now; waits while it is being loaded.
  /// - Throws: `unavailable` when it does not run.
  func model() async throws(MnemeError) -> RemoteChatModel {
    demand.yield()
    while supervision.state == .loading || supervision.state == .stopped, !isStopping, !Task.isCancelled {
      let (wakes, waiter) = AsyncStream.makeStream(of: Void.self)
      waiters.append(waiter)
      // Cancellation ends the waiting too.
      for await _ in wakes { break }
    }
    if Task.isCancelled {
      throw MnemeError(.unavailable, "The request was cancelled.", underlying: CancellationError())
    }
    guard supervision.state == .ready, let address else {
      throw MnemeError(
        .unavailable,
        isStopping
          ? "The server is stopping."
          : "The local engine does not run: it ended \(supervision.failures) times. Is there enough memory for the model?",
        retryAfter: isStopping ? nil : 5)
    }
    var settings = settings
    settings.apiKey = address.key
    settings.contextTokens = choice.profile.window
    return RemoteChatModel(
      name: choice.name, remoteName: choice.name, endpoint: address.endpoint, settings: settings, fetcher: fetcher,
      clock: clock)
  }

  /// For people.
  package var entry: ModelReport.Entry {
    let (state, reason): (ModelReport.Entry.State, String?) =
      switch supervision.state {
      case .ready: (.ready, nil)
      case .loading: (.loading, nil)
      case .stopped: (.loading, "It is started when it is asked for the first time.")
      case .waiting: (.resting, "It ended \(supervision.failures) times and is started again.")
      }
    return ModelReport.Entry(
      name: choice.name, provider: "local engine", server: address?.endpoint.server, isLocal: true,
      window: choice.profile.window, state: state, reason: reason)
  }

  // MARK: One run

  private func runOnce() async {
    let key = UUID().uuidString
    guard let port = FreePort.find(), let endpoint = try? RemoteEndpoint("http://127.0.0.1:\(port)") else { return }
    let process: EngineProcess
    do throws(MnemeError) {
      process = try EngineProcess(arguments(port: port), program: choice.program, environment: environment(key: key))
    } catch {
      return
    }
    self.process = process
    address = (endpoint, key)
    // Ends when the model is loaded, or with the process; a cancelled run stops the process, which ends both.
    await withTaskCancellationHandler {
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          if await self.answers(endpoint, key: key) { await self.loaded() } else { process.stop() }
        }
        group.addTask { await process.ended() }
        // The probing ends early when all is well; the process ends the run.
        _ = await group.next()
        _ = await group.next()
      }
    } onCancel: {
      process.stop()
    }
    process.stop()
    self.process = nil
    address = nil
    wakeAll()
  }

  private func loaded() {
    supervision.loaded(at: .now)
    wakeAll()
  }

  private func wakeAll() {
    let all = waiters
    waiters = []
    for waiter in all { waiter.finish() }
  }

  /// Asks until the engine says that its model is loaded; false when it does not in time.
  private nonisolated func answers(_ endpoint: RemoteEndpoint, key: String) async -> Bool {
    let start = ContinuousClock.now
    while !Task.isCancelled, ContinuousClock.now - start < Self.patience {
      let request = FetchRequest(
        url: endpoint.root + "/health", headers: endpoint.headers(apiKey: key), headTimeout: .seconds(2),
        idleTimeout: .seconds(2))
      // Not listening yet, or 503 while it loads.
      if let response = try? await fetcher.fetch(request) {
        _ = try? await response.collect(upTo: 4096)
        if response.status == 200 { return true }
      }
      guard await isRunning else { return true }
      do {
        try await Task.sleep(for: .milliseconds(50))
      } catch {
        return true
      }
    }
    return Task.isCancelled
  }

  private var isRunning: Bool { process != nil && supervision.state == .loading }

  private func arguments(port: Int) -> [String] {
    // No polling: idle threads that spin starve everything else on a small machine.
    let threads = max(1, ProcessInfo.processInfo.activeProcessorCount / 2)
    return [
      "--model", choice.file, "--alias", choice.name, "--host", "127.0.0.1", "--port", "\(port)", "--ctx-size",
      "\(choice.profile.window)", "--parallel", "1", "--threads", "\(threads)", "--threads-batch", "\(threads)",
      "--poll",
      "0", "--poll-batch", "0", "--threads-http", "4", "--no-webui", "--no-slots", "--offline", "--log-disable",
    ]
  }

  /// The key does not stand among the arguments, which everybody on the machine can read.
  private func environment(key: String) -> [String: String] {
    ["LLAMA_API_KEY": key, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
  }
}
