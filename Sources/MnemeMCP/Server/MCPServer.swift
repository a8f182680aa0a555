package import Logging
package import MnemeCore
import Synchronization

/// A server of the Model Context Protocol, whatever carries its messages: both the revisions that begin with `initialize`
/// and the stateless one. Methods are looked up in one table (PERF-041).
package final class MCPServer: Sendable {
  /// Everything that a request may know of where it came from.
  package struct Origin: Sendable {
    /// Whom the transport let in: the requestState of one principal is nothing to another.
    package let principal: String
    package let space: SpaceID

    package init(principal: String, space: SpaceID) {
      self.principal = principal
      self.space = space
    }
  }

  package struct Limits: Sendable {
    /// Entries on one page of a list.
    package var page = 500
    /// How long clients may keep a list.
    package var listLifetime = Duration.seconds(60)
    package var patience = ServerSession.patience
    /// Streams of change notifications open at once.
    package var maxListens = 256

    package init() {}
  }

  let info: PeerInfo
  /// Of this process; nil tells none.
  let instance: String?
  let instructions: String?
  let tools: any ToolSource
  let resources: any ResourceSource
  let prompts: any PromptSource
  let seal: StateSeal
  let limits: Limits
  let lists = ListCache()
  let audience = Audience()
  let stopping = CancelSwitch()
  private let isFollowing = Atomic(false)
  let logger: Logger

  /// - Parameter instructions: tells a client's model what the server is good for.
  package init(
    info: PeerInfo, instance: String? = nil, instructions: String?, tools: any ToolSource,
    resources: any ResourceSource,
    prompts: any PromptSource, seal: StateSeal, limits: Limits = Limits(), logger: Logger
  ) {
    self.info = info
    self.instance = instance
    self.instructions = instructions
    self.tools = tools
    self.resources = resources
    self.prompts = prompts
    self.seal = seal
    self.limits = limits
    self.logger = logger
  }

  /// How often one of the four lists was made since the start.
  package var listBuilds: Int { lists.builds }

  /// Follows what changes and tells the clients that want to know, until the task is cancelled. Each transport calls it;
  /// while one call runs, others return at once, so that every change is told once.
  package func run() async {
    guard isFollowing.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged else {
      return
    }
    defer { isFollowing.store(false, ordering: .releasing) }
    await withDiscardingTaskGroup { group in
      group.addTask {
        for await _ in self.tools.changes() {
          self.lists.drop(.tools)
          self.audience.tell(.tools)
        }
      }
      group.addTask {
        for await _ in self.prompts.changes() {
          self.lists.drop(.prompts)
          self.audience.tell(.prompts)
        }
      }
      group.addTask {
        for await change in self.resources.changes() {
          if change == .list {
            self.lists.drop(.resources)
            self.lists.drop(.templates)
          }
          self.audience.tell(.resource(change))
        }
      }
    }
  }

  // MARK: Revisions up to 2025-11-25

  /// Answers `initialize`. The session is the caller's to keep, and to `leave`.
  /// - Throws: `invalidParams`.
  package func open(_ request: RPCRequest, from origin: Origin, output: any ServerOutput) throws(RPCError) -> (
    session: ServerSession, result: JSONValue
  ) {
    guard let asked = request.params?["protocolVersion"]?.string else {
      throw .invalidParams("'protocolVersion' is missing.")
    }
    guard let capabilities = request.params?["capabilities"], capabilities.object != nil else {
      throw .invalidParams("'capabilities' is missing.")
    }
    guard let client = PeerInfo(request.params?["clientInfo"]) else {
      throw .invalidParams("'clientInfo' with a name and a version is missing.")
    }
    // One that is not known is answered with the newest that begins like this.
    let known = ProtocolRevision(rawValue: asked).flatMap { $0.isStateless ? nil : $0 }
    let revision = known ?? ProtocolRevision.newestStateful
    let session = ServerSession(
      revision: revision, client: client, capabilities: capabilities, space: origin.space, output: output,
      patience: limits.patience)
    audience.join(session)
    var result: [String: JSONValue] = [
      "protocolVersion": .string(revision.rawValue), "capabilities": capabilitiesOffered(revision),
      "serverInfo": info.json,
    ]
    result["instructions"] = instructions.map(JSONValue.string)
    result["_meta"] = instance.map { [MetaKey.instance: .string($0)] }
    return (session, .object(result))
  }

  package func leave(_ session: ServerSession) {
    audience.leave(session)
    session.close()
  }

  /// Nil where nothing is to be answered: the client took the request back.
  package func respond(
    to request: RPCRequest, of session: ServerSession, from origin: Origin, output: any ServerOutput,
    cancel: CancelSwitch = CancelSwitch()
  ) async -> RPCResponse? {
    guard let handler = MethodTable.stateful[request.method] else {
      return RPCResponse(id: request.id, .failure(.methodNotFound))
    }
    do { try session.begin(request.id, cancel) } catch { return RPCResponse(id: request.id, .failure(error)) }
    defer { session.end(request.id) }
    let exchange = ServerExchange(request, session: session, origin: origin, output: output)
    return await answer(exchange, cancel) { try await handler(self, exchange) }
  }

  /// A notification is never answered, known or not.
  package func take(_ notification: RPCNotification, of session: ServerSession) {
    if notification.method == MethodName.cancelled,
      let id = notification.params?["requestId"].flatMap({ RequestID($0) })
    {
      session.cancel(id)
    }
  }

  // MARK: Revision 2026-07-28

  /// Whether the stateless lane has this method.
  package static func hasStateless(_ method: String) -> Bool { MethodTable.stateless[method] != nil }

  /// Reads what a stateless request says of itself.
  /// - Throws: `invalidParams`, `unsupportedRevision`.
  package static func checkMeta(of request: RPCRequest) throws(RPCError) {
    let meta = request.params?["_meta"]
    guard let revision = meta?[MetaKey.revision]?.string else {
      throw .invalidParams("'_meta' lacks '\(MetaKey.revision)'.")
    }
    guard ProtocolRevision(rawValue: revision)?.isStateless == true else {
      throw .unsupportedRevision(revision, supported: ProtocolRevision.names)
    }
    guard meta?[MetaKey.clientCapabilities]?.object != nil else {
      throw .invalidParams("'_meta' lacks '\(MetaKey.clientCapabilities)'.")
    }
    if let info = meta?[MetaKey.clientInfo], PeerInfo(info) == nil {
      throw .invalidParams("'\(MetaKey.clientInfo)' has a name and a version.")
    }
    if let level = meta?[MetaKey.logLevel], level.string.flatMap(LogLevel.init) == nil {
      throw .invalidParams("'\(MetaKey.logLevel)' is no log level.")
    }
  }

  /// Nil where nothing is to be answered: the client took the request back.
  package func respond(
    to request: RPCRequest, from origin: Origin, output: any ServerOutput, cancel: CancelSwitch = CancelSwitch()
  ) async -> RPCResponse? {
    do { try MCPServer.checkMeta(of: request) } catch { return RPCResponse(id: request.id, .failure(error)) }
    guard let handler = MethodTable.stateless[request.method] else {
      return RPCResponse(id: request.id, .failure(.methodNotFound))
    }
    return await answer(ServerExchange(request, origin: origin, output: output), cancel) { [self] in
      let exchange = try withAnswers(ServerExchange(request, origin: origin, output: output))
      defer { exchange.voice.close() }
      do {
        let result = try await handler(self, exchange)
        let type = result["resultType"] ?? .string(ResultType.complete)
        return result.setting("resultType", to: type).setting("_meta", to: resultMeta(result["_meta"]))
      } catch let needed as InputNeeded {
        return try required(needed, exchange)
      }
    }
  }

  private func resultMeta(_ meta: JSONValue?) -> JSONValue {
    (meta ?? [:]).setting(MetaKey.serverInfo, to: info.json)
  }

  /// Joins the answers of this round with those that the state holds.
  private func withAnswers(_ exchange: ServerExchange) throws(RPCError) -> ServerExchange {
    let request = exchange.request
    guard MethodTable.asking.contains(request.method) else { return exchange }
    var answers: [String: JSONValue] = [:]
    switch request.params?["requestState"] {
    case nil: break
    case .string(let state)?:
      answers = try seal.open(
        state, principal: exchange.origin.principal, method: request.method, params: request.params)
    default: throw .invalidParams("'requestState' is a string.")
    }
    switch request.params?["inputResponses"] {
    case nil: break
    case .object(let given)?:
      guard given.values.allSatisfy({ $0.object != nil }) else {
        throw .invalidParams("Each of 'inputResponses' is an object.")
      }
      answers.merge(given) { _, newest in newest }
    default: throw .invalidParams("'inputResponses' is an object.")
    }
    return exchange.answering(answers)
  }

  private func required(_ needed: InputNeeded, _ exchange: ServerExchange) throws(RPCError) -> JSONValue {
    guard MethodTable.asking.contains(exchange.request.method) else { throw .internalError }
    let state = seal.seal(
      exchange.answers, principal: exchange.origin.principal, method: exchange.request.method,
      params: exchange.request.params)
    return InputRequired(needed.requests, state: state).json.setting("_meta", to: resultMeta(nil))
  }

  // MARK: Both

  private func answer(
    _ exchange: ServerExchange, _ cancel: CancelSwitch, _ body: @escaping @Sendable () async throws -> JSONValue
  ) async -> RPCResponse? {
    defer { exchange.voice.close() }
    let id = exchange.request.id
    do {
      let result = try await cancel.watch(body)
      return RPCResponse(id: id, .success(result), written: page(exchange).map { lists.bytes(of: result, $0) })
    } catch let error as RPCError {
      return RPCResponse(id: id, .failure(error))
    } catch let error as MnemeError {
      return RPCResponse(id: id, .failure(MCPServer.failure(error)))
    } catch {
      if cancel.isFired || error is CancellationError { return nil }
      logger.error(
        "Request of MCP failed",
        metadata: ["mcp.method": "\(exchange.request.method)", "error.type": "\(type(of: error))"])
      return RPCResponse(id: id, .failure(.internalError))
    }
  }

  /// Lists are long, and mostly what they were before.
  private func page(_ exchange: ServerExchange) -> ListCache.Page? {
    let request = exchange.request
    guard MethodTable.listing.contains(request.method) else { return nil }
    return ListCache.Page(
      method: request.method, cursor: request.params?["cursor"]?.string, isStateless: exchange.revision.isStateless)
  }

  private static func failure(_ error: MnemeError) -> RPCError {
    switch error.code {
    case .invalidInput, .notFound, .tooLarge, .unprocessable: .invalidParams(error.message)
    case .internal: .internalError
    default: RPCError(RPCError.internalErrorCode, error.message)
    }
  }

  func capabilitiesOffered(_ revision: ProtocolRevision) -> JSONValue {
    var offered: [String: JSONValue] = [
      "tools": ["listChanged": true], "prompts": ["listChanged": true],
      "resources": ["listChanged": true, "subscribe": true], "logging": [:],
    ]
    if revision >= .v2025_03_26 { offered["completions"] = [:] }
    return .object(offered)
  }
}
