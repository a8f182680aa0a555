import MnemeCore

/// Makes a connection: starts the program or finds the transport, and agrees on a revision.
struct ConnectionOpening: Sendable {
  let server: RemoteServer
  /// Nil for programs.
  let session: RemoteHTTPSession?
  /// The server is known to have `initialize`.
  let skipsProbe: Bool

  /// - Throws: `RemoteServerError`; `CancellationError`. Nothing is left open then.
  func run() async throws -> RemoteServer.Connection {
    switch (server.configuration.way, session) {
    case (.stdio(let command), _): try await program(command)
    case (.http(let address), let session?):
      try await address.transport == .sse ? old(address, session) : http(address, session)
    case (.http, nil): throw RemoteServerError(.configuration, "There is no way to the server.")
    }
  }

  private func program(_ command: StdioCommand) async throws -> RemoteServer.Connection {
    func start() throws(RemoteServerError) -> StdioChannel {
      try StdioChannel(
        command, numbers: server.numbers, inbound: inbound, work: server.work, limit: server.configuration.messageLimit)
    }
    var channel = try start()
    do {
      if !skipsProbe {
        if case .stateless(let profile) = try await handshake(channel).probe() {
          return try ready(channel, profile, mirrors: false)
        }
        if !channel.isOpen {
          await channel.close()
          channel = try start()
        }
      }
      return try ready(channel, try await handshake(channel).initialize(), mirrors: false)
    } catch {
      await channel.close()
      throw error
    }
  }

  private func http(
    _ address: RemoteServerConfiguration.HTTPAddress, _ session: RemoteHTTPSession
  ) async throws -> RemoteServer.Connection {
    let channel = StreamableHTTPChannel(
      endpoint(address, session), numbers: server.numbers, inbound: inbound, work: server.work,
      limit: server.configuration.messageLimit, pace: server.context.pace)
    do {
      if !skipsProbe, case .stateless(let profile) = try await handshake(channel).probe() {
        return try ready(channel, profile, mirrors: true)
      }
      do {
        let connection = try ready(channel, try await handshake(channel).initialize(), mirrors: false)
        await channel.listen()
        return connection
      } catch let error as RemoteServerError where address.transport == .automatic && Self.mayBeOld(error) {
        // What a server of the first revision answers to a POST; if it is none after all, this says more.
        guard let connection = try? await old(address, session) else { throw error }
        await channel.close()
        return connection
      }
    } catch {
      await channel.close()
      throw error
    }
  }

  private func old(
    _ address: RemoteServerConfiguration.HTTPAddress, _ session: RemoteHTTPSession
  ) async throws -> RemoteServer.Connection {
    let channel = try await OldSSEChannel.open(
      endpoint(address, session), numbers: server.numbers, inbound: inbound, work: server.work,
      limit: server.configuration.messageLimit, deadline: server.context.handshakeDeadline,
      silence: server.context.pace.silence)
    do { return try ready(channel, try await handshake(channel).initialize(), mirrors: false) } catch {
      await channel.close()
      throw error
    }
  }

  private static func mayBeOld(_ error: RemoteServerError) -> Bool {
    error.code == .badAnswer || error.code == .refused || error.code == .sessionLost
  }

  private func endpoint(
    _ address: RemoteServerConfiguration.HTTPAddress, _ session: RemoteHTTPSession
  ) -> HTTPEndpoint {
    let own = address.headers.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    let isAuthorized = own.contains { $0.name.lowercased() == "authorization" }
    return HTTPEndpoint(
      url: address.url, headers: own, fetcher: session.http,
      authorizer: isAuthorized ? nil : server.login?.authorizer(over: session.http))
  }

  private func handshake(_ channel: any ServerChannel) -> Handshake {
    Handshake(
      channel: channel, client: server.context.client, capabilities: server.questions.capabilities,
      deadline: server.context.handshakeDeadline, probeDeadline: server.context.probeDeadline)
  }

  private var inbound: Inbound {
    Inbound { [news = server.news] note in
      if note.method == MethodName.toolsChanged { news.raise() }
    } asked: { [questions = server.questions] method, params in
      await questions.answer(method, params)
    }
  }

  private func ready(
    _ channel: any ServerChannel, _ profile: ServerProfile, mirrors: Bool
  ) throws(RemoteServerError) -> RemoteServer.Connection {
    if let own = server.context.instance, profile.instance == own {
      throw RemoteServerError(.itself, "This entry leads back to Mneme itself; take it out of the list.")
    }
    let connection = RemoteServer.Connection(channel: channel, profile: profile, mirrors: mirrors, stop: StopSignal())
    if profile.revision.isStateless, profile.tellsToolChanges {
      let subscription = ToolSubscription(
        channel: channel, revision: profile.revision, client: server.context.client,
        capabilities: server.questions.capabilities, pace: server.context.pace)
      server.work.start { _ = await connection.stop.running { await subscription.run() } }
    }
    return connection
  }
}

/// Hears of changed tools from a stateless server: a request that stays open, and is made again when it ends.
struct ToolSubscription: Sendable {
  let channel: any ServerChannel
  let revision: ProtocolRevision
  let client: PeerInfo
  let capabilities: JSONValue
  let pace: StreamableHTTPChannel.Pace

  func run() async {
    var failures = 0
    while channel.isOpen, !Task.isCancelled, failures <= pace.attempts {
      var request = OutgoingRequest(
        MethodName.listen,
        params: ["_meta": Handshake.meta(revision, client, capabilities), "notifications": ["toolsListChanged": true]],
        deadline: nil)
      request.headers = Handshake.headers(revision, MethodName.listen)
      do {
        _ = try await channel.request(request)
        failures = 0
      } catch let error as RemoteServerError where [.refused, .badAnswer, .unauthorized].contains(error.code) {
        return
      } catch is CancellationError {
        return
      } catch {
        failures += 1
      }
      do { try await pace.sleep(pace.reconnect * (1 << min(failures, 5))) } catch { return }
    }
  }
}
