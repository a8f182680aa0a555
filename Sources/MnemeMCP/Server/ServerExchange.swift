import MnemeCore

/// One request on its way through the server.
struct ServerExchange: Sendable {
  let request: RPCRequest
  /// Nil in the stateless lane.
  let session: ServerSession?
  let origin: MCPServer.Origin
  let revision: ProtocolRevision
  let client: PeerInfo?
  let capabilities: JSONValue
  let output: any ServerOutput
  let voice: RequestVoice
  /// Of this round and earlier ones, in the stateless lane.
  private(set) var answers: [String: JSONValue] = [:]

  init(_ request: RPCRequest, session: ServerSession, origin: MCPServer.Origin, output: any ServerOutput) {
    self.request = request
    self.session = session
    self.origin = origin
    self.output = output
    revision = session.revision
    client = session.client
    capabilities = session.capabilities
    voice = RequestVoice(
      output: output, token: request.progressToken,
      // Until the client says what it wants, the server decides: everything but details.
      level: { session.logLevel ?? .info }, asking: .session(session))
  }

  init(
    _ request: RPCRequest, origin: MCPServer.Origin, output: any ServerOutput, answers: [String: JSONValue] = [:]
  ) {
    self.request = request
    session = nil
    self.origin = origin
    self.output = output
    self.answers = answers
    let meta = request.params?["_meta"]
    revision = meta?[MetaKey.revision]?.string.flatMap(ProtocolRevision.init) ?? .newest
    client = PeerInfo(meta?[MetaKey.clientInfo])
    capabilities = meta?[MetaKey.clientCapabilities] ?? [:]
    // Nothing is logged to a client that did not ask for it with this request.
    let level = meta?[MetaKey.logLevel]?.string.flatMap(LogLevel.init)
    voice = RequestVoice(
      output: output, token: request.progressToken, level: { level }, asking: .given(answers))
  }

  func answering(_ answers: [String: JSONValue]) -> ServerExchange {
    ServerExchange(request, origin: origin, output: output, answers: answers)
  }

  var context: CallContext {
    CallContext(space: origin.space, client: client, revision: revision, capabilities: capabilities, voice: voice)
  }

  // MARK: Parameters

  /// - Throws: `invalidParams` where it is missing or no string.
  func text(_ name: String) throws(RPCError) -> String {
    guard let text = request.params?[name]?.string else { throw .invalidParams("'\(name)' must be a string.") }
    return text
  }

  /// An object of strings, empty where it is left out.
  func texts(_ json: JSONValue?, _ name: String) throws(RPCError) -> [String: String] {
    guard let json else { return [:] }
    guard let members = json.object else { throw .invalidParams("'\(name)' must be an object.") }
    var texts: [String: String] = [:]
    for (key, value) in members {
      guard let text = value.string else { throw .invalidParams("'\(name)' has strings as values.") }
      texts[key] = text
    }
    return texts
  }
}

extension RPCRequest {
  /// Nil where the client does not want to know of progress, and where the token is neither a string nor a whole number.
  var progressToken: JSONValue? {
    params?["_meta"]?[MetaKey.progressToken].flatMap { RequestID($0)?.json }
  }
}
