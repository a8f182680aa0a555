import Logging
import MnemeCore
import MnemeMCP
import MnemeNet
import Synchronization

/// Carries one client's messages from its lines to a server's `/mcp` and back. When the server ends, another one is found
/// and the session is begun anew there, unseen by the client.
actor StdioRelay {
  private let space: SpaceID
  private let reader: LineReader
  private let output: LineWriter
  private let find: @Sendable () async throws -> RelayTarget
  private let logger: Logger
  private let grace: Duration
  private let fetcher = HTTPFetcher()
  private var target: RelayTarget
  /// What began the session, and what the server calls it.
  private var beginning: RPCRequest?
  private var session: (id: String, revision: String)?
  private var running: [RequestID: CancelSwitch] = [:]
  private var moving: Task<Void, any Error>?
  private var mirrored: [String: MirroredParameters] = [:]
  private var followed: CancelSwitch?

  /// - Parameter grace: how long running requests may take after the input has ended.
  init(
    space: SpaceID, reader: LineReader, output: LineWriter, first: RelayTarget,
    find: @escaping @Sendable () async throws -> RelayTarget, logger: Logger, grace: Duration = .seconds(10)
  ) {
    self.space = space
    self.reader = reader
    self.output = output
    self.find = find
    self.logger = logger
    self.grace = grace
    target = first
  }

  /// Returns when the input has ended and its requests are answered or have had their time, or when the task is cancelled.
  func run() async {
    let ended = CancelSwitch()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.serve(ended) }
      group.addTask { [grace] in
        await ended.wait()
        try? await Task.sleep(for: grace)  // cancellation ends the wait too
      }
      await group.next()
      group.cancelAll()
    }
    reader.stop()
    if let session { await leave(session.id) }
    await fetcher.shutdown()
  }

  private func serve(_ ended: CancelSwitch) async {
    await withDiscardingTaskGroup { group in
      for await line in reader.lines {
        reader.taken()
        guard case .bytes(let bytes) = line else {
          output.send(.response(RPCResponse(id: nil, .failure(.invalidRequest("The message is too long.")))))
          continue
        }
        do throws(RPCRefusal) {
          let parcel = RelayParcel(try RPCInput(parsing: bytes), bytes)
          if case .notification(let notification) = parcel.message, isOfStateless(notification) {
            cancel(notification)
          } else if parcel.beginning == nil, !parcel.requests.isEmpty {
            let cancel = CancelSwitch()
            for request in parcel.requests {
              running[request.id] = cancel
              if request.method == MethodName.listen { isListening.insert(request.id) }
            }
            group.addTask {
              _ = try? await cancel.watch { await self.forward(parcel) }  // taken back: nobody waits
              await self.end(parcel)
            }
          } else {
            // In order: what begins a session comes before what uses it.
            await forward(parcel)
            if case .notification(let notification) = parcel.message, notification.method == MethodName.initialized {
              let followed = CancelSwitch()
              self.followed = followed
              group.addTask { _ = try? await followed.watch { await self.follow() } }  // ends with the input
            }
          }
        } catch {
          output.send(.response(error.response))
        }
      }
      ended.fire()
      followed?.fire()
      for (id, cancel) in running where isListening.contains(id) { cancel.fire() }
    }
  }

  private var isListening: Set<RequestID> = []

  private func end(_ parcel: RelayParcel) {
    for request in parcel.requests {
      running[request.id] = nil
      isListening.remove(request.id)
    }
  }

  /// In the stateless lane a request is taken back by leaving its stream.
  private func isOfStateless(_ notification: RPCNotification) -> Bool {
    notification.method == MethodName.cancelled && session == nil
  }

  private func cancel(_ notification: RPCNotification) {
    if let id = notification.params?["requestId"].flatMap({ RequestID($0) }) { running[id]?.fire() }
  }

  // MARK: Forwarding

  /// Sends it once more only where nobody got it: a call must not be made twice.
  private func forward(_ parcel: RelayParcel) async {
    if let beginning = parcel.beginning { self.beginning = beginning }
    for isLast in [false, true] {
      let (asked, used) = (target, session?.id)
      var open = Set(parcel.requests.map(\.id))
      do throws(MnemeError) {
        let response = try await send(parcel, isLast: isLast)
        if let response, !isGone(response.status, used) || isLast {
          try await pass(response, of: parcel, &open)
          return
        }
        try await move(from: asked, used)
      } catch {
        if !Task.isCancelled { refuse(open, error) }
        return
      }
    }
  }

  /// - Returns: nil where there is nobody.
  private func send(_ parcel: RelayParcel, isLast: Bool) async throws(MnemeError) -> FetchResponse? {
    do throws(MnemeError) { return try await fetcher.fetch(post(parcel)) } catch {
      if !isLast, error.underlying is NotConnected { return nil }
      throw error
    }
  }

  /// The server does not know us any more: another one listens there, or it has forgotten the session.
  private func isGone(_ status: Int, _ session: String?) -> Bool { status == 401 || (status == 404 && session != nil) }

  private func refuse(_ open: Set<RequestID>, _ error: MnemeError) {
    for id in open {
      output.send(.response(RPCResponse(id: id, .failure(RPCError(RPCError.internalErrorCode, error.message)))))
    }
  }

  private func post(_ parcel: RelayParcel) -> FetchRequest {
    var headers = headers()
    headers.append((name: "Content-Type", value: "application/json"))
    headers.append((name: "Accept", value: "application/json, text/event-stream"))
    if case .request(let request) = parcel.message, let revision = request.params?["_meta"]?[MetaKey.revision]?.string {
      headers.removeAll { $0.name == HeaderName.revision || $0.name == HeaderName.session }
      headers.append((name: HeaderName.revision, value: revision))
      headers.append((name: HeaderName.method, value: request.method))
      if let name = (request.params?["name"] ?? request.params?["uri"])?.string {
        headers.append((name: HeaderName.name, value: HeaderText.encode(name)))
        for parameter in mirrored[name]?.parameters ?? [] {
          guard let text = parameter.value(in: request.params?["arguments"]).flatMap({ HeaderText.text(of: $0) }) else {
            continue
          }
          headers.append((name: HeaderName.parameterPrefix + parameter.header, value: HeaderText.encode(text)))
        }
      }
    }
    // A call may be silent for as long as its tool works; the server's comments keep it open.
    return FetchRequest(
      method: "POST", url: target.url + "/mcp", headers: headers, body: parcel.bytes, headTimeout: .seconds(600),
      idleTimeout: .seconds(600))
  }

  private func headers() -> [(name: String, value: String)] {
    var headers = [
      (name: "Authorization", value: "Bearer \(target.key)"), (name: "X-Mneme-Space", value: space.rawValue),
    ]
    if let session {
      headers.append((name: HeaderName.session, value: session.id))
      headers.append((name: HeaderName.revision, value: session.revision))
    }
    return headers
  }

  /// - Parameter open: requests that have no answer yet.
  private func pass(
    _ response: FetchResponse, of parcel: RelayParcel, _ open: inout Set<RequestID>
  ) async throws(MnemeError) {
    let type = response.header("content-type") ?? ""
    if type.hasPrefix("text/event-stream") { return try await stream(response, &open) }
    let bytes: [UInt8]
    do { bytes = try await response.collect(upTo: 64 << 20) } catch {
      throw (error as? MnemeError) ?? MnemeError(.upstream, "The server's answer broke off.")
    }
    if bytes.isEmpty, (200..<300).contains(response.status) { return }
    guard let answer = try? RPCMessage(parsing: bytes) else {
      throw APIClient.failure(status: response.status, body: bytes)
    }
    if parcel.beginning != nil { begin(answer, response.header(HeaderName.session)) }
    send(answer, &open)
  }

  private func begin(_ answer: RPCMessage, _ id: String?) {
    guard case .response(let response) = answer, case .success(let result) = response.outcome,
      let revision = result["protocolVersion"]?.string, let id
    else { return }
    session = (id, revision)
  }

  private func stream(_ response: FetchResponse, _ open: inout Set<RequestID>) async throws(MnemeError) {
    var events = ServerSentEvents()
    do {
      for try await piece in response.body {
        for event in try events.feed(piece) where !event.data.isEmpty {
          if let message = try? RPCMessage(parsing: Array(event.data.utf8)) { send(message, &open) }
        }
      }
    } catch {
      throw (error as? MnemeError) ?? MnemeError(.upstream, "The server's answer broke off.")
    }
  }

  private func send(_ message: RPCMessage, _ open: inout Set<RequestID>) {
    if case .response(let response) = message {
      if let id = response.id { open.remove(id) }
      if case .success(let result) = response.outcome { mirror(result) }
    }
    output.send(message)
  }

  /// Keeps what a list of tools says of parameters that stand in headers too.
  private func mirror(_ result: JSONValue) {
    for tool in result["tools"]?.array ?? [] {
      guard let name = tool["name"]?.string, let schema = tool["inputSchema"] else { continue }
      // A tool whose marks are wrong has none.
      mirrored[name] = try? MirroredParameters(schema: schema)
    }
  }

  // MARK: Sessions

  /// What the server says of its own accord, for as long as the session lasts.
  private func follow() async {
    while !Task.isCancelled, session != nil {
      var headers = headers()
      headers.append((name: "Accept", value: "text/event-stream"))
      let request = FetchRequest(
        url: target.url + "/mcp", headers: headers, headTimeout: .seconds(600), idleTimeout: .seconds(600))
      if let response = try? await fetcher.fetch(request), response.status == 200 {
        var none: Set<RequestID> = []
        try? await stream(response, &none)
      }
      try? await Task.sleep(for: .seconds(1))  // cancellation ends the loop
    }
  }

  /// Goes to the server that has the directory now; those that ask meanwhile wait for the same.
  /// - Parameter used: the session of the request that reached nobody.
  private func move(from old: RelayTarget, _ used: String?) async throws(MnemeError) {
    if moving == nil, target != old || session?.id != used { return }
    let task = moving ?? Task { try await self.moveNow() }
    moving = task
    defer { moving = nil }
    do { try await task.value } catch {
      throw (error as? MnemeError) ?? MnemeError(.unavailable, "There is no server on the data directory.")
    }
  }

  private func moveNow() async throws {
    logger.notice("mcp.relay_moves")
    target = try await find()
    guard session != nil, let beginning else { return }
    session = nil
    let response = try await fetcher.fetch(post(RelayParcel(.request(beginning))))
    let bytes = try await response.collect(upTo: 1 << 20)
    if let answer = try? RPCMessage(parsing: bytes) { begin(answer, response.header(HeaderName.session)) }
    guard session != nil else { throw MnemeError(.unavailable, "The session could not be begun anew.") }
    _ = try await fetcher.fetch(post(RelayParcel(.notification(RPCNotification(MethodName.initialized)))))
  }

  private func leave(_ id: String) async {
    let request = FetchRequest(
      method: "DELETE", url: target.url + "/mcp", headers: headers(), headTimeout: .seconds(2),
      idleTimeout: .seconds(2))
    // The server forgets sessions by itself, too.
    _ = try? await fetcher.fetch(request)
  }
}
