import Foundation
import Logging
import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeModels
import MnemeNet
import MnemeSQLite
import MnemeTelemetry

/// Everything of one data directory that lives as long as the process.
struct House: Sendable {
  let store: SQLiteStore
  let embedder: LocalEmbedder
  let fetcher: HTTPFetcher
  let models: InstalledModels
  let engine: MemoryEngine
  let transfer: SpaceTransfer
  let assistant: Assistant
  let metrics: ServerMetrics
  let monitor: ErrorMonitor
  /// Both of them.
  let observer: ObserverGroup
  private let gauges = GaugeSource()
  let logger: Logger

  /// - Parameter secrets: of this process, besides those of the settings: no answer may hold them.
  init(_ settings: Settings, clock: any WallClock, secrets: [String] = [], log: LogSink? = nil, logger: Logger) throws {
    self.logger = logger
    store = try SQLiteStore.open(directory: settings.dataDirectory)
    embedder = LocalEmbedder(settings: settings.embedding)
    fetcher = HTTPFetcher()
    models = InstalledModels(
      directory: ChatModelDirectory(settings: settings.chatModel, fetcher: fetcher, clock: clock),
      memory: settings.memory, clock: clock, logger: logger)
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
    engine = MemoryEngine(
      stores: stores, embedder: embedder, settings: settings.memory, clock: clock, identifiers: identifiers,
      indexFiles: LexicalFolder(
        URL(fileURLWithPath: settings.dataDirectory, isDirectory: true).appendingPathComponent("index")),
      backups: settings.backupDirectory.map(BackupFolder.init), observer: observer,
      interactionDays: settings.telemetry.interactionDays, logger: logger)
    gauges.attach(engine: engine, store: store, log: log)
    transfer = SpaceTransfer(store: store) { [engine] space in await engine.followImport(into: space) }
    assistant = Assistant(
      memory: engine, stores: stores, chatModels: models, settings: settings, clock: clock,
      identifiers: identifiers, observer: observer, secrets: secrets, logger: logger)
  }

  /// Starts the encoder and returns when it has loaded, or when the task is cancelled.
  /// - Returns: why there is none; search then goes by words alone.
  func loadEncoder() async -> String? {
    embedder.start()
    while embedder.state == .loading, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
    guard case .missing(let reason) = embedder.state else { return nil }
    return reason.oneLine
  }

  func close() async {
    gauges.detach()
    monitor.stop()
    let late = await Drain.together(
      within: .seconds(5),
      [
        ("encoder", { [embedder] in await embedder.shutdown() }), ("http", { [fetcher] in await fetcher.shutdown() }),
      ])
    if !late.isEmpty { logger.warning("shutdown.late", metadata: ["parts": "\(late.joined(separator: ","))"]) }
    do {
      try store.close()
    } catch {
      logger.error("store.close_failed", metadata: ["error.code": "\(error.code.rawValue)"])
    }
  }
}
