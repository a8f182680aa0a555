/// Every tool that may be seen and run: one door for turns, MCP, the API and the command line.
///
/// What is switched off can be neither seen nor run.
package protocol ToolService: Sendable {
  /// Those that a caller may see, by name, ascending: an order that never changes. O(tools).
  func tools(for caller: ToolCaller, memory: MemoryMode) -> [ToolDescription]
  /// Checks the arguments, asks the policy and runs the tool within its deadline; cancelling the task ends it.
  ///
  /// A name that does not exist, arguments that do not fit, a refusal and a failure are outputs that say so: a caller always
  /// has something to tell its model.
  /// - Throws: `CancellationError` alone.
  func call(_ name: String, arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput
  /// One element after each change of what `tools` returns; ends with the service.
  func changes() -> AsyncStream<Void>
}
