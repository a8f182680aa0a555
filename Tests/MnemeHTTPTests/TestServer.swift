import Foundation
import HTTPTypes
import Logging
import MnemeCore
import MnemeMCP
import NIOCore
import ServiceLifecycle
import Testing

@testable import MnemeHTTP

/// A running server with fakes behind it.
struct TestServer {
  let chat: FakeChat
  let memory: FakeMemory
  let imports: FakeImports
  let engine: FakeEngine
  let port: Int
  let group: ServiceGroup
  /// What can be asked for.
  let addresses: [Address]

  struct Address: Sendable {
    let method: String
    let pattern: String
    let access: RouteAccess
  }

  static func run<Value: Sendable>(
    chat: FakeChat = FakeChat(), imports: FakeImports = FakeImports(), engine: FakeEngine = FakeEngine(),
    tools: FakeTools? = nil, observer: RecordingObserver? = nil, embedder: EmbedderState = .ready,
    localToken: String? = nil, health: (any HealthInspection)? = nil, mcp: HTTPTransport? = nil,
    tokens: AccessTokens? = nil, access: AccessDirectory? = nil, audit: (any AuditTrail)? = nil,
    schedule: (any ScheduleService)? = nil, remoteServers: (any RemoteServerInspection)? = nil,
    kept: (any ConversationStore & MemoryBrowsing)? = nil,
    settings change: (inout ServerSettings) -> Void = { _ in },
    tuning adjust: (inout HTTPServer.Tuning) -> Void = { _ in },
    _ body: (TestServer) async throws -> Value
  ) async throws -> Value {
    var settings = ServerSettings()
    settings.port = 0
    settings.shutdownSeconds = 1
    change(&settings)
    var tuning = HTTPServer.Tuning()
    tuning.timeouts.tick = .milliseconds(20)
    // However long a busy machine takes; tests of a limit set their own.
    tuning.timeouts.firstHead = .hours(1)
    tuning.timeouts.idle = .hours(1)
    tuning.timeouts.bodySilence = .hours(1)
    tuning.timeouts.writeStall = .hours(1)
    tuning.timeouts.drain = .hours(1)
    tuning.timeouts.linger = .milliseconds(200)
    adjust(&tuning)
    let memory = FakeMemory()
    let (ports, bound) = AsyncStream<Int>.makeStream()
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    var services = HTTPServices(
      chat: chat, memory: memory, curation: memory, imports: imports, archive: engine.archive, graph: engine.graph,
      forgetting: engine.forgetting, transfer: engine.transfer, maintenance: engine.maintenance,
      events: engine.events, prompts: FakePrompts(), models: FakeModels(), persona: FakePersona(),
      readings: FakeReadings(), extraction: FakeExtraction(), metrics: observer, observer: observer ?? NoObserver(),
      readiness: { Readiness(embedder: embedder, chatModel: false) })
    (services.mcp, services.tools, services.mcpTokens) = (mcp, tools, tokens)
    (services.remoteServers, services.health) = (remoteServers, health)
    (services.access, services.audit, services.schedule) = (access, audit, schedule)
    (services.conversations, services.browsing) = (kept, kept)
    let server = HTTPServer(
      services: services, settings: settings, version: "9.9", localToken: localToken, tuning: tuning, logger: logger,
      onBound: { bound.yield($0.port) })
    let policy = AccessPolicy(settings: settings, localToken: localToken, directory: access)
    let addresses = server.routes(ConnectionRegistry(grace: .zero), policy).flatMap { route in
      route.handlers.map { Address(method: $0.method.rawValue, pattern: route.pattern, access: route.access) }
    }
    let group = ServiceGroup(services: [server], logger: logger)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        defer { bound.finish() }
        try await group.run()
      }
      guard let port = await ports.first(where: { _ in true }) else {
        try await tasks.next()
        throw RawClient.Ended()
      }
      let value = try await body(
        TestServer(
          chat: chat, memory: memory, imports: imports, engine: engine, port: port, group: group,
          addresses: addresses))
      await group.triggerGracefulShutdown()
      return value
    }
  }

  /// One request on its own connection.
  func send(
    _ method: String, _ path: String, headers: [String: String] = [:], json: String? = nil
  ) async throws -> RawClient.Answer {
    try await RawClient.connect(port) { client in
      try await client.send(request(method, path, headers: headers, json: json))
      return try await client.answer()
    }
  }

  func request(
    _ method: String, _ path: String, headers: [String: String] = [:], json: String? = nil
  ) -> String {
    var fields = ["Host": "127.0.0.1:\(port)"]
    if let json {
      fields["Content-Type"] = "application/json"
      fields["Content-Length"] = String(json.utf8.count)
    }
    for (name, value) in headers { fields[name] = value.isEmpty ? nil : value }
    let lines = fields.map { "\($0): \($1)\r\n" }.joined()
    return "\(method) \(path) HTTP/1.1\r\n\(lines)\r\n\(json ?? "")"
  }

  /// Waits for something that another task does; fails the test when it never happens. What is proven is that it happens, not
  /// how soon: the limit is for the day when it does not.
  static func eventually(_ what: Comment, _ condition: () -> Bool) async throws {
    let limit = ContinuousClock.now + .seconds(300)
    while !condition(), ContinuousClock.now < limit { try await Task.sleep(for: .milliseconds(10)) }
    #expect(condition(), what)
  }

  /// The value once it has stood still for so many looks in a row.
  static func settled<Value: Equatable>(_ value: () -> Value, looks: Int = 15) async throws -> Value {
    var last = value()
    var still = 0
    while still < looks {
      try await Task.sleep(for: .milliseconds(20))
      let now = value()
      still = now == last ? still + 1 : 0
      last = now
    }
    return last
  }
}

extension RawClient.Answer {
  /// The body as JSON; an empty object when it is none.
  var json: [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
  }

  var error: [String: Any] { json["error"] as? [String: Any] ?? [:] }

  /// The `data:` lines of an event stream.
  var events: [String] {
    body.components(separatedBy: "\n\n").filter { $0.hasPrefix("data: ") }.map { String($0.dropFirst(6)) }
  }

  var chunks: [[String: Any]] {
    events.compactMap { (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any] }
  }
}
