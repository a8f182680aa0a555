/// Every tool that may be seen and run: one door for turns, MCP, the API and the command line.
///
/// What is switched off can be neither seen nor run.
package protocol ToolService: Sendable {
  /// Those that a caller may see, by name, ascending: an order that never changes. O(tools).
  func tools(for caller: ToolCaller, memory: MemoryMode) -> [ToolDescription]
  /// Those of `tools` that a model is offered for a question: all where they are few, else those that fit it, in the same
  /// order. All others stay reachable. O(tools · words).
  /// - Parameter vector: the question's; asked for where a choice has to be made, and empty where there is none.
  func offer(
    about question: String, vector: @Sendable () async -> [Float], for caller: ToolCaller, memory: MemoryMode
  ) async -> [ToolDescription]
  /// Checks the arguments, asks the policy and runs the tool within its deadline; cancelling the task ends it.
  ///
  /// A name that does not exist, arguments that do not fit, a refusal and a failure are outputs that say so: a caller always
  /// has something to tell its model.
  /// - Throws: `CancellationError` alone.
  func call(_ name: String, arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput
  /// Enters a call in the audit log that was refused before it came here; it is not run.
  func refused(_ name: String, arguments: JSONValue, in turn: ToolTurn, because refusal: ToolRefusal) async
  /// One element after each change of what `tools` returns; ends with the service.
  func changes() -> AsyncStream<Void>
}

extension ToolService {
  package func offer(
    about question: String, vector: @Sendable () async -> [Float], for caller: ToolCaller, memory: MemoryMode
  ) async -> [ToolDescription] { tools(for: caller, memory: memory) }

  package func refused(_ name: String, arguments: JSONValue, in turn: ToolTurn, because refusal: ToolRefusal) async {}
}

/// Why a call does not come as far as the policy.
package enum ToolRefusal: Sendable, Hashable {
  /// The turn has made the same call too often.
  case repeated
  /// Nothing of this name is offered.
  case unknown
}

extension MemoryMode {
  /// Whether a tool of this reach may be offered.
  package func allows(_ reach: ToolReach) -> Bool {
    switch reach {
    case .none: true
    case .readsMemory: self != .off
    case .changesMemory: self == .full
    }
  }
}
