import Logging
import MnemeCore

/// Runs the calls of one round side by side and keeps their order.
struct ToolRunner: Sendable {
  struct Outcome: Sendable {
    let text: String
    let succeeded: Bool
  }

  /// Characters of a result that a step shows.
  static let previewCharacters = 200

  /// By name, ascending: an order that never changes.
  let ordered: [any Tool]
  private let tools: [String: any Tool]
  let deadline: Duration
  let events: any EventFeed
  let observer: any ActivityObserver
  let stopwatch: Stopwatch
  let logger: Logger

  init(
    _ tools: [any Tool], deadline: Duration, events: any EventFeed, observer: any ActivityObserver = NoObserver(),
    stopwatch: Stopwatch = .system, logger: Logger
  ) {
    ordered = tools.sorted { $0.description.name < $1.description.name }
    self.tools = Dictionary(tools.map { ($0.description.name, $0) }) { first, _ in first }
    self.deadline = deadline
    self.events = events
    self.observer = observer
    self.stopwatch = stopwatch
    self.logger = logger
  }

  /// Results in the order of the calls; takes as long as the slowest, at most `deadline`.
  /// - Parameters:
  ///   - offered: names of the tools that this turn may run; of any other name there is none.
  ///   - admitted: calls that are not run, because they were made too often, are false.
  /// - Throws: `CancellationError` alone.
  func run(
    _ calls: [ToolCall], offered: [String], admitted: [Bool], in turn: ToolTurn,
    emit: @escaping @Sendable (ToolStep) -> Void
  ) async throws -> [Outcome] {
    for call in calls { emit(.started(call)) }
    let names = Set(offered)
    let outcomes = await withTaskGroup(of: (Int, Outcome).self) { group in
      for (place, call) in calls.enumerated() {
        group.addTask {
          (place, admitted[place] ? await run(call, offered: offered, names, in: turn) : Self.repeated)
        }
      }
      var outcomes = [Outcome?](repeating: nil, count: calls.count)
      for await (place, outcome) in group {
        outcomes[place] = outcome
        emit(
          .ended(
            calls[place], succeeded: outcome.succeeded, preview: String(outcome.text.prefix(Self.previewCharacters))))
      }
      return outcomes.compactMap(\.self)
    }
    try Task.checkCancellation()
    return outcomes
  }

  private static let repeated = Outcome(
    text: "This call was made before with the same arguments; its result stands above. Answer with what you have.",
    succeeded: false)

  private func run(_ call: ToolCall, offered: [String], _ names: Set<String>, in turn: ToolTurn) async -> Outcome {
    guard names.contains(call.name), let tool = tools[call.name] else {
      return Outcome(
        text: "There is no tool of this name. There are: \(offered.joined(separator: ", ")).",
        succeeded: false)
    }
    let start = stopwatch.seconds()
    var outcome = MemoryEvent.ToolOutcome.succeeded
    defer { tell(call.name, outcome, seconds: stopwatch.seconds() - start, in: turn.space) }
    do {
      let arguments = try ToolArguments.check(call.arguments, against: tool.description.parameters)
      let limit = tool.deadline ?? deadline
      let output = try await withDeadline(limit, "The tool took longer than \(limit) and was stopped.") {
        try await tool.run(arguments, in: turn)
      }
      if output.failure != nil { outcome = .failed }
      return Outcome(text: output.text, succeeded: output.succeeded)
    } catch let error as MnemeError {
      outcome = Self.outcome(error.code)
      return Outcome(text: "Error: \(error.message)", succeeded: false)
    } catch {
      outcome = error is CancellationError ? .cancelled : .failed
      // Another error's text may hold anything.
      logger.warning("tool.failed", metadata: ["tool.name": "\(call.name)", "error.type": "\(type(of: error))"])
      return Outcome(text: "Error: the tool failed.", succeeded: false)
    }
  }

  private static func outcome(_ code: MnemeError.Code) -> MemoryEvent.ToolOutcome {
    switch code {
    case .timeout: .timedOut
    case .invalidInput, .unauthorized, .notFound, .tooLarge, .unprocessable, .conflict: .refused
    case .configuration, .overloaded, .unavailable, .upstream, .storage, .internal: .failed
    }
  }

  private func tell(_ name: String, _ outcome: MemoryEvent.ToolOutcome, seconds: Double, in space: SpaceID) {
    observer.observe(.tool(name: name, outcome, seconds: seconds))
    events.publish(
      .toolExecuted(name: name, milliseconds: Int((seconds * 1000).rounded()), outcome: outcome), in: space)
  }
}
