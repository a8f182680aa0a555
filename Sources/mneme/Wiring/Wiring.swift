import Foundation
import Logging
import MnemeAssistant
import MnemeCore
import MnemeHTTP
import MnemeMCP
import MnemeMemory
import MnemeModels
import MnemeNet
import MnemeSQLite
import MnemeTelemetry
import MnemeTools
import ServiceLifecycle
import UnixSignals

/// What a command works with, whether in this process or in a running server.
struct Services: Sendable {
  let memory: any MemoryService
  let curation: any MemoryCuration
  let imports: any ImportService
  let chat: any ChatService
  let archive: any ArchiveService
  let graph: any GraphService
  let forgetting: any ForgettingService
  let transfer: any TransferService
  let maintenance: any MaintenanceService
  let prompts: any PromptInspection
  let models: any ModelInspection
  let persona: any PersonaService
  let extraction: any ExtractionService
  let tools: any ToolAdministration
  let schedule: any ScheduleService
  let keys: any APIKeyService
  let people: any PeopleService
  /// Has the tools of other programs' servers joined, where this process is the one that runs tools.
  var useRemoteTools: @Sendable (_ waiting: Bool) async -> Void = { _ in }
  let close: @Sendable () async -> Void
}

/// The object graph, top to bottom.
enum Wiring {
  /// Opens the store of the data directory for one command; the caller holds the directory's lock.
  static func openLocal(
    _ settings: Settings, logger: Logger, clock: any WallClock
  ) async throws -> Services {
    let kept = try await ChatModelSetup.keptKeys(settings)
    let house = try House(settings, clock: clock, kept: kept, logger: logger)
    // A server answers by words while the encoder loads; a command has one answer to give.
    _ = await house.loadEncoder()
    // Awaited by `close`.
    let worker = Task { await house.engine.run() }
    let localEngine = Task { await house.localEngine?.run(onDemand: true) }
    let agents = Task { await house.agents.run() }
    let descriptions = Task { await house.tools.followDescriptions() }
    let remote = RemoteToolRun(house: house)
    try await house.access.load()
    return Services(
      memory: house.engine, curation: house.engine, imports: house.engine, chat: house.assistant,
      archive: house.engine, graph: house.engine, forgetting: house.engine, transfer: house.transfer,
      maintenance: house.engine, prompts: house.assistant, models: house.models, persona: house.persona,
      extraction: house.extraction, tools: house.toolDesk, schedule: house.scheduler,
      keys: house.access, people: house.access,
      useRemoteTools: { await remote.start(waiting: $0) }
    ) {
      agents.cancel()
      await agents.value
      descriptions.cancel()
      await descriptions.value
      await house.assistant.drained()
      await remote.stop()
      localEngine.cancel()
      worker.cancel()
      await localEngine.value
      await worker.value
      await house.close()
    }
  }

  /// Serves until the process is asked to stop. The lock's file tells other commands the address.
  static func serve(_ settings: Settings, lock: DataDirectoryLock, log: ProgramLog) async throws {
    let logger = log.logger
    let kept = try await ChatModelSetup.keptKeys(settings)
    let house = try House(
      settings, clock: SystemClock(), secrets: [lock.token], kept: kept, log: log, logger: logger)
    try await house.access.load()
    let preparation = Preparation(house: house)
    let audit = settings.server.keepsAudit ? AuditFile(settings) : nil
    var tuning = HTTPServer.Tuning()
    tuning.maxConnections = min(tuning.maxConnections, max(64, OpenFiles.raise() - 256))
    let server = HTTPServer(
      services: house.httpServices(
        mcp: HTTPTransport(server: house.mcpServer(), clock: SystemClock()), settings: settings, audit: audit),
      settings: settings.server, version: Version.current, localToken: lock.token, tuning: tuning, logger: logger,
      onBound: { bound in
        do throws(MnemeError) {
          try ServerAnnouncement.publish(settings, bound, lock: lock)
        } catch {
          logger.error("server.unpublished", metadata: ["error.code": "\(error.code.rawValue)"])
        }
        // Nobody is let in before this returns.
        preparation.begin(port: bound.port)
      })
    let tokens = house.accessTokens.map { BackgroundService(name: "AccessTokenService", work: $0.run) }
    // Stopped in reverse order: first no new requests, then the queue, then what they stand on.
    var configuration = ServiceGroupConfiguration(
      services: log.services + (audit?.services ?? []) + (tokens.map { [.init(service: $0)] } ?? []) + [
        .init(service: AlertService(monitor: house.monitor)),
        .init(service: LocalEngineService(engine: house.localEngine)),
        .init(service: QueueService(house: house)),
        .init(service: ToolUpkeep(desk: house.toolDesk)),
        .init(service: BackgroundService(name: "AgentService", work: house.agents.run)),
        .init(service: BackgroundService(name: "ToolDescriptionService", work: house.tools.followDescriptions)),
        .init(service: BackgroundService(name: "AccessService", work: house.access.run)),
        .init(service: BackgroundService(name: "ScheduleService", work: house.scheduler.run)),
        .init(service: BackgroundService(name: "BackupService", work: house.backups.run)),
        .init(service: RemoteToolService(house: house)),
        .init(service: preparation),
        .init(
          service: server, successTerminationBehavior: .gracefullyShutdownGroup,
          failureTerminationBehavior: .gracefullyShutdownGroup),
        .init(service: StopNotice(settings: settings)),
      ],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = Duration.seconds(settings.server.shutdownSeconds + 10)
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch {
      await house.close()
      throw error
    }
    await house.close()
    ServerAnnouncement.stopped()
  }
}

/// The last to start and so the first to hear of the stop.
private struct StopNotice: Service, CustomStringConvertible {
  let description = "StopNotice"
  let settings: Settings

  func run() async throws {
    try await gracefulShutdown()
    ServerAnnouncement.stopping(settings)
  }
}

/// Keeps the local chat engine running until shutdown, after the turns that it answers have ended.
struct LocalEngineService: Service, CustomStringConvertible {
  let description = "LocalEngineService"
  let engine: LocalEngine?
  var onDemand = false

  func run() async throws {
    await cancelWhenGracefulShutdown { await engine?.run(onDemand: onDemand) }
    // Nothing to run: the service itself stays until it is stopped.
    try await gracefulShutdown()
  }
}

/// Works off the queue until shutdown; the turns that still run are kept whole first.
struct QueueService: Service, CustomStringConvertible {
  let description = "QueueService"
  let house: House

  func run() async throws {
    let worker = Task { await house.engine.run() }  // awaited below
    do {
      try await gracefulShutdown()
    } catch {
      worker.cancel()
      await worker.value
      throw error
    }
    await house.assistant.drained()
    worker.cancel()
    await worker.value
  }
}

/// Keeps the log of calls and the calls that wait, until shutdown.
struct ToolUpkeep: Service, CustomStringConvertible {
  let description = "ToolUpkeep"
  let desk: ToolDesk

  func run() async { await cancelWhenGracefulShutdown { await desk.run() } }
}

/// Something that runs until shutdown, and is cancelled then.
struct BackgroundService: Service, CustomStringConvertible {
  let name: String
  let work: @Sendable () async -> Void
  var description: String { name }

  func run() async { await cancelWhenGracefulShutdown { await work() } }
}

/// Posts alerts; those of the last work too.
struct AlertService: Service, CustomStringConvertible {
  let description = "AlertService"
  let monitor: ErrorMonitor

  func run() async {
    await withGracefulShutdownHandler {
      await monitor.run()
    } onGracefulShutdown: {
      monitor.stop()
    }
  }
}
