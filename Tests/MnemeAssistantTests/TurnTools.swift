import Foundation
import Logging
import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeTools

extension ToolRegistry {
  /// The tools that every turn has, and some of a test's own.
  static func ofTurns(
    _ memory: MemoryEngine, _ stores: MemoryStores, more: [any Tool] = [], settings: ToolSettings = ToolSettings(),
    approvals: PendingCalls? = nil, audit: AuditLog? = nil, deadline: Duration = .seconds(30), clock: any WallClock,
    logger: Logger
  ) throws -> ToolRegistry {
    let registry = try ToolRegistry(
      settings: settings, approvals: approvals, audit: audit, deadline: deadline, clock: clock, events: memory.events,
      logger: logger)
    registry.replace(
      group: "turn",
      with: [
        CurrentTime(timeZone: .gmt), ForgetMemory(memory: memory), RememberTool(memory: memory),
        RecallTool(memory: memory, archive: stores.archive, notes: NoteWriter(timeZone: .gmt)),
      ] + more)
    return registry
  }
}
