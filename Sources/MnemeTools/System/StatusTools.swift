import Foundation
package import MnemeCore

/// `task_status`: calls that wait or waited for the owner, and the work in the background.
package struct TaskStatus: Tool {
  private let approvals: PendingCalls
  private let queue: any ImportService
  package let reach = ToolReach.readsMemory
  package let category = ToolCategory.system

  package init(approvals: PendingCalls, queue: any ImportService) {
    self.approvals = approvals
    self.queue = queue
  }

  package let description = ToolDescription(
    name: "task_status",
    summary: "Tells how a task stands: a call that waits for approval (by its id), or all that is under way.",
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
    if let id = arguments.string("task_id") {
      let found = try await approvals.store.approvals(
        ApprovalSearch(id: id, limit: 1), at: approvals.clock.now(), in: turn.space
      ).first
      // Of another conversation a model learns nothing.
      guard let task = found, Self.isOpen(task, to: turn) else {
        throw ToolFailure(.notFound, "Task not found.")
      }
      return ToolOutput(
        "\(task.tool): \(task.state.rawValue)" + (task.result.map { "\n\($0)" } ?? ""))
    }
    let waiting = try await approvals.store.approvals(
      ApprovalSearch(isPending: true, limit: 20), at: approvals.clock.now(), in: turn.space
    ).filter { Self.isOpen($0, to: turn) }
    let status = try await queue.queueStatus(of: turn.space, wait: false)
    var lines = waiting.map { "\($0.id)  \($0.tool) waits for approval until \($0.expiresAt.iso8601)" }
    lines.append("work in the background: \(status.depth) waiting, \(status.failed) failed")
    return ToolOutput(lines.joined(separator: "\n")).owned()
  }
}

extension TaskStatus {
  /// Calls without a conversation are nobody's: no conversation is no common one.
  private static func isOpen(_ task: Approval, to turn: ToolTurn) -> Bool {
    turn.caller != .model || (turn.session != nil && task.session == turn.session)
  }
}

/// `tool_metrics`: how tools did since the program began.
package struct ToolMetricsReport: Tool {
  private weak let registry: ToolRegistry?
  package let reach = ToolReach.none
  package let category = ToolCategory.system
  static let shown = 20

  package init(registry: ToolRegistry) { self.registry = registry }

  package let description = ToolDescription(
    name: "tool_metrics", summary: "Tells how often tools were called, how long they took and how often they failed.",
    parameters: [
      "type": "object",
      "properties": [
        "tool_name": [
          "type": "string", "minLength": 1, "maxLength": 64, "description": "One tool; the most used when left out.",
        ]
      ],
    ])

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let listings = registry?.listings() ?? []
    if let name = arguments.string("tool_name") {
      guard let listing = listings.first(where: { $0.description.name == name }) else {
        throw ToolFailure(.notFound, "There is no tool of this name.")
      }
      return ToolOutput(Self.line(listing)).owned()
    }
    let used = listings.filter { $0.metrics.calls > 0 }
      .sorted { ($1.metrics.calls, $0.description.name) < ($0.metrics.calls, $1.description.name) }
    if used.isEmpty { return ToolOutput("No tool was called yet.").owned() }
    return ToolOutput(used.prefix(Self.shown).map(Self.line).joined(separator: "\n")).owned()
  }

  static func line(_ listing: ToolListing) -> String {
    let metrics = listing.metrics
    func number(_ value: Double, _ digits: Int) -> String {
      value.formatted(
        .number.precision(.fractionLength(digits)).grouping(.never).locale(Locale(identifier: "en_US_POSIX")))
    }
    let rate = metrics.successRate.map { "\(number($0 * 100, 1))%" } ?? "not called"
    return
      "\(listing.description.name): \(metrics.calls) calls, \(rate) succeeded, \(number(metrics.averageMilliseconds, 2)) ms on average"
      + (metrics.lastErrorCode.map { ", last failure \($0.rawValue)" } ?? "")
  }
}

/// `system_status`: models, queue and tools at a glance.
package struct SystemStatus: Tool {
  private let models: any ModelInspection
  private let queue: any ImportService
  private weak let registry: ToolRegistry?
  package let reach = ToolReach.none
  package let category = ToolCategory.system

  package init(models: any ModelInspection, queue: any ImportService, registry: ToolRegistry) {
    self.models = models
    self.queue = queue
    self.registry = registry
  }

  package let description = ToolDescription(
    name: "system_status", summary: "Tells how Mneme does: models, work in the background, use of tools.")

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    async let reported = models.modelReport()
    async let queued = queue.queueStatus(of: nil, wait: false)
    var lines: [String] = []
    do {
      let report = try await reported
      lines.append("Models (answers: \(report.chosen))")
      lines += report.models.map { "  \($0.name) from \($0.provider): \($0.state.rawValue)" }
    } catch {
      lines.append("Models cannot be looked at now.")
    }
    do {
      let status = try await queued
      lines.append("Work in the background: \(status.depth) waiting, \(status.failed) failed")
    } catch {
      lines.append("The queue cannot be read now.")
    }
    let metrics = (registry?.listings() ?? []).map(\.metrics)
    lines.append(
      "Tools: \(metrics.count), \(metrics.reduce(0) { $0 + $1.calls }) calls, \(metrics.reduce(0) { $0 + $1.errors }) failed"
    )
    return ToolOutput(lines.joined(separator: "\n")).owned()
  }
}
