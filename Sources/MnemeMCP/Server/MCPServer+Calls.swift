import MnemeCore

extension MCPServer {
  func callTool(_ exchange: ServerExchange) async throws -> JSONValue {
    let name = try exchange.text("name")
    let arguments: JSONValue
    switch exchange.request.params?["arguments"] {
    case nil, .null?: arguments = [:]
    case .object(let members)?: arguments = .object(members)
    default: throw RPCError.invalidParams("'arguments' must be an object.")
    }
    guard let result = try await tools.call(name, arguments: arguments, in: exchange.context) else {
      throw RPCError.invalidParams("There is no tool of this name.")
    }
    return result.json
  }

  func readResource(_ exchange: ServerExchange) async throws -> JSONValue {
    let uri = try exchange.text("uri")
    guard let contents = try await resources.read(uri, in: exchange.context), !contents.isEmpty else {
      let message = "There is no resource under this address."
      throw RPCError(
        exchange.revision.isStateless ? RPCError.invalidParamsCode : RPCError.resourceNotFoundCode, message,
        data: ["uri": .string(uri)])
    }
    // Memory may be another in the next moment.
    return cacheable(["contents": .array(contents)], for: .zero, exchange)
  }

  func getPrompt(_ exchange: ServerExchange) async throws -> JSONValue {
    let name = try exchange.text("name")
    let arguments = try exchange.texts(exchange.request.params?["arguments"], "arguments")
    let list = await lists.list(.prompts, key: "name") { [prompts] in await prompts.prompts() }
    guard let place = list.keys.firstIndex(of: name) else {
      throw RPCError.invalidParams("There is no prompt of this name.")
    }
    for argument in list.entries[place]["arguments"]?.array ?? [] where argument["required"] == true {
      guard let needed = argument["name"]?.string, arguments[needed] != nil else {
        throw RPCError.invalidParams("The argument '\(argument["name"]?.string ?? "")' is missing.")
      }
    }
    guard let result = try await prompts.prompt(name, arguments: arguments, in: exchange.context) else {
      throw RPCError.invalidParams("There is no prompt of this name.")
    }
    return result
  }

  /// Values that fit what was typed so far, at most 100.
  func complete(_ exchange: ServerExchange) async throws -> JSONValue {
    let params = exchange.request.params
    guard let argument = params?["argument"]?["name"]?.string, let value = params?["argument"]?["value"]?.string else {
      throw RPCError.invalidParams("'argument' has a name and a value.")
    }
    let found: [String]?
    switch (params?["ref"]?["type"]?.string, params?["ref"]?["name"]?.string, params?["ref"]?["uri"]?.string) {
    case ("ref/prompt", let name?, _):
      found = try await prompts.complete(argument, of: name, value: value, in: exchange.origin.space)
    case ("ref/resource", _, let uri?):
      found = try await resources.complete(argument, of: uri, value: value, in: exchange.origin.space)
    default: throw RPCError.invalidParams("'ref' names a prompt or a resource.")
    }
    guard let found else { throw RPCError.invalidParams("There is nothing of this name to complete.") }
    let values = found.prefix(100)
    return [
      "completion": [
        "values": .array(values.map(JSONValue.string)), "total": .integer(Int64(found.count)),
        "hasMore": .bool(found.count > values.count),
      ]
    ]
  }

  func setLogLevel(_ exchange: ServerExchange) throws -> JSONValue {
    guard let level = LogLevel(rawValue: try exchange.text("level")) else {
      throw RPCError.invalidParams("'level' is none of RFC 5424.")
    }
    exchange.session?.logLevel = level
    return [:]
  }

  func discover(_ exchange: ServerExchange) -> JSONValue {
    var result: [String: JSONValue] = [
      "supportedVersions": .array(ProtocolRevision.names.map(JSONValue.string)),
      "capabilities": capabilitiesOffered(exchange.revision),
    ]
    result["instructions"] = instructions.map(JSONValue.string)
    result["_meta"] = instance.map { [MetaKey.instance: .string($0)] }
    return cacheable(.object(result), for: limits.listLifetime, exchange)
  }

  /// Why the headers that repeat parameters of a tool's call do not fit its arguments; nil where they do.
  func headerFlaw(of request: RPCRequest, header: @Sendable (String) -> String?) async -> RPCError? {
    guard request.method == MethodName.callTool, let name = request.params?["name"]?.string else { return nil }
    let list = await lists.list(.tools, key: "name") { [tools] in await tools.tools().map(\.json) }
    guard let place = list.keys.firstIndex(of: name), let schema = list.entries[place]["inputSchema"],
      // Clients leave out tools whose marks are wrong.
      let mirrored = try? MirroredParameters(schema: schema)
    else { return nil }
    for parameter in mirrored.parameters {
      let given = header(HeaderName.parameterPrefix + parameter.header.lowercased())
      let json = parameter.value(in: request.params?["arguments"])
      switch (given, json.flatMap { HeaderText.text(of: $0) }) {
      case (nil, nil): continue
      case (let given?, let value?):
        guard let decoded = HeaderText.decode(given) else {
          return .headerMismatch("Mcp-Param-\(parameter.header) cannot be read.")
        }
        if decoded == value || HeaderText.isNumber(decoded, json?.integer) { continue }
        return .headerMismatch("Mcp-Param-\(parameter.header) differs from the body.")
      default: return .headerMismatch("Mcp-Param-\(parameter.header) and the body differ.")
      }
    }
    return nil
  }
}
