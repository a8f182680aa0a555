import Foundation
import Logging
import MnemeCore
import MnemeSQLite
import MnemeTestSupport
import Synchronization

@testable import MnemeTools

/// A registry over a real store in a folder of its own.
struct ToolHouse {
  let folder: URL
  let store: SQLiteStore
  let clock = ManualClock()
  let registry: ToolRegistry
  let desk: ToolDesk
  let audit: AuditLog
  static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  init(
    _ tools: [any Tool] = [], settings: ToolSettings = ToolSettings(), deadline: Duration? = nil,
    auditStore: (any ToolAuditStore)? = nil, embedder: (any Embedder)? = nil
  ) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "mneme-tools-\(UUID().uuidString)")
    store = try SQLiteStore.open(directory: folder.path)
    let identifiers = UUIDv7Source(clock: clock)
    audit = AuditLog(store: auditStore ?? store, identifiers: identifiers, logger: Self.logger)
    let pending = PendingCalls(
      store: store, clock: clock, identifiers: identifiers, minutes: settings.approvalMinutes)
    registry = try ToolRegistry(
      settings: settings, approvals: pending, audit: audit, deadline: deadline, clock: clock,
      embedder: embedder, logger: Self.logger)
    desk = ToolDesk(
      registry: registry, audit: audit, pending: pending, settings: settings, clock: clock, logger: Self.logger)
    registry.replace(group: "test", with: tools)
  }

  func turn(foreign: Bool = false, caller: ToolCaller = .model, memory: MemoryMode = .full, session: String? = "s")
    -> ToolTurn
  {
    var turn = ToolTurn(
      space: .me, session: session, channel: "test", now: clock.now(), said: [], message: nil, leavesHome: false)
    turn.holdsForeignText = foreign
    turn.caller = caller
    turn.memory = memory
    return turn
  }

  /// The folder is in the temporary one: what stays is swept by the system.
  func close() throws {
    try store.close()
    try FileManager.default.removeItem(at: folder)
  }
}

/// Does nothing but say that it ran.
struct NotingTool: Tool {
  let description: ToolDescription
  let reach: ToolReach
  let category: ToolCategory
  let runs: Runs
  let answer: @Sendable (JSONValue) async throws -> ToolOutput

  final class Runs: Sendable {
    private let arguments = Mutex<[JSONValue]>([])
    var all: [JSONValue] { arguments.withLock { $0 } }
    func add(_ value: JSONValue) { arguments.withLock { $0.append(value) } }
  }

  init(
    _ name: String, summary: String = "Notes that it ran.", parameters: JSONValue = ToolDescription.noParameters,
    changes: Bool = false, category: ToolCategory = .system, reach: ToolReach = .none, runs: Runs = Runs(),
    answer: @escaping @Sendable (JSONValue) async throws -> ToolOutput = { _ in "ran" }
  ) {
    description = ToolDescription(
      name: name, summary: summary, parameters: parameters,
      annotations: changes ? ToolAnnotations(isReadOnly: false) : .readOnly)
    self.category = category
    self.reach = reach
    self.runs = runs
    self.answer = answer
  }

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    runs.add(arguments)
    return try await answer(arguments)
  }
}
