import Foundation
import Logging
import MnemeCore
import MnemeNet
import MnemeTestSupport
import Synchronization

@testable import MnemeMCP

/// The two kinds of revisions, by the newest of each.
enum Lane: String, Sendable, CaseIterable, CustomStringConvertible {
  case sessions = "2025-11-25"
  case stateless = "2026-07-28"

  var description: String { rawValue }
  var isStateless: Bool { self == .stateless }
}

/// Pooled connections that are counted.
final class CountedHTTP: Sendable {
  private let counts = Mutex((opened: 0, closed: 0))
  var opened: Int { counts.withLock { $0.opened } }
  var closed: Int { counts.withLock { $0.closed } }

  func open() -> RemoteHTTPSession {
    counts.withLock { $0.opened += 1 }
    let fetcher = HTTPFetcher()
    return RemoteHTTPSession(http: fetcher) {
      self.counts.withLock { $0.closed += 1 }
      await fetcher.shutdown()
    }
  }
}

/// Waits that are noted instead of waited.
final class Pauses: Sendable {
  private let pauses = Mutex<[Duration]>([])
  var all: [Duration] { pauses.withLock { $0 } }
  func add(_ pause: Duration) { pauses.withLock { $0.append(pause) } }
}

/// What tests change of a client.
struct ClientOptions: Sendable {
  var http = CountedHTTP()
  var pauses: Pauses?
  var answerers = QuestionAnswerers()
  var browser: (any AuthorizationBrowser)?
  var store: OAuthStore?
  var trusted: TrustedDescriptions?
  var clock = ManualClock()
  var probe = Duration.seconds(600)
}

/// A client of one server, whose connections run for the time of `body`.
func withServers<Value: Sendable>(
  _ configurations: [RemoteServerConfiguration], _ options: ClientOptions = ClientOptions(),
  _ body: @escaping @Sendable (RemoteServers) async throws -> Value
) async throws -> Value {
  var context = RemoteServerContext(
    client: PeerInfo(name: "mneme", version: "test"), clock: options.clock, logger: quiet,
    openHTTP: { options.http.open() })
  context.answerers = options.answerers
  context.probeDeadline = options.probe
  context.trusted = options.trusted
  context.handshakeDeadline = .seconds(600)
  if let pauses = options.pauses { context.pace.sleep = { pauses.add($0) } }
  if let store = options.store {
    context.logins = OAuthLogins(store: store, browser: options.browser, clock: options.clock)
  }
  let servers = RemoteServers(configurations, context: context)
  return try await withThrowingTaskGroup(of: Value?.self) { group in
    group.addTask {
      await servers.runConnections()
      return nil
    }
    defer { group.cancelAll() }
    group.addTask {
      do {
        let value = try await body(servers)
        await servers.close()
        return value
      } catch {
        await servers.close()
        throw error
      }
    }
    while let result = try await group.next() { if let result { return result } }
    throw CancellationError()
  }
}

func withServer<Value: Sendable>(
  at url: String, _ options: ClientOptions = ClientOptions(),
  change: (inout RemoteServerConfiguration) -> Void = { _ in },
  _ body: @escaping @Sendable (RemoteServer) async throws -> Value
) async throws -> Value {
  var configuration = RemoteServerConfiguration(name: "peer", way: .http(.init(url: url)))
  configuration.timeout = .seconds(20)
  change(&configuration)
  return try await withServers([configuration], options) { servers in try await body(servers.servers[0]) }
}

extension RemoteServer {
  /// A call's text.
  func text(_ tool: String, _ arguments: JSONValue = [:]) async throws -> String {
    RemoteTool.output(try await call(tool, arguments: arguments)).text
  }
}

/// A folder for the time of a test.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("mcp-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(
    atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try await body(path)
}

/// Plain peers of each kind.
enum Peers {
  static let tool: JSONValue = [
    "name": "add_numbers", "description": "Adds.",
    "inputSchema": ["type": "object", "properties": ["a": ["type": "number"], "b": ["type": "number"]]],
  ]

  static func tools(_ lane: Lane, _ tools: [JSONValue]) -> JSONValue {
    lane.isStateless
      ? ["resultType": "complete", "ttlMs": 60_000, "cacheScope": "private", "tools": .array(tools)]
      : ["tools": .array(tools)]
  }

  static func called(_ lane: Lane, _ text: String) -> JSONValue {
    let result: JSONValue = ["content": [["type": "text", "text": .string(text)]]]
    return lane.isStateless ? result.setting("resultType", to: "complete") : result
  }

  /// What a server of this kind says to the handshake; nil for every other request.
  static func handshake(
    _ lane: Lane, _ heard: Heard, capabilities: JSONValue = ["tools": [:]], session: String? = nil
  ) -> Reply? {
    if heard.verb == "GET" { return .status(405) }
    if heard.verb == "DELETE" { return .status(200) }
    switch (lane, heard.method) {
    case (.stateless, "server/discover"):
      return .result(
        heard,
        [
          "resultType": "complete", "ttlMs": 0, "cacheScope": "private", "supportedVersions": ["2026-07-28"],
          "capabilities": capabilities, "serverInfo": ["name": "peer", "version": "1"],
        ])
    case (.stateless, "initialize"): return .error(heard, -32601, "No such method.", status: 404)
    case (.sessions, "server/discover"): return .error(heard, -32000, "Bad Request: no session", status: 400)
    case (.sessions, "initialize"):
      return .result(
        heard,
        [
          "protocolVersion": "2025-11-25", "capabilities": capabilities,
          "serverInfo": ["name": "peer", "version": "1"],
        ], session.map { ["Mcp-Session-Id": $0] } ?? [:])
    case (_, let method?) where method.hasPrefix("notifications/"): return .status(202)
    default: return nil
    }
  }

  /// A whole server with one tool that says what it got.
  static func plain(_ lane: Lane, _ heard: Heard, session: String? = nil) -> Reply {
    if let reply = handshake(lane, heard, session: session) { return reply }
    switch heard.method {
    case "tools/list": return .result(heard, tools(lane, [tool]))
    case "tools/call": return .result(heard, called(lane, "called \(heard.tool ?? "")"))
    default: return .error(heard, -32601, "No such method.")
    }
  }
}
