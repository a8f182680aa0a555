import MnemeCore

extension MCPServer {
  func subscribe(_ exchange: ServerExchange) async throws -> JSONValue {
    try exchange.session?.subscribe(try exchange.text("uri"))
    return [:]
  }

  func unsubscribe(_ exchange: ServerExchange) throws -> JSONValue {
    exchange.session?.unsubscribe(try exchange.text("uri"))
    return [:]
  }

  /// Tells of the changes that the client wants to know, until the client leaves (which cancels) or the server stops.
  func listen(_ exchange: ServerExchange) async throws -> JSONValue {
    let listener = try listener(exchange)
    // Under the audience's lock, so that nothing else of this stream comes before it.
    let first = RPCMessage.notification(acknowledgement(listener))
    guard let key = audience.join(listener, limit: limits.maxListens, first: first) else {
      throw MnemeError(.overloaded, "Too many streams of change notifications are open.")
    }
    defer { audience.leave(key) }
    await stopping.wait()
    if !stopping.isFired { throw CancellationError() }
    return ["_meta": .object([MetaKey.subscription: exchange.request.id.json])]
  }

  /// Ends every stream of change notifications in good order.
  package func stop() { stopping.fire() }

  private func listener(_ exchange: ServerExchange) throws(RPCError) -> Audience.Listener {
    guard let wanted = exchange.request.params?["notifications"], wanted.object != nil else {
      throw .invalidParams("'notifications' must be an object.")
    }
    func flag(_ name: String) throws(RPCError) -> Bool {
      guard let value = wanted[name] else { return false }
      guard let flag = value.bool else { throw .invalidParams("'\(name)' is true or false.") }
      return flag
    }
    var uris: Set<String> = []
    if let given = wanted["resourceSubscriptions"] {
      guard let values = given.array, values.count <= ServerSession.maxSubscriptions else {
        throw .invalidParams(
          "'resourceSubscriptions' is an array of at most \(ServerSession.maxSubscriptions) addresses.")
      }
      for value in values {
        guard let uri = value.string else { throw .invalidParams("'resourceSubscriptions' is an array of strings.") }
        uris.insert(uri)
      }
    }
    return Audience.Listener(
      id: exchange.request.id, space: exchange.origin.space, tools: try flag("toolsListChanged"),
      prompts: try flag("promptsListChanged"), resources: try flag("resourcesListChanged"), uris: uris,
      output: exchange.output)
  }

  private func acknowledgement(_ listener: Audience.Listener) -> RPCNotification {
    var honoured: [String: JSONValue] = [:]
    if listener.tools { honoured["toolsListChanged"] = true }
    if listener.prompts { honoured["promptsListChanged"] = true }
    if listener.resources { honoured["resourcesListChanged"] = true }
    if !listener.uris.isEmpty {
      honoured["resourceSubscriptions"] = .array(listener.uris.sorted().map(JSONValue.string))
    }
    return RPCNotification(MethodName.acknowledged, params: ["notifications": .object(honoured)]).tagged(listener.id)
  }
}

extension MCPServer {
  /// Sessions and streams that are told of changes.
  package var audienceCount: Int { audience.count }
}
