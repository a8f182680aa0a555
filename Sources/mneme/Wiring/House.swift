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

/// Everything of one data directory that lives as long as the process.
struct House: Sendable {
  let store: SQLiteStore
  let embedder: any Embedder
  /// The same, where texts are embedded in this process.
  private let encoder: LocalEmbedder?
  /// For clients that name a model.
  let embeddings: EmbedderShelf
  let fetcher: HTTPFetcher
  let models: InstalledModels
  /// The local chat engine, where one is installed. Whoever serves or chats runs it.
  let localEngine: LocalEngine?
  let persona: Persona
  let engine: MemoryEngine
  let transfer: SpaceTransfer
  let assistant: Assistant
  let tools: ToolRegistry
  /// Servers of other programs, none connected to before it is used.
  let remote: RemoteServerSetup
  /// Of this process, as its MCP server tells it.
  let instance = HTTPTransport.unguessable()
  /// Checks the access tokens of the configured issuer; nil without one.
  let accessTokens: AccessTokens?
  let toolDesk: ToolDesk
  let metrics: ServerMetrics
  let monitor: ErrorMonitor
  /// Both of them.
  let observer: ObserverGroup
  private let gauges = GaugeSource()
  let extraction: ExtractionTest
  let agents: AgentRuns
  let scheduler: Scheduler
  let access: AccessDirectory
  let backups: BackupKeeper
  let logger: Logger

  /// - Parameters:
  ///   - secrets: of this process, besides those of the settings: no answer may hold them.
  ///   - kept: keys of models that the system keeps.
  init(
    _ settings: Settings, clock: any WallClock, secrets: [String] = [], kept: KeptSecrets = KeptSecrets(),
    log: ProgramLog? = nil, logger: Logger
  ) throws {
    self.logger = logger
    store = try SQLiteStore.open(
      directory: settings.dataDirectory, options: .house(settings, clock: clock, logger: logger))
    access = AccessDirectory(
      store: store, clock: clock, identifiers: UUIDv7Source(clock: clock), loginDays: settings.server.loginDays)
    var limits = HTTPFetcher.Limits()
    // Every turn may have an answer on its way at once, and its query beside it.
    limits.connectionsPerHost = max(limits.connectionsPerHost, settings.server.maxConcurrentTurns + 16)
    fetcher = HTTPFetcher(limits: limits)
    if settings.embedding.baseURL?.isEmpty ?? true {
      let local = LocalEmbedder(settings: settings.embedding)
      (embedder, encoder) = (local, local)
    } else {
      embedder = try RemoteEmbedder(settings: settings.embedding, fetcher: fetcher, clock: clock)
      encoder = nil
    }
    embeddings = EmbedderShelf(
      main: embedder, local: encoder ?? LocalEmbedder(settings: settings.embedding), settings: settings.embedding,
      fetcher: fetcher, clock: clock)
    let setup = try ChatModelSetup(settings, kept: kept, usage: store, fetcher: fetcher, clock: clock)
    localEngine = setup.engine
    models = InstalledModels(
      directory: setup.directory, engine: setup.engine, notes: setup.notes, memory: settings.memory, clock: clock,
      logger: logger)
    let identifiers = UUIDv7Source(clock: clock)
    let stores = MemoryStores(store)
    metrics = ServerMetrics { [gauges] in await gauges.read() }
    monitor = ErrorMonitor(
      url: settings.telemetry.alertURL,
      connect: {
        let fetcher = HTTPFetcher()
        return AlertClient(http: fetcher) { await fetcher.shutdown() }
      }, clock: clock, logger: logger)
    observer = ObserverGroup([metrics, monitor])
    let readings = MessageReadings(embedder: embedder, logger: logger)
    let utility = UtilityModel(source: models, store: store, clock: clock)
    extraction = ExtractionTest(source: models, store: store, utility: utility, clock: clock)
    let events = EventBuffer(clock: clock)
    persona = Persona(
      directory: settings.dataDirectory, memories: stores.memories, messages: stores.messages, clock: clock,
      identifiers: identifiers, feed: events,
      writer: ModelInsightWriter(utility: utility, logger: logger), logger: logger)
    engine = MemoryEngine(
      stores: stores, embedder: embedder, settings: settings.memory, clock: clock, identifiers: identifiers,
      indexFiles: LexicalFolder(
        URL(fileURLWithPath: settings.dataDirectory, isDirectory: true).appendingPathComponent("index")),
      backups: BackupFolder(path: settings.backupDirectory, dataDirectory: settings.dataDirectory), events: events,
      insights: persona,
      classifier: readings, distiller: ModelDistiller(utility: utility, logger: logger), observer: observer,
      interactionDays: settings.telemetry.interactionDays, logger: logger)
    transfer = SpaceTransfer(store: store) { [engine] space in await engine.followImport(into: space) }
    let toolSetup = try ToolSetup(
      settings, engine: engine, store: store, models: models, embedder: embedder, clock: clock,
      identifiers: identifiers, observer: observer, logger: logger)
    tools = toolSetup.registry
    var answerers = QuestionAnswerers()
    answerers.sample = RemoteSampling(model: LentModel(source: models, usage: store, clock: clock)).answer
    remote = RemoteServerSetup(settings, answerers: answerers, instance: instance, clock: clock, logger: logger)
    accessTokens = settings.server.mcpIssuer.map { [fetcher] issuer in
      AccessTokens(
        issuer: issuer, scopes: settings.server.mcpScopes, subjects: settings.server.mcpSubjects, http: fetcher,
        clock: clock)
    }
    toolDesk = toolSetup.desk
    let skills = SkillShelf(directory: settings.dataDirectory, clock: clock, logger: logger)
    assistant = Assistant(
      memory: engine, stores: stores, chatModels: models, settings: settings, clock: clock,
      identifiers: identifiers, persona: persona, skills: skills, readings: readings, tools: tools, approvals: toolDesk,
      documents: PDFReader(
        helper: Bundle.main.executablePath ?? "/proc/self/exe",
        folder: settings.dataDirectory + "/" + PDFReader.folderName),
      answerCheck: SchemaAnswerCheck(), observer: observer,
      secrets: secrets + setup.secrets, moreSecrets: { [remote] in remote.secrets }, logger: logger)
    let agents = AgentRuns(chat: assistant, clock: clock, identifiers: identifiers, logger: logger)
    let scheduler = Scheduler(
      store: store, chat: assistant, events: events, clock: clock, identifiers: identifiers,
      timeZone: settings.memory.timeZone, logger: logger)
    (self.agents, self.scheduler) = (agents, scheduler)
    backups = BackupKeeper(settings, clock: clock, logger: logger)
    tools.register(group: "agents") { [SpawnAgentTool(agents), ListAgentsTool(agents), AgentResultTool(agents)] }
    tools.register(group: "schedule") {
      [ScheduleTaskTool(scheduler), ListScheduledTool(scheduler), CancelScheduledTool(scheduler)]
    }
    tools.register(group: "tasks") {
      [TaskStatus(approvals: toolSetup.pending, queue: engine, sources: [agents, scheduler])]
    }
    tools.register(group: "skills") { [LoadSkillTool(skills)] }
    gauges.attach(engine: engine, store: store, assistant: assistant, log: log)
  }

  /// Starts the encoder and returns when it has loaded, or when the task is cancelled.
  /// - Returns: why there is none; search then goes by words alone.
  func loadEncoder() async -> String? {
    encoder?.start()
    while embedder.state == .loading, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
    guard case .missing(let reason) = embedder.state else { return nil }
    return reason.oneLine
  }

  func close() async {
    gauges.detach()
    monitor.stop()
    await toolDesk.close()
    let late = await Drain.together(
      within: .seconds(5),
      [
        ("encoder", { [embeddings] in await embeddings.shutdown() }),
        ("http", { [fetcher] in await fetcher.shutdown() }),
        ("mcp", { [remote] in await remote.servers.close() }),
      ])
    if !late.isEmpty { logger.warning("shutdown.late", metadata: ["parts": "\(late.joined(separator: ","))"]) }
    do {
      try store.close()
    } catch {
      logger.error("store.close_failed", metadata: ["error.code": "\(error.code.rawValue)"])
    }
  }
}
