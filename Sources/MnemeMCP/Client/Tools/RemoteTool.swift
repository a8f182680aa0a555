package import MnemeCore

/// A tool of another server as a tool of ours.
///
/// What the server says of it (its description, its hints) is not proven: it is offered as something that changes the world
/// beyond this machine, unless the owner says that it only reads.
package struct RemoteTool: Tool {
  /// What the server says of it, as a model is told it.
  package let told: ToolDescription
  package let reach = ToolReach.none
  package let category = ToolCategory.remote
  package let deadline: Duration?
  /// The server's own name for it.
  package let name: String
  let server: RemoteServer
  /// Whether all that the server says of its tools is what the owner has read.
  private let isTrusted: @Sendable () -> Bool

  /// Characters of a description that are passed on.
  private static let longestSummary = 1024

  init(_ entry: ToolEntry, prefix: String, server: RemoteServer, isTrusted: @escaping @Sendable () -> Bool = { false })
  {
    self.isTrusted = isTrusted
    name = entry.name
    self.server = server
    deadline = server.configuration.timeout
    let hints = entry.annotations
    let isReadOnly = server.configuration.readOnlyTools.contains(entry.name)
    let told = entry.description()
    self.told = ToolDescription(
      name: RemoteToolName.name(entry.name, prefix: prefix), title: told.title.map { Self.plain($0, 100) },
      summary: Self.plain(told.summary, Self.longestSummary), parameters: entry.inputSchema,
      annotations: ToolAnnotations(
        isReadOnly: isReadOnly, isDestructive: !isReadOnly && hints.isDestructive, isIdempotent: isReadOnly,
        isOpenWorld: true))
  }

  /// Another program's words, until the owner trusts them.
  package var description: ToolDescription {
    var description = told
    description.isForeign = !isTrusted()
    return description
  }

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    do {
      let result = try await server.call(name, arguments: arguments, report: turn.report)
      return Self.output(result)
    } catch let error as RemoteServerError {
      return Self.output(error, server: server.configuration.name)
    }
  }

  /// Parts that are not what they say are named, so that nothing is lost in silence.
  package static func output(_ result: ToolResult) -> ToolOutput {
    let parts = result.content.map { $0.content ?? .text("[a part that cannot be read]") }
    guard result.isError else { return ToolOutput(parts, structured: result.structured) }
    let words = ToolOutput(parts).text
    return ToolOutput(
      parts.isEmpty ? [.text("The tool failed.")] : parts, structured: result.structured,
      failure: ToolFailure(.internal, words.isEmpty ? "The tool failed." : String(words.prefix(2000))))
  }

  static func output(_ error: RemoteServerError, server: String) -> ToolOutput {
    let words = error.answer.map { " It says: \(plain($0.message, 500))" } ?? ""
    let code: ToolErrorCode =
      switch error.code {
      case .timeout: .timeout
      case .unauthorized, .configuration: .permission
      case .resting: .circuitOpen
      case .tooLarge: .tooLarge
      case .refused where error.answer?.code == RPCError.invalidParamsCode: .invalidParameter
      case .refused where error.answer?.code == RPCError.methodNotFoundCode: .notFound
      default: .internal
      }
    let todo = error.code == .unauthorized ? " Log in with: mneme mcp servers login \(server)" : ""
    return ToolOutput(failure: ToolFailure(code, "\(server): \(error.message)\(todo)\(words)"))
  }

  /// One piece of text in which nothing stands that a reader does not see; line breaks stay.
  private static func plain(_ text: String, _ length: Int) -> String {
    // However much is hidden, so much is looked at.
    let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(length * 8)))
    return String(String.UnicodeScalarView(start.withoutHidden(keeping: ["\n"]).unicodeScalars.prefix(length)))
  }
}
