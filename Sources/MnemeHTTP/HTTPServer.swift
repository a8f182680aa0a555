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
    package var maxConnections = 4096
    /// Event feeds open at once; more are refused with 429.
    package var maxFeeds = 64
    /// WebSockets that follow events at once; more are refused.
    package var maxSocketFeeds = 1024
    package var socket = SocketTiming()

    package init() {}
  }

  /// Where it listens.
  package struct Bound: Sendable {
    package let port: Int
    /// Without TLS, on 127.0.0.1 alone where `port` speaks it: for the commands of this machine, which know no certificate.
    package let plainPort: Int
  }

  let services: HTTPServices
  let settings: ServerSettings
  private let localToken: String?
  let version: String
  let tuning: Tuning
  let identifiers: any IdentifierSource
  let wallClock: any WallClock
  let logger: Logger
  private let onBound: @Sendable (Bound) async -> Void

  /// - Parameters:
  ///   - localToken: accepted beside the API key from this machine: the commands' way to a running server.
  ///   - onBound: called once with what was bound.
  package init(
    services: HTTPServices, settings: ServerSettings, version: String, localToken: String? = nil,
    tuning: Tuning = Tuning(), identifiers: any IdentifierSource = UUIDv7Source(),
    wallClock: any WallClock = SystemClock(), logger: Logger,
    onBound: @escaping @Sendable (Bound) async -> Void = { _ in }
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
    let identity = try TLSIdentity(settings, logger: logger)
    let gateway = gateway(registry)
    let (plain, plainBound) = AsyncStream<Int>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let onBound = onBound
    let app = application(gateway, registry, settings.host, settings.port, identity) { port in
      var plainPort = port
      if identity != nil {
        for await bound in plain {
          plainPort = bound
          break
        }
      }
      await onBound(Bound(port: port, plainPort: plainPort))
    }
    let seconds = settings.shutdownSeconds
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        do { try await app.run() } catch let error as IOError { throw bindFailure(error) }
      }
      if let identity {
        let plainApp = application(gateway, registry, "127.0.0.1", 0, nil) { plainBound.yield($0) }
        group.addTask {
          defer { plainBound.finish() }
          try await plainApp.run()
        }
        group.addTask { await identity.run() }
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

  private func gateway(_ registry: ConnectionRegistry) -> Gateway {
    let metadata = ResourceMetadata(settings)
    let access = AccessPolicy(settings: settings, localToken: localToken, directory: services.access)
    return Gateway(
      access: access, routes: routes(registry, access),
      registry: registry, identifiers: identifiers, observer: services.observer, metadata: metadata,
      audit: services.audit.map { AccessAudit(trail: $0, clock: wallClock) },
      gate: services.mcpTokens.flatMap { tokens in metadata.map { TokenGate(tokens: tokens, metadata: $0) } },
      logger: logger)
  }

  private func application(
    _ gateway: Gateway, _ registry: ConnectionRegistry, _ host: String, _ port: Int, _ identity: TLSIdentity?,
    onBound: @escaping @Sendable (Int) async -> Void
  ) -> some ApplicationProtocol {
    let timeouts = tuning.timeouts
    return Application(
      responder: gateway,
      server: HTTPServerBuilder { responder in
        GuardedHTTP1Channel(
          responder: responder, registry: registry, timeouts: timeouts, identity: identity)
      },
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port),
        availableConnectionsDelegate: ConnectionPlaces(limit: tuning.maxConnections, registry: registry)),
      onServerRunning: { channel in await onBound(channel.localAddress?.port ?? 0) },
      logger: logger)
  }

  private func checkAddress() throws(MnemeError) {
    guard settings.apiKey?.isEmpty ?? true, services.access?.hasCredentials != true,
      HostName(settings.host)?.isLoopback != true
    else { return }
    throw MnemeError(
      .configuration,
      "Listening on '\(settings.host)' needs an API key: set MNEME_API_KEY, or make a key with "
        + "'mneme keys create', or listen on 127.0.0.1.")
  }

  private func bindFailure(_ error: IOError) -> MnemeError {
    MnemeError(
      .configuration,
      "Cannot listen on \(settings.host):\(settings.port). Is another program using the port? "
        + "Choose another with --port.", underlying: error)
  }
}
