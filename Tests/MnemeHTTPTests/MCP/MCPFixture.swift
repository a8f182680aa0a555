import Foundation
import Logging
import MnemeCore
import MnemeHTTP
import MnemeMCP
import MnemeTestSupport
import Testing

@testable import mneme_conformance

/// A running HTTP server that offers the fixtures at `/mcp`, and clients to it.
struct MCPFixture {
  let server: TestServer
  let mcp: MCPServer
  let transport: HTTPTransport
  let tools: FixtureTools
  let resources: FixtureResources
  let prompts: FixturePrompts
  let clock: ManualClock

  static func run(
    limits: MCPServer.Limits = MCPServer.Limits(), sessions: HTTPTransport.Limits = HTTPTransport.Limits(),
    tokens: AccessTokens? = nil,
    settings: (inout ServerSettings) -> Void = { _ in }, tuning: (inout HTTPServer.Tuning) -> Void = { _ in },
    _ body: (MCPFixture) async throws -> Void
  ) async throws {
    let clock = ManualClock(Date(milliseconds: 1_760_000_000_000))
    let (tools, resources, prompts) = (try FixtureTools(), FixtureResources(), FixturePrompts())
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let mcp = MCPServer(
      info: PeerInfo(name: "fixture", version: "1"), instructions: "For tests.", tools: tools, resources: resources,
      prompts: prompts, seal: StateSeal(clock: clock), limits: limits, logger: logger)
    let transport = HTTPTransport(server: mcp, limits: sessions, clock: clock)
    try await TestServer.run(mcp: transport, tokens: tokens, settings: settings, tuning: tuning) { server in
      try await body(
        MCPFixture(
          server: server, mcp: mcp, transport: transport, tools: tools, resources: resources, prompts: prompts,
          clock: clock))
    }
  }

  enum Lane: String, CaseIterable, CustomTestStringConvertible {
    case stateful = "2025-11-25"
    case stateless = "2026-07-28"
    var testDescription: String { rawValue }
  }

  static let everything: JSONValue = ["sampling": [:], "elicitation": [:], "roots": [:]]

  /// A client of one lane; that of sessions has begun one.
  func client(_ lane: Lane, capabilities: JSONValue = everything) async throws -> MCPTestClient {
    let client = MCPTestClient(server: server, lane: lane, capabilities: capabilities)
    if lane == .stateful { try await client.begin() }
    return client
  }
}
