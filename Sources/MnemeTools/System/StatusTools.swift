import Foundation
package import MnemeCore

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
