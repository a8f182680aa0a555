package import MnemeCore

/// Streamable HTTP without HTTP: what a server's answers are, whatever library reads and writes them. Both lanes.
package final class HTTPTransport: Sendable {
  /// What the binding knows of a request.
  package struct Call: Sendable {
    package let origin: MCPServer.Origin
    /// Value of a header by its lower-case name.
    package let header: @Sendable (String) -> String?

    package init(origin: MCPServer.Origin, header: @escaping @Sendable (String) -> String?) {
      self.origin = origin
      self.header = header
    }
  }

  package enum Answer: Sendable {
    /// No body.
    case empty(status: Int)
    /// One JSON object.
    case json(status: Int, RPCResponse, session: String? = nil)
    case stream(Stream)
  }

  /// Messages that come one after the other.
  package struct Stream: Sendable {
    package let log: StreamLog
    /// Where the reader begins.
    package let after: Int
    package let reader: Int
    /// When the first message is the response, it may be sent as one JSON object.
    package let mayBeJSON: Bool
    /// The client reads nothing but JSON.
    package let mustBeJSON: Bool
    /// Events carry ids, and a lost connection is no reason to stop.
    package let isResumable: Bool
    /// An event without a message comes first, so that the client has an id from the start.
    package let isPrimed: Bool
    /// The stateless lane's codes have statuses of their own.
    package let isStateless: Bool
    /// To be fired when the client leaves; nil where the work goes on.
    package let cancel: CancelSwitch?
    /// Goes on until somebody ends it: it does not hold up the shutdown, as a request that runs does.
    package var isEndless = false
    /// Kept for as long as somebody reads.
    var use: HTTPSession.Use?

    package func status(of response: RPCResponse) -> Int {
      guard isStateless, case .failure(let error) = response.outcome else { return 200 }
      return switch error.code {
      case RPCError.methodNotFoundCode: 404
      case RPCError.missingCapabilityCode, RPCError.headerMismatchCode, RPCError.unsupportedRevisionCode,
        RPCError.invalidRequestCode, RPCError.parseErrorCode:
        400
      default: 200
      }
    }
  }

  package struct Limits: Sendable {
    package var sessions = 256
    package var idle = Duration.seconds(3600)

    package init() {}
  }

  let server: MCPServer
  let sessions: HTTPSessions
  let runner = RequestRunner()
  private let clock: any WallClock
  private let makeID: @Sendable () -> String

  package init(
    server: MCPServer, limits: Limits = Limits(), clock: any WallClock,
    makeID: @escaping @Sendable () -> String = HTTPTransport.unguessable
  ) {
    self.server = server
    self.clock = clock
    self.makeID = makeID
    sessions = HTTPSessions(limit: limits.sessions, idle: limits.idle, clock: clock)
  }

  /// 128 random bits in hexadecimal.
  package static func unguessable() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Serves until the task is cancelled.
  package func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.server.run() }
      group.addTask { await self.runner.run() }
      await group.waitForAll()
    }
    runner.finish()
    for session in sessions.removeAll() { end(session) }
  }

  /// Ends streams of change notifications; requests that run are answered.
  package func stop() {
    server.stop()
    for session in sessions.removeAll() where session.session.runningCount == 0 { end(session) }
  }

  package var sessionCount: Int { sessions.count }

  private func end(_ session: HTTPSession) {
    server.leave(session.session)
    session.finish()
  }

  // MARK: POST

  package func post(_ body: some RandomAccessCollection<UInt8>, _ call: Call) -> Answer {
    let message: RPCMessage
    do throws(RPCRefusal) {
      switch try RPCInput(parsing: body) {
      case .single(let single): message = single
      case .batch(let members): return batch(members, call)
      }
    } catch {
      return .json(status: 400, error.response)
    }
    do {
      try HTTPTransport.checkRevision(call, of: message)
      if let revision = try lane(of: message, call) { return try stateful(message, call, revision) }
      return try stateless(message, call)
    } catch {
      let id: RequestID? = if case .request(let request) = message { request.id } else { nil }
      return .json(status: error.status, RPCResponse(id: id, .failure(error.error)))
    }
  }

  /// A revision that is not spoken here is refused whatever it is said of.
  private static func checkRevision(_ call: Call, of message: RPCMessage? = nil) throws(Refusal) {
    guard let header = call.header(HeaderName.revision), ProtocolRevision(rawValue: header) == nil else { return }
    if case .request(let request)? = message {
      let stated = request.params?["_meta"]?[MetaKey.revision]?.string
      // One that begins a session says in its body what it wants; that the two differ is told by itself.
      if request.method == MethodName.initialize, stated == nil { return }
      if let stated, stated != header { return }
    }
    throw Refusal(400, .unsupportedRevision(header, supported: ProtocolRevision.names))
  }

  /// A refusal with its status.
  struct Refusal: Error {
    let status: Int
    let error: RPCError

    init(_ status: Int, _ error: RPCError) {
      self.status = status
      self.error = error
    }
  }

  /// The revision of a session, or nil for the stateless lane.
  private func lane(of message: RPCMessage, _ call: Call) throws(Refusal) -> ProtocolRevision? {
    var meta: String?
    if case .request(let request) = message { meta = request.params?["_meta"]?[MetaKey.revision]?.string }
    guard let header = call.header(HeaderName.revision) else {
      if let meta, ProtocolRevision(rawValue: meta).map(\.isStateless) ?? true {
        throw Refusal(400, .headerMismatch("MCP-Protocol-Version is missing."))
      }
      return .assumed
    }
    if case .request(let request) = message, request.method == MethodName.initialize, meta == nil,
      request.params?["protocolVersion"] != nil
    {
      return .newestStateful
    }
    guard let known = ProtocolRevision(rawValue: header), !known.isStateless else { return nil }
    guard meta == nil || meta == header else {
      throw Refusal(400, .headerMismatch("MCP-Protocol-Version differs from the body."))
    }
    return known
  }

  // MARK: Sessions

  private func stateful(_ message: RPCMessage, _ call: Call, _ revision: ProtocolRevision) throws(Refusal) -> Answer {
    if case .request(let request) = message, request.method == MethodName.initialize { return open(request, call) }
    let session = try session(call)
    switch message {
    case .notification(let notification):
      server.take(notification, of: session.session)
      return .empty(status: 202)
    case .response(let response):
      session.session.receive(response)
      return .empty(status: 202)
    case .request(let request):
      let log = session.makeStream()
      let reader = log.attach()
      let isRunning = runner.submit { [server] in
        let response = await server.respond(to: request, of: session.session, from: session.origin, output: log)
        if let response { log.send(.response(response)) }
        log.finish()
      }
      guard isRunning else { throw Refusal(503, RPCError(RPCError.internalErrorCode, "The server is stopping.")) }
      return .stream(
        Stream(
          log: log, after: 0, reader: reader, mayBeJSON: accepts("application/json", call),
          mustBeJSON: !accepts("text/event-stream", call), isResumable: true,
          isPrimed: session.session.revision >= .v2025_11_25, isStateless: false, cancel: nil,
          use: HTTPSession.Use(of: session, clock: clock)))
    }
  }

  /// Several messages at once: answered on one stream as their answers come.
  private func batch(_ members: [Result<RPCMessage, RPCRefusal>], _ call: Call) -> Answer {
    do throws(Refusal) {
      try HTTPTransport.checkRevision(call)
      let session = try session(call)
      guard session.session.revision.hasBatches else {
        throw Refusal(400, .invalidRequest("This revision has no batches."))
      }
      var requests: [RPCRequest] = []
      var refused: [RPCRefusal] = []
      for member in members {
        switch member {
        case .success(.request(let request)): requests.append(request)
        case .success(.notification(let notification)): server.take(notification, of: session.session)
        case .success(.response(let response)): session.session.receive(response)
        case .failure(let refusal): refused.append(refusal)
        }
      }
      if requests.isEmpty, refused.isEmpty { return .empty(status: 202) }
      let log = session.makeStream()
      let reader = log.attach()
      for refusal in refused { log.send(.response(refusal.response)) }
      let isRunning = runner.submit { [server, requests] in
        await withDiscardingTaskGroup { group in
          for request in requests {
            group.addTask {
              let response = await server.respond(to: request, of: session.session, from: session.origin, output: log)
              if let response { log.send(.response(response)) }
            }
          }
        }
        log.finish()
      }
      guard isRunning else { throw Refusal(503, RPCError(RPCError.internalErrorCode, "The server is stopping.")) }
      return .stream(
        Stream(
          log: log, after: 0, reader: reader, mayBeJSON: false, mustBeJSON: false, isResumable: true, isPrimed: false,
          isStateless: false, cancel: nil, use: HTTPSession.Use(of: session, clock: clock)))
    } catch {
      return .json(status: error.status, RPCResponse(id: nil, .failure(error.error)))
    }
  }

  private func open(_ request: RPCRequest, _ call: Call) -> Answer {
    let general = StreamLog(id: "s")
    do throws(RPCError) {
      let (session, result) = try server.open(request, from: call.origin, output: general)
      let kept = HTTPSession(
        id: makeID(), origin: call.origin, session: session, general: general, at: clock.now().milliseconds)
      for old in sessions.add(kept) { end(old) }
      return .json(status: 200, RPCResponse(id: request.id, .success(result)), session: kept.id)
    } catch {
      return .json(status: 200, RPCResponse(id: request.id, .failure(error)))
    }
  }

  private func session(_ call: Call) throws(Refusal) -> HTTPSession {
    guard let id = call.header(HeaderName.session) else {
      throw Refusal(400, .invalidRequest("Mcp-Session-Id is missing; begin with 'initialize'."))
    }
    let (found, ended) = sessions.find(id, for: call.origin)
    if let ended { end(ended) }
    guard let session = found else {
      throw Refusal(404, .invalidRequest("There is no such session; begin with 'initialize'."))
    }
    return session
  }

  /// What belongs to no request, or the rest of a stream that was lost.
  package func get(_ call: Call) -> Answer {
    do throws(Refusal) {
      guard accepts("text/event-stream", call) else {
        throw Refusal(406, .invalidRequest("Accept must have text/event-stream."))
      }
      try HTTPTransport.checkRevision(call)
      let session = try session(call)
      var log = session.general
      var after: Int?
      if let last = call.header("last-event-id"), !last.isEmpty {
        guard let position = StreamLog.position(last), let found = session.stream(position.stream) else {
          throw Refusal(404, .invalidRequest("The stream of this event is kept no more."))
        }
        (log, after) = (found, position.number)
      }
      return .stream(
        Stream(
          log: log, after: after ?? 0, reader: log.attach(), mayBeJSON: false, mustBeJSON: false, isResumable: true,
          isPrimed: after == nil && session.session.revision >= .v2025_11_25, isStateless: false, cancel: nil,
          isEndless: log === session.general, use: HTTPSession.Use(of: session, clock: clock)))
    } catch {
      return .json(status: error.status, RPCResponse(id: nil, .failure(error.error)))
    }
  }

  /// Ends a session.
  package func delete(_ call: Call) -> Answer {
    do throws(Refusal) {
      try HTTPTransport.checkRevision(call)
      let session = try session(call)
      sessions.remove(session)
      end(session)
      return .empty(status: 204)
    } catch {
      return .json(status: error.status, RPCResponse(id: nil, .failure(error.error)))
    }
  }

  // MARK: Stateless

  private func stateless(_ message: RPCMessage, _ call: Call) throws(Refusal) -> Answer {
    switch message {
    case .notification: return .empty(status: 202)
    case .response: throw Refusal(400, .invalidRequest("Responses are not taken in this revision."))
    case .request(let request):
      do throws(RPCError) {
        try HTTPTransport.checkRevision(of: request, call)
        try MCPServer.checkMeta(of: request)
        try HTTPTransport.checkHeaders(of: request, call)
      } catch {
        throw Refusal(400, error)
      }
      guard MCPServer.hasStateless(request.method) else { throw Refusal(404, .methodNotFound) }
      let log = StreamLog(id: "")
      let reader = log.attach()
      let cancel = CancelSwitch()
      let origin = call.origin
      let isRunning = runner.submit { [server] in
        let flaw = await server.headerFlaw(of: request, header: call.header)
        let response =
          if let flaw { RPCResponse(id: request.id, .failure(flaw)) } else {
            await server.respond(to: request, from: origin, output: log, cancel: cancel)
          }
        if let response { log.send(.response(response)) }
        log.finish()
      }
      guard isRunning else { throw Refusal(503, RPCError(RPCError.internalErrorCode, "The server is stopping.")) }
      let isStream = request.method == MethodName.listen
      return .stream(
        Stream(
          log: log, after: 0, reader: reader, mayBeJSON: !isStream && accepts("application/json", call),
          mustBeJSON: !isStream && !accepts("text/event-stream", call), isResumable: false, isPrimed: false,
          isStateless: true, cancel: cancel))
    }
  }

  private static func checkRevision(of request: RPCRequest, _ call: Call) throws(RPCError) {
    // One that is missing is told by the check of `_meta`.
    guard let stated = request.params?["_meta"]?[MetaKey.revision]?.string else { return }
    guard call.header(HeaderName.revision) == stated else {
      throw .headerMismatch("MCP-Protocol-Version differs from the body.")
    }
  }

  private static func checkHeaders(of request: RPCRequest, _ call: Call) throws(RPCError) {
    guard let method = call.header(HeaderName.method) else { throw .headerMismatch("Mcp-Method is missing.") }
    guard method == request.method else { throw .headerMismatch("Mcp-Method differs from the body.") }
    let source: String
    switch request.method {
    case MethodName.callTool, MethodName.getPrompt: source = "name"
    case MethodName.readResource: source = "uri"
    default: return
    }
    guard let name = call.header(HeaderName.name) else { throw .headerMismatch("Mcp-Name is missing.") }
    guard let decoded = HeaderText.decode(name) else { throw .headerMismatch("Mcp-Name cannot be read.") }
    guard decoded == request.params?[source]?.string else { throw .headerMismatch("Mcp-Name differs from the body.") }
  }

  /// Whether an answer of this type is welcome; who says nothing takes all.
  private func accepts(_ type: String, _ call: Call) -> Bool {
    guard let accept = call.header("accept"), !accept.isEmpty else { return true }
    let family = type.prefix { $0 != "/" } + "/*"
    return accept.lowercased().split(separator: ",").contains { part in
      let media = part.prefix { $0 != ";" }.filter { !$0.isWhitespace }
      return media == type || media == family || media == "*/*"
    }
  }
}
