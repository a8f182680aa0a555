import Logging
import MnemeCore
import MnemeMCP
import MnemeTools
import ServiceLifecycle
import Synchronization

extension House {
  /// Carries the connections to other programs' servers and keeps their tools in the registry, until it is cancelled. Once.
  func runRemoteTools() async {
    for note in remote.notes { logger.warning("mcp.server_left_out", metadata: ["reason": "\(note)"]) }
    await withDiscardingTaskGroup { group in
      group.addTask { await remote.watch() }
      await remote.servers.run { [tools] server, offered in
        tools.replace(group: "mcp.\(server)", with: offered)
      }
      group.cancelAll()
    }
  }
}

/// Offers the tools of other programs' servers until shutdown.
struct RemoteToolService: Service, CustomStringConvertible {
  let description = "RemoteToolService"
  let house: House

  func run() async throws {
    await cancelWhenGracefulShutdown { await house.runRemoteTools() }
    // Nothing is configured: the service itself stays until it is stopped.
    try await gracefulShutdown()
  }
}

/// The same for one command, which starts it when it needs it.
final class RemoteToolRun: Sendable {
  private let house: House
  private let running = Mutex<Task<Void, Never>?>(nil)

  /// How long a command waits for the tools of all servers.
  private static let patience = Duration.seconds(20)

  init(house: House) { self.house = house }

  /// - Parameter waiting: returns when every server's tools are known or cannot be had.
  func start(waiting: Bool) async {
    running.withLock { running in
      // Awaited by `stop`.
      if running == nil { running = Task { [house] in await house.runRemoteTools() } }
    }
    guard waiting else { return }
    _ = await Drain.together(
      within: Self.patience,
      house.remote.servers.servers.filter(\.configuration.isEnabled).map { [house] server in
        let name = server.configuration.name
        return (
          name,
          {
            // One that cannot be had has no tools, and its health says why.
            guard let offered = try? await house.remote.servers.tools(of: server) else { return }
            house.tools.replace(group: "mcp.\(name)", with: offered)
          }
        )
      })
  }

  func stop() async {
    let task = running.withLock { $0 }
    task?.cancel()
    await task?.value
  }
}
