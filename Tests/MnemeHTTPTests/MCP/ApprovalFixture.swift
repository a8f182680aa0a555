import Foundation
import Logging
import MnemeCore
import MnemeMCP
import MnemeSQLite
import MnemeTestSupport
import MnemeTools
import Synchronization

@testable import mneme_conformance

/// The real registry, policy and store behind `/mcp`, with a tool that the owner wants to be asked about.
struct ApprovalFixture {
  let server: TestServer
  let desk: ToolDesk
  let clock: ManualClock
  let runs: Runs

  final class Runs: Sendable {
    private let arguments = Mutex<[JSONValue]>([])
    var all: [JSONValue] { arguments.withLock { $0 } }
    func add(_ value: JSONValue) { arguments.withLock { $0.append(value) } }
  }

  static let form: JSONValue = ["elicitation": ["form": [:]]]

  static func run(
    patience: Duration = .seconds(300), _ body: (ApprovalFixture) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mneme-approvals-\(UUID().uuidString)")
    let clock = ManualClock(Date(milliseconds: 1_760_000_000_000))
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let store = try SQLiteStore.open(directory: folder.path)
    let identifiers = UUIDv7Source(clock: clock)
    let audit = AuditLog(store: store, identifiers: identifiers, logger: logger)
    var settings = ToolSettings()
    settings.asked = ["launch*"]
    let pending = PendingCalls(store: store, clock: clock, identifiers: identifiers, minutes: 15)
    let registry = try ToolRegistry(
      settings: settings, approvals: pending, audit: audit, clock: clock, logger: logger)
    let runs = Runs()
    registry.replace(group: "test", with: [Launch(runs: runs)])
    let desk = ToolDesk(
      registry: registry, audit: audit, pending: pending, settings: settings, clock: clock, logger: logger)
    let none = (resources: FixtureResources(), prompts: FixturePrompts())
    var limits = MCPServer.Limits()
    limits.patience = patience
    let mcp = MCPServer(
      info: PeerInfo(name: "fixture", version: "1"), instructions: nil,
      tools: ServiceTools(service: registry, approvals: desk, clock: clock), resources: none.resources,
      prompts: none.prompts, seal: StateSeal(clock: clock), limits: limits, logger: logger)
    try await TestServer.run(mcp: HTTPTransport(server: mcp, clock: clock)) { server in
      try await body(ApprovalFixture(server: server, desk: desk, clock: clock, runs: runs))
    }
    await audit.flush()
    try store.close()
    try FileManager.default.removeItem(at: folder)
  }

  func client(_ lane: MCPFixture.Lane, capabilities: JSONValue = form) async throws -> MCPTestClient {
    let client = MCPTestClient(server: server, lane: lane, capabilities: capabilities)
    if lane == .stateful { try await client.begin() }
    return client
  }

  func approvals(isPending: Bool = false) async throws -> [Approval] {
    try await desk.approvals(ApprovalSearch(isPending: isPending), in: .me)
  }

  private struct Launch: Tool {
    let runs: Runs
    let reach = ToolReach.none
    let category = ToolCategory.system
    let description = ToolDescription(
      name: "launch", summary: "Launches something.",
      parameters: ["type": "object", "properties": ["what": ["type": "string"]], "required": ["what"]],
      output: ["type": "object", "properties": ["launched": ["type": "string"]], "required": ["launched"]],
      annotations: ToolAnnotations(isReadOnly: false, isDestructive: true))

    func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
      runs.add(arguments)
      return ToolOutput("launched", structured: ["launched": arguments["what"] ?? .null])
    }
  }
}
