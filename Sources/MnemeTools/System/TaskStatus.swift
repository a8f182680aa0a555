package import MnemeCore

/// `task_status`: calls that wait or waited for the owner, agents, the schedule, and the work in the background.
package struct TaskStatus: Tool {
  private let approvals: PendingCalls
  private let queue: any ImportService
  private let sources: [any TaskSource]
  package let reach = ToolReach.readsMemory
  package let category = ToolCategory.system
  /// Of each kind.
  private static let shown = 20

  /// - Parameter sources: what else has tasks.
  package init(approvals: PendingCalls, queue: any ImportService, sources: [any TaskSource] = []) {
    self.approvals = approvals
    self.queue = queue
    self.sources = sources
  }

  package let description = ToolDescription(
    name: "task_status",
    summary:
      "Tells how a task stands: a call that waits for approval, an agent, something on the schedule (each by its id), "
      + "or all that is under way.",
    parameters: [
      "type": "object",
      "properties": [
        "task_id": ["type": "string", "minLength": 1, "maxLength": 100, "description": "Id of the task."],
        "list_active": ["type": "boolean", "description": "true lists all that is under way."],
      ],
    ])

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    // Providers refuse a schema that says so itself.
    guard arguments["task_id"] != nil || arguments.flag("list_active") == true else {
      throw ToolFailure(.missingParameter, "The argument 'task_id' is missing, or 'list_active'.")
    }
    if let id = arguments.string("task_id") { return try await one(id, turn) }
    let waiting = try await approvals.store.approvals(
      ApprovalSearch(isPending: true, limit: Self.shown), at: approvals.clock.now(), in: turn.space
    ).filter { Self.isOpen($0, to: turn) }
    var lines = waiting.map { "\($0.id)  \($0.tool) waits for approval until \($0.expiresAt.iso8601)" }
    for source in sources {
      lines += try await source.tasks(nil, for: turn).filter(\.isActive).prefix(Self.shown).map(\.line)
    }
    let status = try await queue.queueStatus(of: turn.space, wait: false)
    lines.append("work in the background: \(status.depth) waiting, \(status.failed) failed")
    return ToolOutput(lines.joined(separator: "\n")).owned()
  }

  private func one(_ id: String, _ turn: ToolTurn) async throws -> ToolOutput {
    let found = try await approvals.store.approvals(
      ApprovalSearch(id: id, limit: 1), at: approvals.clock.now(), in: turn.space
    ).first
    // Of another conversation a model learns nothing.
    if let task = found, Self.isOpen(task, to: turn) {
      // What was found for a model of this machine is not for one elsewhere.
      let isTold = task.leavesHome || !turn.leavesHome
      let result = task.result.map { isTold ? "\n\($0)" : "\nIts result stays on this machine." } ?? ""
      return ToolOutput("\(task.tool): \(task.state.rawValue)" + result)
    }
    for source in sources {
      if let task = try await source.tasks(id, for: turn).first { return ToolOutput(task.line).owned() }
    }
    throw ToolFailure(.notFound, "Task not found.")
  }

  /// Calls without a conversation are nobody's: no conversation is no common one.
  private static func isOpen(_ task: Approval, to turn: ToolTurn) -> Bool {
    turn.caller != .model || (turn.session != nil && task.session == turn.session)
  }
}

extension TaskReport {
  fileprivate var line: String { "\(id)  \(kind): \(state)" }
}
