import Foundation
import MnemeCore

/// Tools, their calls and what waits for a word, as the HTTP API has them.
struct WireTools: Codable {
  let tools: [WireTool]
}

struct WireTool: Codable {
  struct Annotations: Codable {
    let readOnly: Bool
    let destructive: Bool
    let idempotent: Bool
    let openWorld: Bool
  }

  struct Metrics: Codable {
    let callCount: Int
    let successCount: Int
    let errorCount: Int
    let avgDurationMs: Double
    let totalDurationMs: Double
    @Nullable var successRate: Double?
    @Nullable var lastCallAt: Date?
    @Nullable var lastErrorAt: Date?
    @Nullable var lastErrorCode: String?
  }

  let name: String
  @Nullable var title: String?
  let description: String
  let category: String
  let ready: Bool
  let annotations: Annotations
  let inputSchema: JSONValue
  @Nullable var outputSchema: JSONValue?
  let metrics: Metrics

  init(_ listing: ToolListing) {
    let (notes, counted) = (listing.description.annotations, listing.metrics)
    name = listing.description.name
    title = listing.description.title
    description = listing.description.summary
    category = listing.category.rawValue
    ready = listing.isReady
    annotations = Annotations(
      readOnly: notes.isReadOnly, destructive: notes.isDestructive, idempotent: notes.isIdempotent,
      openWorld: notes.isOpenWorld)
    inputSchema = listing.description.parameters
    outputSchema = listing.description.output
    metrics = Metrics(
      callCount: counted.calls, successCount: counted.successes, errorCount: counted.errors,
      avgDurationMs: counted.averageMilliseconds, totalDurationMs: counted.totalMilliseconds,
      successRate: counted.successRate.map { $0 * 100 }, lastCallAt: counted.lastCallAt,
      lastErrorAt: counted.lastErrorAt, lastErrorCode: counted.lastErrorCode?.rawValue)
  }

  var listing: ToolListing {
    var counted = ToolMetrics()
    counted.calls = metrics.callCount
    counted.successes = metrics.successCount
    counted.totalMilliseconds = metrics.totalDurationMs
    counted.lastCallAt = metrics.lastCallAt
    counted.lastErrorAt = metrics.lastErrorAt
    counted.lastErrorCode = metrics.lastErrorCode.flatMap(ToolErrorCode.init(rawValue:))
    return ToolListing(
      description: ToolDescription(
        name: name, title: title, summary: description, parameters: inputSchema, output: outputSchema,
        annotations: ToolAnnotations(
          isReadOnly: annotations.readOnly, isDestructive: annotations.destructive,
          isIdempotent: annotations.idempotent, isOpenWorld: annotations.openWorld)),
      category: ToolCategory(rawValue: category) ?? .remote, isReady: ready, metrics: counted)
  }
}

struct WireApprovals: Codable {
  let approvals: [WireApproval]
}

struct WireApproval: Codable {
  let id: String
  let space: SpaceID
  @Nullable var session: String?
  let channel: String
  let caller: String
  let tool: String
  let arguments: JSONValue
  let reason: String
  @Nullable var token: String?
  let createdAt: Date
  let expiresAt: Date
  let state: String
  @Nullable var decidedAt: Date?
  @Nullable var result: String?

  init(_ approval: Approval) {
    id = approval.id
    space = approval.space
    session = approval.session
    channel = approval.channel
    caller = approval.caller
    tool = approval.tool
    arguments = approval.arguments
    reason = approval.reason
    token = approval.state == .pending ? approval.token : nil
    createdAt = approval.createdAt
    expiresAt = approval.expiresAt
    state = approval.state.rawValue
    decidedAt = approval.decidedAt
    result = approval.result
  }

  var approval: Approval {
    Approval(
      id: id, space: space, session: session, channel: channel, caller: caller, tool: tool, arguments: arguments,
      reason: reason, token: token ?? "", leavesHome: false, createdAt: createdAt, expiresAt: expiresAt,
      state: Approval.State(rawValue: state) ?? .expired, decidedAt: decidedAt, result: result)
  }
}

struct WireCalls: Codable {
  let calls: [WireToolCall]
}

struct WireToolCall: Codable {
  let id: String
  let at: Date
  let caller: String
  @Nullable var session: String?
  let tool: String
  let decision: String
  let reason: String
  @Nullable var outcome: String?
  @Nullable var code: String?
  let durationMs: Int
  let digest: String

  init(_ entry: ToolAuditEntry) {
    id = entry.id
    at = entry.at
    caller = entry.caller
    session = entry.session
    tool = entry.tool
    decision = entry.decision.rawValue
    reason = entry.reason
    outcome = entry.outcome?.rawValue
    code = entry.code?.rawValue
    durationMs = entry.milliseconds
    digest = entry.digest
  }

  func entry(in space: SpaceID) -> ToolAuditEntry {
    ToolAuditEntry(
      id: id, space: space, at: at, caller: caller, session: session, tool: tool,
      decision: ToolAuditEntry.Decision(rawValue: decision) ?? .invalid, reason: reason,
      outcome: outcome.flatMap(MemoryEvent.ToolOutcome.init(rawValue:)),
      code: code.flatMap(ToolErrorCode.init(rawValue:)), milliseconds: durationMs, digest: digest)
  }
}
