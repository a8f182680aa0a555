package import MnemeCore

/// The tools of Core's registry, as MCP offers them.
package struct ServiceTools: ToolSource {
  /// On which tools called through MCP are told to run.
  package static let channel = "mcp"
  private let service: any ToolService
  private let approvals: (any ApprovalAnswers)?
  private let clock: any WallClock

  /// - Parameter approvals: decides calls that need the owner's word, where the client can ask them; nil leaves them waiting.
  package init(service: any ToolService, approvals: (any ApprovalAnswers)? = nil, clock: any WallClock) {
    self.service = service
    self.approvals = approvals
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
    let output = try await decided(try await service.call(name, arguments: arguments, in: turn), in: context)
    return ToolResult(output, takesAnyStructure: context.revision.isStateless)
  }

  /// Asks the person behind the client about a call that waits for the owner's word, where the client can show them the question,
  /// and does what they say. Without an answer it waits on.
  private func decided(_ output: ToolOutput, in context: CallContext) async throws -> ToolOutput {
    guard let approval = output.approval, let approvals, let form = ApprovalForm(approval),
      form.request.isServed(by: context.capabilities)
    else { return output }
    let answer: JSONValue
    do { answer = try await context.ask(form.key, form.request) } catch let error as RPCError {
      // In a session it is the client that failed to ask; else the request itself is wrong.
      if context.revision.isStateless { throw error }
      return output
    }
    guard let approves = form.decision(answer) else { return output }
    do { return try await approvals.answer(approval, approves: approves) } catch {
      return ToolOutput(failure: ToolFailure(.permission, error.message)).owned()
    }
  }

  package func changes() -> AsyncStream<Void> { service.changes() }
}
