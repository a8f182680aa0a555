import MnemeCore

/// Runs the calls of one round side by side and keeps their order.
struct ToolRunner: Sendable {
  struct Outcome: Sendable {
    let text: String
    let succeeded: Bool
    /// Holds nobody's words but the user's own and the program's.
    let isOwn: Bool
  }

  /// Characters of a result that a step shows.
  static let previewCharacters = 200

  let service: any ToolService

  /// Results in the order of the calls; takes as long as the slowest.
  /// - Parameters:
  ///   - offered: whether this turn has tools of ours at all; where not, there is none of any name.
  ///   - admitted: calls that are not run, because they were made too often, are false.
  /// - Throws: `CancellationError` alone.
  func run(
    _ calls: [ToolCall], offered: Bool, admitted: [Bool], in turn: ToolTurn,
    emit: @escaping @Sendable (ToolStep) -> Void
  ) async throws -> [Outcome] {
    for call in calls { emit(.started(call)) }
    let outcomes = await withTaskGroup(of: (Int, Outcome).self) { group in
      for (place, call) in calls.enumerated() {
        group.addTask {
          if admitted[place], offered { return (place, await run(call, in: turn, emit: emit)) }
          let refusal: ToolRefusal = admitted[place] ? .unknown : .repeated
          await service.refused(call.name, arguments: Self.arguments(of: call), in: turn, because: refusal)
          return (place, admitted[place] ? Self.none : Self.repeated)
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
    succeeded: false, isOwn: true)
  private static let none = Outcome(text: "Error: There is no tool of this name.", succeeded: false, isOwn: true)

  private func run(_ call: ToolCall, in turn: ToolTurn, emit: @Sendable (ToolStep) -> Void) async -> Outcome {
    do {
      let output = try await service.call(call.name, arguments: Self.arguments(of: call), in: turn)
      if let approval = output.approval { emit(.waits(call, approval)) }
      return Outcome(
        text: output.succeeded ? output.text : "Error: \(output.text)", succeeded: output.succeeded,
        isOwn: output.isOwn)
    } catch {
      // The caller sees the cancellation itself.
      return Outcome(text: "Error: the call was stopped.", succeeded: false, isOwn: true)
    }
  }

  private static func arguments(of call: ToolCall) -> JSONValue {
    if !call.arguments.contains(where: { !$0.isWhitespace }) { return .null }
    // No tool takes a text: the call is refused where it is counted and logged.
    return (try? JSONValue(parsing: call.arguments)) ?? .string(call.arguments)
  }
}
