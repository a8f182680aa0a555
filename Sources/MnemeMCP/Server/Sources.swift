package import MnemeCore

/// The tools that a server offers.
package protocol ToolSource: Sendable {
  /// By name, ascending.
  func tools() async -> [ToolEntry]
  /// Nil where there is no tool of this name. What a tool itself fails at is a result that says so.
  func call(_ name: String, arguments: JSONValue, in context: CallContext) async throws -> ToolResult?
  /// One element after each change of what `tools` returns.
  func changes() -> AsyncStream<Void>
}

/// The resources that a server offers.
package protocol ResourceSource: Sendable {
  /// `Resource` objects of the protocol, by address.
  func resources() async -> [JSONValue]
  /// `ResourceTemplate` objects, by address.
  func templates() async -> [JSONValue]
  /// Contents; nil where there is nothing under this address.
  func read(_ uri: String, in context: CallContext) async throws -> [JSONValue]?
  /// Values for a variable of a template that begin with `value`, best first.
  func complete(_ variable: String, of template: String, value: String, in space: SpaceID) async throws -> [String]?
  func changes() -> AsyncStream<ResourceChange>
}

package enum ResourceChange: Sendable, Hashable {
  /// Other resources than before are listed.
  case list
  /// What stands under an address is another thing now.
  case updated(String, SpaceID)
  /// Whatever is read of a space may be another thing now.
  case everything(SpaceID?)
}

/// The prompts that a server offers.
package protocol PromptSource: Sendable {
  /// `Prompt` objects of the protocol, by name.
  func prompts() async -> [JSONValue]
  /// A `GetPromptResult` object; nil where there is no prompt of this name.
  func prompt(_ name: String, arguments: [String: String], in context: CallContext) async throws -> JSONValue?
  /// Values for an argument that begin with `value`, best first; nil where there is no such prompt.
  func complete(_ argument: String, of prompt: String, value: String, in space: SpaceID) async throws -> [String]?
  /// One element after each change of what `prompts` returns.
  func changes() -> AsyncStream<Void>
}
