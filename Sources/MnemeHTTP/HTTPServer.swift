import HTTPTypes
import Hummingbird
import HummingbirdCore
package import Logging
package import MnemeCore
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
    /// Connections open at once; more wait to be accepted.
    package var maxConnections = 512

    package init() {}
  }

  private let services: HTTPServices
  private let settings: ServerSettings
  private let localToken: String?
  private let version: String
  private let tuning: Tuning
  private let identifiers: any IdentifierSource
  private let wallClock: any WallClock
  private let logger: Logger
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
    let registry = ConnectionRegistry()
    let app = application(registry)
    let seconds = settings.shutdownSeconds
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        do { try await app.run() } catch let error as IOError { throw bindFailure(error) }
      }
      group.addTask {
        try await gracefulShutdown()
        registry.stopping.fire(.shutdown)
        try await Task.sleep(for: .seconds(seconds))
        registry.expireTurns()
        // Two seconds at most for the last words of the turns, and a moment for them to leave.
        for _ in 0..<100 where registry.turns > 0 { try await Task.sleep(for: .milliseconds(20)) }
        try await Task.sleep(for: .milliseconds(100))
        registry.closeAll()
        try await Task.sleep(for: .seconds(2))
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private func application(_ registry: ConnectionRegistry) -> some ApplicationProtocol {
    let gateway = Gateway(
      access: AccessPolicy(settings: settings, localToken: localToken), routes: routes(registry),
      registry: registry, identifiers: identifiers, logger: logger)
    let timeouts = tuning.timeouts
    let onBound = onBound
    return Application(
      responder: gateway,
      server: HTTPServerBuilder { responder in
        GuardedHTTP1Channel(responder: responder, registry: registry, timeouts: timeouts)
      },
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port),
        availableConnectionsDelegate: MaximumAvailableConnections(tuning.maxConnections, logger: logger)),
      onServerRunning: { channel in await onBound(channel.localAddress?.port ?? 0) },
      logger: logger)
  }

  private func routes(_ registry: ConnectionRegistry) -> [Route] {
    let chat = ChatController(
      chat: services.chat, registry: registry, settings: settings, identifiers: identifiers, wallClock: wallClock,
      keepAlive: tuning.keepAlive, logger: logger)
    let models = ModelController(chat: services.chat)
    let memory = MemoryController(memory: services.memory, maxBodyBytes: settings.maxBodyBytes)
    let imports = ImportController(imports: services.imports)
    let status = StatusController(services: services, registry: registry, version: version)
    return PageController().routes + [
      Route("/health/quick", isOpen: true, [(.get, status.health)]),
      Route("/v1/chat/completions", [(.post, chat.complete)]),
      Route("/v1/models", [(.get, models.list)]),
      Route("/v1/models/:id*", [(.get, models.show)]),
      Route("/v1/memories", [(.get, memory.list), (.post, memory.add)]),
      Route("/v1/memories/search", [(.post, memory.search)]),
      Route("/v1/memories/:id", [(.delete, memory.retire)]),
      Route("/v1/memories/:id/history", [(.get, memory.history)]),
      Route("/v1/import", [(.post, imports.run)]),
      Route("/v1/jobs", [(.get, status.jobs)]),
      Route("/v1/sessions", [(.get, status.sessions)]),
    ]
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
