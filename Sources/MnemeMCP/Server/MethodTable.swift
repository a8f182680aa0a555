import MnemeCore

/// Every method of both lanes, found by one look-up (PERF-041).
enum MethodTable {
  typealias Handler = @Sendable (MCPServer, ServerExchange) async throws -> JSONValue

  private static let shared: [String: Handler] = [
    MethodName.listTools: { try await $0.listTools($1) },
    MethodName.callTool: { try await $0.callTool($1) },
    MethodName.listResources: { try await $0.listResources($1) },
    MethodName.listTemplates: { try await $0.listTemplates($1) },
    MethodName.readResource: { try await $0.readResource($1) },
    MethodName.listPrompts: { try await $0.listPrompts($1) },
    MethodName.getPrompt: { try await $0.getPrompt($1) },
    MethodName.complete: { try await $0.complete($1) },
  ]

  static let stateful: [String: Handler] = shared.merging([
    MethodName.ping: { _, _ in [:] },
    MethodName.setLogLevel: { try $0.setLogLevel($1) },
    MethodName.subscribe: { try await $0.subscribe($1) },
    MethodName.unsubscribe: { try $0.unsubscribe($1) },
    MethodName.initialize: { _, _ in throw RPCError.invalidRequest("The session is initialized already.") },
  ]) { $1 }

  static let stateless: [String: Handler] = shared.merging([
    MethodName.discover: { $0.discover($1) },
    MethodName.listen: { try await $0.listen($1) },
  ]) { $1 }

  /// Those whose results are pages of lists.
  static let listing: Set<String> = [
    MethodName.listTools, MethodName.listResources, MethodName.listTemplates, MethodName.listPrompts,
  ]

  /// Those that may end with a wish for input.
  static let asking: Set<String> = [MethodName.callTool, MethodName.readResource, MethodName.getPrompt]
}
