import Foundation
import Logging
import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeModels
import MnemeNet
import MnemeSQLite

/// Everything of one data directory that lives as long as the process.
struct House: Sendable {
  let store: SQLiteStore
  let embedder: LocalEmbedder
  let fetcher: HTTPFetcher
  let models: InstalledModels
  let engine: MemoryEngine
  let transfer: SpaceTransfer
  let assistant: Assistant
  let logger: Logger

  init(_ settings: Settings, clock: any WallClock, logger: Logger) throws {
    self.logger = logger
    store = try SQLiteStore.open(directory: settings.dataDirectory)
    embedder = LocalEmbedder(settings: settings.embedding)
    fetcher = HTTPFetcher()
    models = InstalledModels(
      directory: ChatModelDirectory(settings: settings.chatModel, fetcher: fetcher, clock: clock),
      memory: settings.memory, clock: clock, logger: logger)
    let identifiers = UUIDv7Source(clock: clock)
    let stores = MemoryStores(store)
    engine = MemoryEngine(
      stores: stores, embedder: embedder, settings: settings.memory, clock: clock, identifiers: identifiers,
      indexFiles: LexicalFolder(
        URL(fileURLWithPath: settings.dataDirectory, isDirectory: true).appendingPathComponent("index")),
      backups: settings.backupDirectory.map(BackupFolder.init), logger: logger)
    transfer = SpaceTransfer(store: store) { [engine] space in await engine.followImport(into: space) }
    assistant = Assistant(
      memory: engine, stores: stores, chatModels: models, settings: settings, clock: clock,
      identifiers: identifiers, logger: logger)
    embedder.start()
  }

  /// Returns when the encoder has loaded; warns when it cannot, because search then goes by words alone.
  func reportEncoder() async {
    // Cancellation ends the wait: nobody needs the report of a server that stops.
    while embedder.state == .loading, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(10)) }
    guard case .missing(let reason) = embedder.state else { return }
    logger.warning("encoder.missing", metadata: ["reason": "\(reason.oneLine)"])
  }

  func close() async {
    await embedder.shutdown()
    await fetcher.shutdown()
    do {
      try store.close()
    } catch {
      logger.error("store.close_failed", metadata: ["error.code": "\(error.code.rawValue)"])
    }
  }
}
