import Foundation
package import Logging
package import MnemeCore

/// The owner's side of the tools: what there is, what was called, what waits for a word.
package struct ToolDesk: ToolAdministration, ApprovalAnswers, ApprovalOutcomes {
  let registry: ToolRegistry
  let audit: AuditLog
  let pending: PendingCalls
  let settings: ToolSettings
  let clock: any WallClock
  let logger: Logger
  /// Of calls that ran while the store could not be written.
  private let unkept = UnkeptOutcomes()

  package init(
    registry: ToolRegistry, audit: AuditLog, pending: PendingCalls, settings: ToolSettings, clock: any WallClock,
    logger: Logger
  ) {
    self.registry = registry
    self.audit = audit
    self.pending = pending
    self.settings = settings
    self.clock = clock
    self.logger = logger
  }

  package func listTools(in space: SpaceID) async throws(MnemeError) -> [ToolListing] { registry.listings() }

  package func call(_ name: String, arguments: JSONValue, by client: String, in space: SpaceID)
    async throws(MnemeError) -> ToolOutput
  {
    var turn = ToolTurn(
      space: space, session: nil, channel: client, now: clock.now(), said: [], message: nil, leavesHome: false)
    turn.caller = .client(name: client)
    do {
      return try await registry.call(name, arguments: arguments, in: turn)
    } catch {
      throw MnemeError(.unavailable, "The call was stopped.", underlying: error)
    }
  }

  package func audit(_ search: ToolAuditSearch, in space: SpaceID) async throws(MnemeError) -> [ToolAuditEntry] {
    try await audit.entries(search, in: space)
  }

  package func approvals(_ search: ApprovalSearch, in space: SpaceID) async throws(MnemeError) -> [Approval] {
    try await pending.store.approvals(search, at: clock.now(), in: space)
  }

  package func untold(in session: String, of space: SpaceID) async throws(MnemeError) -> [Approval] {
    try await approvals(ApprovalSearch(untoldIn: session), in: space)
  }

  package func markTold(_ ids: [String], of space: SpaceID) async throws(MnemeError) {
    try await pending.store.markTold(ids, in: space)
  }

  package func decide(_ id: String, token: String, approves: Bool, in space: SpaceID) async throws(MnemeError)
    -> Approval
  {
    let known = try await approvals(ApprovalSearch(id: id, limit: 1), in: space).first
    guard let known, Self.isSame(known.token, token) else { throw Self.unknown }
    return try await settle(known, approves: approves).approval
  }

  package func answer(_ approval: Approval, approves: Bool) async throws(MnemeError) -> ToolOutput {
    let known = try await approvals(ApprovalSearch(id: approval.id, limit: 1), in: approval.space).first
    guard let known, Self.isSame(known.token, approval.token), known.tool == approval.tool,
      known.arguments == approval.arguments
    else { throw Self.unknown }
    return try await settle(known, approves: approves).output
      ?? ToolOutput(failure: ToolFailure(.permission, "The user denied this call, so it was not run.")).owned()
  }

  private static let unknown = MnemeError(
    .notFound, "There is no call with this id and token that waits for approval.")

  /// - Returns: also what the tool gave, where it ran.
  private func settle(_ approval: Approval, approves: Bool) async throws(MnemeError) -> (
    approval: Approval, output: ToolOutput?
  ) {
    guard
      let taken = try await pending.store.decide(
        approval.id, approves ? .running : .denied, at: clock.now(), in: approval.space)
    else {
      throw MnemeError(.conflict, "This call was decided before, or its time is over.")
    }
    guard approves else { return (taken, nil) }
    // Awaited here; a task of its own because a client that leaves must not stop what it has approved.
    return try await Task { () async -> Result<(approval: Approval, output: ToolOutput?), MnemeError> in
      do throws(MnemeError) { return .success(try await run(taken)) } catch { return .failure(error) }
    }.value.get()
  }

  private func run(_ approval: Approval) async throws(MnemeError) -> (approval: Approval, output: ToolOutput?) {
    var turn = ToolTurn(
      space: approval.space, session: approval.session, channel: approval.channel, now: clock.now(), said: [],
      message: nil, leavesHome: approval.leavesHome)
    turn.caller = ToolCaller(named: approval.caller)
    (turn.depth, turn.origin) = (approval.depth, approval.origin)
    let output: ToolOutput
    do {
      output = try await registry.runApproved(approval.tool, arguments: approval.arguments, in: turn)
    } catch {
      output = ToolOutput(failure: ToolFailure(.internal, "The call was stopped."))
    }
    var outcome = approval
    outcome.state = output.succeeded ? .done : .failed
    outcome.result = output.text.replacing("\u{0}", with: "")
    do throws(MnemeError) {
      return (try await keep(outcome), output)
    } catch {
      // What it did, it did: who approved it is told, and it is written as soon as it can be.
      logger.error("tools.outcome_unkept", metadata: ["error.code": "\(error.code.rawValue)"])
      unkept.add(outcome)
      return (outcome, output)
    }
  }

  private func keep(_ outcome: Approval) async throws(MnemeError) -> Approval {
    let kept = try await pending.store.finish(
      outcome.id, outcome.state, result: outcome.result ?? "", in: outcome.space)
    // Forgotten while it ran: then nothing of it stays.
    return kept ?? outcome
  }

  /// Takes as long for a wrong beginning as for a wrong end.
  private static func isSame(_ a: String, _ b: String) -> Bool {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  // MARK: Upkeep

  /// Writes the audit log as it comes in, and takes out what is too old; until the task is cancelled.
  package func run() async {
    await sweep(isStart: true)
    var rounds = 0
    while !Task.isCancelled {
      // Cancellation ends the loop.
      try? await Task.sleep(for: AuditLog.pause)
      await audit.flush()
      rounds += 1
      if rounds % 60 == 0 { await sweep(isStart: false) }
    }
    await audit.flush()
  }

  /// Nothing of the log is lost.
  package func close() async { await audit.flush() }

  func sweep(isStart: Bool) async {
    let now = clock.now()
    do throws(MnemeError) {
      while let outcome = unkept.first {
        _ = try await keep(outcome)
        unkept.remove(outcome.id)
      }
      try await pending.store.sweep(
        at: now, removingBefore: now.addingTimeInterval(-PendingCalls.keptSeconds), isStart: isStart)
      try await audit.remove(before: now.addingTimeInterval(-86_400 * Double(settings.auditDays)))
    } catch {
      logger.warning("tools.sweep_failed", metadata: ["error.code": "\(error.code.rawValue)"])
    }
  }
}
