import HTTPTypes
import Hummingbird
import HummingbirdCore
package import Logging
package import MnemeCore
import MnemeMCP
import NIOCore
import ServiceLifecycle

/// The HTTP edge as one service of the process's service group.
///
/// A graceful shutdown stops accepting, closes idle connections, lets running answers finish within
/// `ServerSettings.shutdownSeconds`, then ends them with an error their clients can read.
package struct HTTPServer: Service, CustomStringConvertible {
  /// Service groups log their services whole; this one holds keys.
  package var description: String { "HTTPServer" }

  /// Settings that only tests change.
  package struct Tuning: Sendable {
    package var timeouts = ConnectionTimeouts()
    /// Silence in a stream after which a comment is sent.
    package var keepAlive = Duration.seconds(15)
    /// How long a stream's head waits for the model's first word.
    package var headPatience = Duration.seconds(3)
    /// Connections open at once; more wait to be accepted, and idle ones give way to them.
    package var maxConnections = 512
    /// Event feeds open at once; more are refused with 429.
    package var maxFeeds = 64

    package init() {}
  }

  let services: HTTPServices
  let settings: ServerSettings
  private let localToken: String?
  let version: String
  let tuning: Tuning
  let identifiers: any IdentifierSource
  let wallClock: any WallClock
  let logger: Logger
  private let onBound: @Sendable (Int) async -> Void

  /// - Parameters:
  ///   - localToken: accepted beside the API key from this machine: the commands' way to a running server.
  ///   - onBound: called once with the port that was bound.
  package init(
    services: HTTPServices, settings: ServerSettings, version: String, localToken: String? = nil,
    tuning: Tuning = Tuning(), identifiers: any IdentifierSource = UUIDv7Source(),
    wallClock: any WallClock = SystemClock(), logger: Logger,
    onBound: @escaping @Sendable (Int) async -> Void = { _ in }
  ) {
    self.services = services
    self.settings = settings
    self.version = version
    self.localToken = localToken
    self.tuning = tuning
    self.identifiers = identifiers
    self.wallClock = wallClock
    self.logger = logger
    self.onBound = onBound
  }

  /// - Throws: `MnemeError.configuration` when the address cannot be bound or may not be without a key.
  package func run() async throws {
    try checkAddress()
    try ResourceMetadata.check(settings)
    let registry = ConnectionRegistry(grace: tuning.timeouts.grace)
    let app = application(registry)
    let seconds = settings.shutdownSeconds
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        do { try await app.run() } catch let error as IOError { throw bindFailure(error) }
      }
      if let mcp = services.mcp {
        group.addTask { await mcp.run() }
      }
      group.addTask {
        try await gracefulShutdown()
        services.mcp?.stop()
        registry.stopping.fire(.shutdown)
        try await Task.sleep(for: .seconds(seconds))
        registry.expireTurns()
        // Two seconds at most for the last words of the turns, and a moment for them to leave.
        _ = await Drain.together(within: .seconds(2), [("turns", { await registry.turns.emptied() })])
        try await Task.sleep(for: .milliseconds(100))
        registry.closeAll()
        try await Task.sleep(for: .seconds(2))
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private func application(_ registry: ConnectionRegistry) -> some ApplicationProtocol {
    let metadata = ResourceMetadata(settings)
    let gateway = Gateway(
      access: AccessPolicy(settings: settings, localToken: localToken), routes: routes(registry),
      registry: registry, identifiers: identifiers, observer: services.observer, metadata: metadata,
      gate: services.mcpTokens.flatMap { tokens in metadata.map { TokenGate(tokens: tokens, metadata: $0) } },
      logger: logger)
    let timeouts = tuning.timeouts
    let onBound = onBound
    return Application(
      responder: gateway,
      server: HTTPServerBuilder { responder in
        GuardedHTTP1Channel(responder: responder, registry: registry, timeouts: timeouts)
      },
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port),
        availableConnectionsDelegate: ConnectionPlaces(limit: tuning.maxConnections, registry: registry)),
      onServerRunning: { channel in await onBound(channel.localAddress?.port ?? 0) },
      logger: logger)
  }

  private func checkAddress() throws(MnemeError) {
    guard settings.apiKey?.isEmpty ?? true, HostName(settings.host)?.isLoopback != true else { return }
    throw MnemeError(
      .configuration,
      "Listening on '\(settings.host)' needs an API key: set MNEME_API_KEY, or listen on 127.0.0.1.")
  }

  private func bindFailure(_ error: IOError) -> MnemeError {
    MnemeError(
      .configuration,
      "Cannot listen on \(settings.host):\(settings.port). Is another program using the port? "
        + "Choose another with --port.", underlying: error)
  }
}
