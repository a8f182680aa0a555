import Foundation
import Logging
package import MnemeCore
import Synchronization

/// One server of somebody else's: at most one connection and one session at a time, made at the first use and again when it is
/// lost.
package actor RemoteServer {
  struct Connection {
    let channel: any ServerChannel
    let profile: ServerProfile
    /// Repeats parameters in headers.
    let mirrors: Bool
    let stop: StopSignal
  }

  private enum State {
    case idle
    case connecting
    case ready(Connection)
  }

  package nonisolated let configuration: RemoteServerConfiguration
  nonisolated let context: RemoteServerContext
  nonisolated let work: BackgroundWork
  nonisolated let questions: ServerQuestions
  nonisolated let numbers = RequestNumbers()
  nonisolated let login: OAuthLogin?
  /// Raised when the server says that its tools changed.
  nonisolated let news = ToolNews()

  private var state = State.idle
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var closings = 0
  private var http: RemoteHTTPSession?
  private var isKnownStateful = false
  private var failures = 0
  private var restsUntil: ContinuousClock.Instant?
  private var catalogue: (list: ToolCatalogue, until: ContinuousClock.Instant)?
  private var isRetired = false
  private var health: RemoteServerHealth {
    didSet { if health.state != oldValue.state { health.since = context.clock.now() } }
  }

  /// Rounds in which a call may ask for input.
  private static let mostRounds = 8
  /// How long a list stays true that does not say it.
  private static let usualLifetime = Duration.seconds(300)

  init(_ configuration: RemoteServerConfiguration, context: RemoteServerContext, work: BackgroundWork) {
    self.configuration = configuration
    self.context = context
    self.work = work
    questions = ServerQuestions(configuration, answerers: context.answerers)
    login =
      switch configuration.way {
      case .stdio: nil
      case .http(let address): context.logins?.login(to: address, named: configuration.name)
      }
    health = RemoteServerHealth(
      name: configuration.name, kind: configuration.kind, state: configuration.isEnabled ? .idle : .disabled)
    health.since = context.clock.now()
  }

  package func currentHealth() -> RemoteServerHealth { health }

  // MARK: Calls

  /// Calls a tool by the server's own name for it.
  /// - Throws: `RemoteServerError`; `CancellationError`.
  package func call(
    _ name: String, arguments: JSONValue, report: @escaping @Sendable (ToolProgress) -> Void = { _ in }
  ) async throws -> ToolResult {
    let result = try await again(mayRepeat: configuration.readOnlyTools.contains(name)) { [self] connection in
      var headers: [(name: String, value: String)] = []
      if connection.mirrors, let entry = try await tools().entry(name) {
        for parameter in entry.mirrored.parameters {
          guard let value = parameter.value(in: arguments), let text = HeaderText.text(of: value) else { continue }
          headers.append((name: HeaderName.parameterPrefix + parameter.header, value: HeaderText.encode(text)))
        }
      }
      return try await complete(
        MethodName.callTool, ["name": .string(name), "arguments": arguments], name: name, headers: headers,
        on: connection, report: report)
    }
    do { return try ToolResult(result) } catch {
      throw RemoteServerError(.badAnswer, "The server's result of the tool is none.")
    }
  }

  /// The tools as the server lists them: what was read last while that holds, else read anew.
  func tools() async throws -> ToolCatalogue {
    if news.lower() { catalogue = nil }
    if let catalogue, context.now() < catalogue.until { return catalogue.list }
    return try await again(mayRepeat: true) { [self] connection in
      var list = ToolCatalogue()
      var cursor: String?
      var seen: Set<String> = []
      for _ in 0..<ToolCatalogue.mostPages {
        let page = try await complete(
          MethodName.listTools, cursor.map { ["cursor": .string($0)] } ?? [:], on: connection)
        cursor = try list.add(page, mirrors: connection.mirrors)
        guard let next = cursor, seen.insert(next).inserted, !list.isFull else { break }
      }
      await keep(list)
      return list
    }
  }

  private func keep(_ list: ToolCatalogue) {
    let lifetime = list.lifetime.map { Duration.milliseconds($0) } ?? Self.usualLifetime
    catalogue = (list, context.now() + lifetime)
    (health.tools, health.refusedTools) = (list.entries.count, list.refused)
    guard list.refused > 0 else { return }
    let first = list.refusals.map { "\(String($0.name.prefix(64)).revealed()): \($0.reason)" }
    context.logger.warning(
      "mcp.tools_refused",
      metadata: [
        "server": "\(configuration.name)", "count": "\(list.refused)", "first": "\(first.joined(separator: " "))",
      ])
  }

  /// Any request of the protocol that a server may complete in several rounds.
  package func ask(_ method: String, _ params: JSONValue, name: String? = nil) async throws -> JSONValue {
    try await again(mayRepeat: true) { [self] in try await complete(method, params, name: name, on: $0) }
  }

  /// Connects if need be, and leaves no rest to a server that failed lately.
  package func connect() async throws {
    restsUntil = nil
    _ = try await connection()
  }

  /// Ends the connection and the session. A later call makes new ones.
  package func close() async {
    closings += 1
    let (old, http) = (state, http)
    (state, self.http, catalogue) = (.idle, nil, nil)
    if health.state != .disabled { health.state = .idle }
    if case .ready(let connection) = old {
      connection.stop.stop()
      await connection.channel.close()
    }
    await http?.close()
  }

  /// Closes it for good: it is no longer of the list.
  func retire() async {
    isRetired = true
    await close()
  }

  // MARK: One request

  /// Runs on the connection, and once more where that was lost before the server did anything, or the owner says that it may.
  private func again<Value: Sendable>(
    mayRepeat: Bool, _ body: @Sendable (Connection) async throws -> Value
  ) async throws -> Value {
    var isFirst = true
    while true {
      do {
        let connection = try await connection()
        do { return try await body(connection) } catch let error as RemoteServerError {
          note(error)
          guard isFirst else { throw error }
          switch error.code {
          case .sessionLost: await lose(connection)
          case .closed, .unreachable:
            await lose(connection)
            guard mayRepeat else { throw error }
          case .refused where error.answer?.code == RPCError.headerMismatchCode: catalogue = nil
          default: throw error
          }
          isFirst = false
        }
      }
    }
  }

  /// Sends a request, and again with the answers when the server asks for input first.
  private func complete(
    _ method: String, _ params: JSONValue, name: String? = nil, headers: [(name: String, value: String)] = [],
    on connection: Connection, report: (@Sendable (ToolProgress) -> Void)? = nil
  ) async throws -> JSONValue {
    let revision = connection.profile.revision
    var params = params
    var own: [(name: String, value: String)] = []
    if revision.isStateless {
      params = params.setting("_meta", to: Handshake.meta(revision, context.client, questions.capabilities))
      own = Handshake.headers(revision, method, name: name)
    }
    var answers: [String: JSONValue] = [:]
    for _ in 0..<Self.mostRounds {
      var request = OutgoingRequest(
        method, params: answers.reduce(params) { $0.setting($1.key, to: $1.value) }, deadline: configuration.timeout)
      request.headers = own + headers
      request.report = report
      let result = try await connection.channel.request(request)
      guard revision.isStateless else { return result }
      switch result["resultType"]?.string {
      case nil, ResultType.complete: return result
      case ResultType.inputRequired: answers = try await self.answers(to: result)
      default: throw RemoteServerError(.badAnswer, "The server's result is of a type that is not known here.")
      }
    }
    throw RemoteServerError(.badAnswer, "The server asks for input again and again.")
  }

  private func answers(to result: JSONValue) async throws -> [String: JSONValue] {
    guard let wanted = try? InputRequired.read(result) else {
      throw RemoteServerError(.badAnswer, "The server asks for input that is not known here.")
    }
    var responses: [String: JSONValue] = [:]
    for (key, question) in wanted.requests.sorted(by: { $0.key < $1.key }) {
      switch await questions.answer(question.method, question.params) {
      case .success(let answer): responses[key] = answer
      case .failure:
        throw RemoteServerError(.refused, "The server asks for something that its owner did not allow it.")
      }
    }
    var answers: [String: JSONValue] = [:]
    if !responses.isEmpty { answers["inputResponses"] = .object(responses) }
    answers["requestState"] = wanted.state.map(JSONValue.string)
    return answers
  }

  // MARK: The connection

  private func connection() async throws -> Connection {
    while true {
      try Task.checkCancellation()
      switch state {
      case .ready(let connection) where connection.channel.isOpen: return connection
      case .ready(let connection): await lose(connection)
      case .connecting: await withCheckedContinuation { waiting.append($0) }
      case .idle:
        guard configuration.isEnabled else { throw RemoteServerError(.configuration, "The server is switched off.") }
        guard !isRetired else { throw RemoteServerError(.closed, "The server is no longer in the list.") }
        if let restsUntil, context.now() < restsUntil {
          throw RemoteServerError(.resting, "The server failed lately; it is asked again after a while.")
        }
        return try await open()
      }
    }
  }

  private func open() async throws -> Connection {
    let closings = closings
    (state, health.state) = (.connecting, .connecting)
    defer {
      let waiting = waiting
      self.waiting = []
      for continuation in waiting { continuation.resume() }
    }
    do {
      let opening = ConnectionOpening(
        server: self, session: session(), skipsProbe: isKnownStateful || configuration.isStateful)
      let connection = try await opening.run()
      guard closings == self.closings else {
        connection.stop.stop()
        await connection.channel.close()
        throw RemoteServerError(.closed, "The connection is closed.")
      }
      isKnownStateful = !connection.profile.revision.isStateless
      (state, failures, restsUntil) = (.ready(connection), 0, nil)
      (health.state, health.revision) = (.ready, connection.profile.revision.rawValue)
      health.program = connection.profile.info.map { String("\($0.name) \($0.version)".prefix(100)) }
      health.connections += 1
      return connection
    } catch {
      if closings == self.closings { state = .idle }
      if let error = error as? RemoteServerError {
        note(error)
        failures += 1
        if error.code != .unauthorized {
          restsUntil = context.now() + min(.seconds(1 << min(failures - 1, 8)), .seconds(300))
        }
      } else {
        health.state = .idle
      }
      throw error
    }
  }

  /// Opened at the first use over HTTP.
  private func session() -> RemoteHTTPSession? {
    guard case .http = configuration.way else { return nil }
    let open = http ?? context.openHTTP()
    http = open
    return open
  }

  /// Takes a connection out of use; another caller may have done so already.
  private func lose(_ lost: Connection) async {
    guard case .ready(let current) = state, current.stop === lost.stop else { return }
    (state, health.state) = (.idle, .idle)
    lost.stop.stop()
    await lost.channel.close()
  }

  private func note(_ error: RemoteServerError) {
    (health.lastError, health.lastErrorAt) = (error.code.rawValue, context.clock.now())
    switch error.code {
    case .unauthorized: health.state = .login
    case .refused, .badAnswer, .tooLarge, .timeout, .sessionLost:
      if case .connecting = state { health.state = .failing } else if case .idle = state { health.state = .failing }
    default: health.state = .failing
    }
  }
}
