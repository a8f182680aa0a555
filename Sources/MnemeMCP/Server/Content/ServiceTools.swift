package import MnemeCore

/// The tools of Core's registry, as MCP offers them.
package struct ServiceTools: ToolSource {
  /// On which tools called through MCP are told to run.
  package static let channel = "mcp"
  private let service: any ToolService
  private let clock: any WallClock

  package init(service: any ToolService, clock: any WallClock) {
    self.service = service
    self.clock = clock
  }

  package func tools() async -> [ToolEntry] {
    service.tools(for: .client(name: ServiceTools.channel), memory: .full).map { ToolEntry($0) }
  }

  package func call(_ name: String, arguments: JSONValue, in context: CallContext) async throws -> ToolResult? {
    let caller = ToolCaller.client(name: context.client?.name ?? ServiceTools.channel)
    // A client's model is somebody else's, as far as we know.
    var turn = ToolTurn(
      space: context.space, session: nil, channel: ServiceTools.channel, now: clock.now(), said: [], message: nil,
      leavesHome: true)
    turn.caller = caller
    turn.report = { context.report($0) }
    guard service.tools(for: caller, memory: .full).contains(where: { $0.name == name }) else {
      await service.refused(name, arguments: arguments, in: turn, because: .unknown)
      return nil
    }
    let output = try await service.call(name, arguments: arguments, in: turn)
    return ToolResult(output, takesAnyStructure: context.revision.isStateless)
  }

  package func changes() -> AsyncStream<Void> { service.changes() }
}
