import Logging
import MnemeAssistant
import MnemeCore
import MnemeHTTP
import MnemeMCP
import MnemeTools
import ServiceLifecycle
import UnixSignals

extension Wiring {
  /// Serves MCP on a free loopback port, open to who may read the directory's record alone, and to `front`, whose end is
  /// the end. Other programs' `mneme mcp` go through it.
  static func hostMCP(
    _ settings: Settings, lock: DataDirectoryLock, log: ProgramLog,
    stopsOnSignals: Bool = true, onBound: @escaping @Sendable (RelayTarget) -> Void = { _ in },
    front: (MCPServer) -> StdioFront
  ) async throws {
    var settings = settings
    settings.server.host = "127.0.0.1"
    settings.server.port = 0
    (settings.server.tlsCertificate, settings.server.tlsKey) = (nil, nil)
    settings.server.apiKey = settings.server.apiKey ?? lock.token
    // Nobody is sent here by an authorization server.
    settings.server.mcpIssuer = nil
    let own = settings
    let kept = try await ChatModelSetup.keptKeys(own)
    let house = try House(
      own, clock: SystemClock(), secrets: [lock.token], kept: kept, log: log, logger: log.logger)
    let preparation = Preparation(house: house)
    let mcp = house.mcpServer()
    let server = HTTPServer(
      services: house.httpServices(mcp: HTTPTransport(server: mcp, clock: SystemClock()), settings: own),
      settings: own.server,
      version: Version.current, localToken: lock.token, logger: log.logger,
      onBound: { bound in
        let url = ServerRecord.localURL(host: own.server.host, port: bound.port)
        do throws(MnemeError) { try lock.publishServer(url: url) } catch {
          log.logger.error("server.unpublished", metadata: ["error.code": "\(error.code.rawValue)"])
        }
        preparation.begin(port: bound.port)
        onBound(RelayTarget(url: url, key: lock.token))
      })
    var services: [ServiceGroupConfiguration.ServiceConfiguration] =
      log.services + [
        .init(service: AlertService(monitor: house.monitor)),
        .init(service: LocalEngineService(engine: house.localEngine, onDemand: true)),
        .init(service: QueueService(house: house)), .init(service: ToolUpkeep(desk: house.toolDesk)),
        .init(service: BackgroundService(name: "AgentService", work: house.agents.run)),
        .init(service: BackgroundService(name: "ToolDescriptionService", work: house.tools.followDescriptions)),
        .init(service: RemoteToolService(house: house)),
        .init(service: preparation),
        .init(
          service: server, successTerminationBehavior: .gracefullyShutdownGroup,
          failureTerminationBehavior: .gracefullyShutdownGroup),
      ]
    services.append(
      .init(
        service: front(mcp), successTerminationBehavior: .gracefullyShutdownGroup,
        failureTerminationBehavior: .gracefullyShutdownGroup))
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: stopsOnSignals ? [.sigterm, .sigint] : [], logger: log.logger)
    configuration.maximumGracefulShutdownDuration = .seconds(own.server.shutdownSeconds + 10)
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch {
      await house.close()
      throw error
    }
    await house.close()
  }
}
