import Logging
import MnemeCore
import MnemeMCP
import Synchronization

/// Where to go when the server that a relay spoke to has ended: to another one, or to one that this process becomes.
final class StandInServer: Sendable {
  private let settings: Settings
  private let logger: Logger
  private let stopping = CancelSwitch()
  private let hosting = Mutex<Task<Void, Never>?>(nil)

  init(settings: Settings, logger: Logger) {
    self.settings = settings
    self.logger = logger
  }

  /// The server of the data directory now.
  func find() async throws -> RelayTarget {
    switch try await Access.holder(of: DataDirectory(settings.dataDirectory)) {
    case .server(let record): return RelayTarget(record, settings)
    case .us(let lock): return try await host(lock)
    }
  }

  private func host(_ lock: DataDirectoryLock) async throws -> RelayTarget {
    let (ports, bound) = AsyncStream<RelayTarget>.makeStream()
    let log = ProgramLog(settings, secrets: [lock.token], keepsFile: true)
    // Awaited by `stop`.
    let task = Task { [settings, logger, stopping] in
      do {
        try await Wiring.hostMCP(settings, lock: lock, log: log, stopsOnSignals: false, onBound: { bound.yield($0) }) {
          _ in StdioFront { await stopping.wait() }
        }
      } catch {
        logger.error("mcp.host_failed", metadata: ["error.type": "\(type(of: error))"])
      }
      lock.release()
      bound.finish()
    }
    hosting.withLock { $0 = task }
    for await target in ports { return target }
    throw MnemeError(.unavailable, "The data directory cannot be served.")
  }

  func stop() async {
    let task = hosting.withLock { $0 }
    stopping.fire()
    await task?.value
  }
}
