import Logging
package import MnemeCore
import Synchronization

extension ToolRegistry {
  package func call(_ name: String, arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    try Task.checkCancellation()
    let arguments = arguments == .null ? JSONValue.object([:]) : arguments
    let start = stopwatch.seconds()
    var entry = AuditDraft(name, arguments, turn, at: clock.now())
    let tool: RegisteredTool
    do throws(ToolFailure) {
      tool = try known(name, in: turn)
      // Whatever its schema says: what a model wrote that is no JSON comes as a text.
      guard case .object = arguments else { throw ToolFailure(.invalidParameter, "The arguments are no JSON object.") }
      try tool.schema.check(arguments)
    } catch {
      // The name may be anybody's text, unless it is a tool's.
      if error.code == .notFound { entry.tool = AuditDraft.unknownTool }
      await audit?.record(entry.ended(.invalid, error.code.reason, .refused, error.code))
      count(name, .refused, error.code, since: start, in: turn)
      return ToolOutput(failure: error).owned()
    }
    switch policy.decision(on: .init(tool: tool.tool, arguments: arguments, turn: turn)) {
    case .deny(let reason):
      await audit?.record(entry.ended(.denied, reason, .refused, .permission))
      count(name, .refused, .permission, since: start, in: turn)
      return ToolOutput(failure: ToolFailure(.permission, reason)).owned()
    case .ask(let reason):
      await audit?.record(entry.ended(.asked, reason, nil, nil))
      return await ask(tool, arguments, turn, reason).owned()
    case .allow(let reason):
      entry.decision = (.allowed, reason)
      return try await run(tool, arguments, in: turn, entry)
    }
  }

  package func refused(_ name: String, arguments: JSONValue, in turn: ToolTurn, because refusal: ToolRefusal) async {
    var entry = AuditDraft(name, arguments, turn, at: clock.now())
    // The name may be anybody's text, unless it is a tool's.
    if shelf.withLock({ $0.tools[name] }) == nil { entry.tool = AuditDraft.unknownTool }
    let ended =
      switch refusal {
      case .repeated: entry.ended(.denied, "The turn made the same call too often.", .refused, .rateLimited)
      case .unknown: entry.ended(.invalid, "Nothing of this name is offered.", .refused, .notFound)
      }
    await audit?.record(ended)
  }

  /// Runs a call that the owner approved; only what has become impossible meanwhile stands in its way.
  func runApproved(_ name: String, arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    var entry = AuditDraft(name, arguments, turn, at: clock.now())
    let tool: RegisteredTool
    do throws(ToolFailure) {
      tool = try known(name, in: turn)
      try tool.schema.check(arguments)
      if case .deny(let reason) = policy.decision(on: .init(tool: tool.tool, arguments: arguments, turn: turn)) {
        throw ToolFailure(.permission, reason)
      }
    } catch {
      await audit?.record(entry.ended(.denied, error.code.reason, .refused, error.code))
      return ToolOutput(failure: error).owned()
    }
    entry.decision = (.approved, "The owner approved this call.")
    return try await run(tool, arguments, in: turn, entry)
  }

  private func known(_ name: String, in turn: ToolTurn) throws(ToolFailure) -> RegisteredTool {
    // By its key: O(1), however many there are.
    if let tool = shelf.withLock({ $0.tools[name] }), tool.tool.reach.isAllowed(turn.memory) { return tool }
    let names = visible(to: .client(name: ""), memory: turn.memory).map(\.name)
    let hint =
      NearestName.of(name, among: names).map { "Did you mean \($0)?" }
      ?? "There are: \(names.prefix(30).joined(separator: ", "))\(names.count > 30 ? " and more" : "")."
    throw ToolFailure(.notFound, "There is no tool of this name. \(hint)")
  }

  private func ask(_ tool: RegisteredTool, _ arguments: JSONValue, _ turn: ToolTurn, _ reason: String) async
    -> ToolOutput
  {
    guard let approvals else {
      return ToolOutput(failure: ToolFailure(.permission, "\(reason) Nobody can be asked here, so it was not run."))
    }
    do {
      let approval = try await approvals.ask(tool.name, arguments, in: turn, reason: reason)
      var output = ToolOutput(
        failure: ToolFailure(
          .permission,
          "\(reason) It was not run: it waits for the user's approval (task \(approval.id)). Tell them what you want to do "
            + "and that they can approve it on Mneme's page or with 'mneme approvals'. Do not call it again."))
      output.approval = approval
      return output
    } catch {
      logger.error("tools.approval_lost", metadata: ["error.code": "\(error.code.rawValue)"])
      return ToolOutput(failure: ToolFailure(.permission, "\(reason) The request for approval could not be kept."))
    }
  }

  private func run(_ tool: RegisteredTool, _ arguments: JSONValue, in turn: ToolTurn, _ draft: AuditDraft)
    async throws -> ToolOutput
  {
    let start = stopwatch.seconds()
    let changesThings = !tool.tool.description.annotations.isReadOnly
    // What has effects is in the log before it has them.
    if changesThings, let audit, await !audit.record(draft.begun(), isUrgent: true) {
      let failure = ToolFailure(.memoryStore, "The log of calls cannot be written, so this was not run.")
      await audit.record(draft.ended(draft.decision.0, failure.message, .failed, failure.code))
      count(tool.name, .failed, failure.code, since: start, in: turn)
      return ToolOutput(failure: failure).owned()
    }
    let limit = tool.tool.deadline ?? deadline
    var output: ToolOutput
    var isCancelled = false
    do {
      output = try await withDeadline(limit, "The tool took longer than \(limit) and was stopped.") {
        try await tool.tool.run(arguments, in: turn)
      }
    } catch {
      isCancelled = Task.isCancelled
      output = ToolOutput(failure: failure(of: error, tool.name)).owned()
    }
    let outcome: MemoryEvent.ToolOutcome =
      isCancelled ? .cancelled : output.failure.map { $0.code.outcome } ?? .succeeded
    let milliseconds = Int(((stopwatch.seconds() - start) * 1000).rounded())
    await audit?.record(
      draft.ended(draft.decision.0, draft.decision.1, outcome, output.failure?.code, milliseconds: milliseconds),
      isUrgent: changesThings)
    count(tool.name, outcome, output.failure?.code, since: start, in: turn)
    if isCancelled { throw CancellationError() }
    output.cut(to: Self.outputCharacters)
    return output
  }

  private func failure(of error: any Error, _ name: String) -> ToolFailure {
    switch error {
    case let failure as ToolFailure: return failure
    case let error as MnemeError: return ToolFailure(ToolErrorCode(error.code), error.message)
    default:
      // Another error's text may hold anything.
      if !(error is CancellationError) {
        logger.warning("tool.failed", metadata: ["tool.name": "\(name)", "error.type": "\(type(of: error))"])
      }
      return ToolFailure(.internal, "The tool failed.")
    }
  }

  private func count(
    _ name: String, _ outcome: MemoryEvent.ToolOutcome, _ code: ToolErrorCode?, since start: Double, in turn: ToolTurn
  ) {
    let seconds = stopwatch.seconds() - start
    let now = clock.now()
    let isKnown = shelf.withLock { shelf in
      shelf.count(name) { metrics in
        metrics.calls += 1
        metrics.totalMilliseconds += seconds * 1000
        metrics.lastCallAt = now
        if outcome == .succeeded {
          metrics.successes += 1
        } else {
          (metrics.lastErrorAt, metrics.lastErrorCode) = (now, code)
        }
      }
      return shelf.tools[name] != nil
    }
    // A name that is none is no name for a metric.
    guard isKnown else { return }
    observer.observe(.tool(name: name, outcome, seconds: seconds))
    events?.publish(
      .toolExecuted(name: name, milliseconds: Int((seconds * 1000).rounded()), outcome: outcome), in: turn.space)
  }
}

extension ToolErrorCode {
  init(_ code: MnemeError.Code) {
    self =
      switch code {
      case .timeout: .timeout
      case .invalidInput, .unprocessable, .conflict: .invalidParameter
      case .notFound: .notFound
      case .unauthorized: .permission
      case .tooLarge: .tooLarge
      case .overloaded: .rateLimited
      case .storage: .memoryStore
      case .configuration, .unavailable, .upstream, .internal: .internal
      }
  }

  var outcome: MemoryEvent.ToolOutcome {
    switch self {
    case .timeout, .browserTimeout: .timedOut
    case .invalidParameter, .missingParameter, .outOfRange, .invalidFormat, .notFound, .permission, .tooLarge,
      .invalidURL:
      .refused
    default: .failed
    }
  }

  /// For the audit log.
  var reason: String {
    switch self {
    case .notFound: "There is no such tool."
    case .permission: "The policy refuses it."
    default: "The arguments do not fit."
    }
  }
}
