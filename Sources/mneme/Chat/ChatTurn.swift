import MnemeCore

/// One question and its answer, as they are shown.
struct ChatTurn: Sendable {
  let services: Services
  let console: Console
  let style: TerminalStyle
  let isInteractive: Bool
  /// Returns at Ctrl-C; nil where nobody can press it.
  let interrupted: (@Sendable () async -> Void)?

  struct Outcome: Sendable {
    var session: String?
    /// Calls that wait for the person's word.
    var waiting: [Approval] = []
    var wasStopped = false
  }

  private enum Ending: Sendable {
    case shown(Outcome)
    case interrupted
  }

  func run(_ request: ChatRequest) async throws -> Outcome {
    guard let interrupted else { return try await show(request) }
    return try await withThrowingTaskGroup(of: Ending.self) { group in
      group.addTask { .shown(try await show(request)) }
      group.addTask {
        await interrupted()
        return .interrupted
      }
      var wasStopped = false
      while let ending = try await group.next() {
        switch ending {
        // Whoever reads the answer no longer stops the model; what it said so far is kept.
        case .interrupted:
          wasStopped = true
          group.cancelAll()
        case .shown(var outcome):
          group.cancelAll()
          outcome.wasStopped = wasStopped
          if wasStopped { console.writeError(style.aside("(Stopped.)") + "\n") }
          return outcome
        }
      }
      return Outcome(wasStopped: wasStopped)
    }
  }

  private func show(_ request: ChatRequest) async throws -> Outcome {
    var outcome = Outcome()
    var endsLine = true
    func aside(_ text: String) {
      if !endsLine { console.line() }
      endsLine = true
      console.writeError(style.aside(text) + "\n")
    }
    defer { if !endsLine { console.line() } }
    for try await event in services.chat.reply(to: request) {
      switch event {
      case .started(let start): outcome.session = start.session
      case .text(let piece):
        let safe = piece.terminalSafe
        guard !safe.isEmpty else { continue }
        console.write(safe)
        endsLine = safe.hasSuffix("\n")
      case .tool(.started(let call)): aside("(\(call.name.oneLine)…)")
      case .tool(.ended(let call, let succeeded, let preview)):
        guard isInteractive else { continue }
        aside("(\(call.name.oneLine) \(succeeded ? "done" : "failed"): \(preview.oneLine.prefix(100)))")
      case .tool(.waits(let call, let approval)):
        outcome.waiting.append(approval)
        if !isInteractive {
          aside("(\(call.name.oneLine) waits for your approval: mneme approvals approve \(approval.id))")
        }
      case .toolCalls: break
      case .finished(let end):
        if end.finish == .length { aside("(The answer was cut at the model's limit.)") }
      }
    }
    return outcome
  }
}
