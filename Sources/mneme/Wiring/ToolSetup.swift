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

  /// - Throws: `configuration` for settings of tools that are wrong.
  init(
    _ settings: Settings, engine: MemoryEngine, store: SQLiteStore, clock: any WallClock,
    identifiers: any IdentifierSource, observer: any ActivityObserver, logger: Logger
  ) throws(MnemeError) {
    let audit = AuditLog(store: store, identifiers: identifiers, logger: logger)
    let pending = PendingCalls(
      store: store, clock: clock, identifiers: identifiers, minutes: settings.tools.approvalMinutes)
    registry = try ToolRegistry(
      settings: settings.tools, approvals: pending, audit: audit, clock: clock, events: engine.events,
      observer: observer, logger: logger)
    desk = ToolDesk(
      registry: registry, audit: audit, pending: pending, settings: settings.tools, clock: clock, logger: logger)
    let zone = settings.memory.timeZone
    registry.register(group: "memory") {
      [
        ForgetMemory(memory: engine), RememberTool(memory: engine),
        RecallTool(memory: engine, archive: store, notes: NoteWriter(timeZone: zone)),
      ]
    }
    registry.register(group: "system") { [CurrentTime(timeZone: zone)] }
  }
}
