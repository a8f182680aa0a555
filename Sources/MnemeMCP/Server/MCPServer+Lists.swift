import MnemeCore

extension MCPServer {
  func listTools(_ exchange: ServerExchange) async throws -> JSONValue {
    try page(
      await lists.list(.tools, key: "name") { [tools] in await tools.tools().map(\.json) }, "tools", exchange)
  }

  func listResources(_ exchange: ServerExchange) async throws -> JSONValue {
    try page(
      await lists.list(.resources, key: "uri") { [resources] in await resources.resources() }, "resources", exchange)
  }

  func listTemplates(_ exchange: ServerExchange) async throws -> JSONValue {
    try page(
      await lists.list(.templates, key: "uriTemplate") { [resources] in await resources.templates() },
      "resourceTemplates", exchange)
  }

  func listPrompts(_ exchange: ServerExchange) async throws -> JSONValue {
    try page(
      await lists.list(.prompts, key: "name") { [prompts] in await prompts.prompts() }, "prompts", exchange)
  }

  /// One page: the entries after the key that the cursor stands for. A list that changed between two pages is no harm.
  private func page(_ list: ListCache.List, _ name: String, _ exchange: ServerExchange) throws(RPCError) -> JSONValue {
    var start = 0
    switch exchange.request.params?["cursor"] {
    case nil: break
    case .string(let cursor)?:
      guard let bytes = Base64URL.decode(cursor), let key = String(validating: bytes, as: UTF8.self), !key.isEmpty
      else { throw .invalidParams("The cursor is none of this server's.") }
      start = list.keys.firstIndex { $0 > key } ?? list.keys.count
    default: throw .invalidParams("'cursor' must be a string.")
    }
    let end = min(start + limits.page, list.entries.count)
    var result: [String: JSONValue] = [name: .array(Array(list.entries[start..<end]))]
    if end < list.entries.count { result["nextCursor"] = .string(Base64URL.encode(list.keys[end - 1].utf8)) }
    return cacheable(.object(result), for: limits.listLifetime, exchange)
  }

  /// - Parameter lifetime: how long the client may keep the result.
  func cacheable(_ result: JSONValue, for lifetime: Duration, _ exchange: ServerExchange) -> JSONValue {
    guard exchange.revision.isStateless else { return result }
    return result.setting("ttlMs", to: .integer(lifetime.milliseconds)).setting("cacheScope", to: "private")
  }
}
