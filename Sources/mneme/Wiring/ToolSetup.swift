import Foundation
import Logging
import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTools

/// The tools of this process, made of the settings and of what they work on.
struct ToolSetup: Sendable {
  let registry: ToolRegistry
  let desk: ToolDesk
  let pending: PendingCalls

  /// - Throws: `configuration` for settings of tools that are wrong.
  init(
    _ settings: Settings, engine: MemoryEngine, store: SQLiteStore, models: any ModelInspection,
    embedder: any Embedder, clock: any WallClock, identifiers: any IdentifierSource, observer: any ActivityObserver,
    logger: Logger
  ) throws(MnemeError) {
    let audit = AuditLog(store: store, identifiers: identifiers, logger: logger)
    let pending = PendingCalls(
      store: store, clock: clock, identifiers: identifiers, minutes: settings.tools.approvalMinutes)
    registry = try ToolRegistry(
      settings: settings.tools, approvals: pending, audit: audit, clock: clock, events: engine.events,
      observer: observer, embedder: embedder, logger: logger)
    desk = ToolDesk(
      registry: registry, audit: audit, pending: pending, settings: settings.tools, clock: clock, logger: logger)
    self.pending = pending
    registerMemory(engine, store, settings)
    registerSystem(engine, models, settings)
    registerFiles(settings, logger)
  }

  private func registerMemory(_ engine: MemoryEngine, _ store: SQLiteStore, _ settings: Settings) {
    let access = MemoryAccess(memory: engine, curation: engine, archive: engine, graph: engine, stored: store)
    let notes = NoteWriter(timeZone: settings.memory.timeZone)
    registry.register(group: "memory") {
      access.tools + [RememberTool(memory: engine), RecallTool(memory: engine, archive: store, notes: notes)]
    }
  }

  private func registerSystem(
    _ engine: MemoryEngine, _ models: any ModelInspection, _ settings: Settings
  ) {
    registry.register(group: "system") {
      [
        CurrentTime(timeZone: settings.memory.timeZone),
        ToolMetricsReport(registry: registry), SystemStatus(models: models, queue: engine, registry: registry),
      ]
    }
  }

  private func registerFiles(_ settings: Settings, _ logger: Logger) {
    let own = settings.tools
    let forbidden = OwnFiles.outsideOfData(settings)
    func policy(_ roots: [String]) -> PathPolicy {
      PathPolicy(roots: roots, dataDirectory: settings.dataDirectory, forbidden: forbidden, logger: logger)
    }
    let files = FileAccess(policy: policy(own.roots), workers: FileWorkers())
    let logs = LogFiles(policy: policy(own.logRoots), workers: files.workers)
    let search = CodeSearch(files: files)
    registry.register(group: "files") {
      [
        ReadFile(files: files), ListDirectory(files: files), GetSource(files: files),
        SearchCode(search: search, isExpression: false), SearchCode(search: search, isExpression: true),
        ReadLog(logs: logs), ListLogs(logs: logs), AnalyzeLogs(logs: logs),
      ]
    }
    // Commands take long: they do not take the threads of files.
    let commands = FileAccess(policy: files.policy, workers: FileWorkers(limit: 4))
    registry.register(group: "commands") {
      [
        RunCommand(
          files: commands, settings: own, helper: Bundle.main.executablePath ?? "/proc/self/exe",
          dataDirectory: settings.dataDirectory, forbidden: forbidden)
      ]
    }
  }
}
