import Foundation
import MnemeCore
import MnemeMCP
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeHTTP

/// Speaks to `/mcp` in bytes, and checks every message of both directions against the schema of its revision.
final class MCPTestClient: Sendable {
  struct Reply: Sendable {
    var status = 0
    var headers: [String: String] = [:]
    var messages: [JSONValue] = []
    /// Ids of the events of a stream.
    var ids: [String] = []

    /// The response.
    var response: JSONValue? { messages.last { $0["result"] != nil || $0["error"] != nil } }
    var result: JSONValue? { response?["result"] }
    var code: Int64? { response?["error"]?["code"]?.integer }
    var notifications: [JSONValue] { messages.filter { $0["method"] != nil && $0["id"] == nil } }
    var isStream: Bool { headers["content-type"]?.hasPrefix("text/event-stream") ?? false }
    /// Text of a tool's result.
    var text: String { result?["content"]?.array?.first?["text"]?.string ?? "" }
  }

  let server: TestServer
  let lane: MCPFixture.Lane
  let capabilities: JSONValue
  private let state = Mutex((next: Int64(0), session: String?.none))

  init(server: TestServer, lane: MCPFixture.Lane, capabilities: JSONValue) {
    self.server = server
    self.lane = lane
    self.capabilities = capabilities
  }

  var session: String? { state.withLock { $0.session } }

  func begin(revision: String = "2025-11-25") async throws {
    let reply = try await send(
      message(
        MethodName.initialize,
        [
          "protocolVersion": .string(revision), "capabilities": capabilities,
          "clientInfo": ["name": "test", "version": "1"],
        ]))
    #expect(reply.result?["protocolVersion"]?.string == revision)
    state.withLock { $0.session = reply.headers["mcp-session-id"] }
    _ = try await send(["jsonrpc": "2.0", "method": "notifications/initialized"])
  }

  /// A request with the next id, and what the stateless lane wants in each.
  func message(_ method: String, _ params: JSONValue? = nil, meta: JSONValue? = nil) -> JSONValue {
    let id = state.withLock { state in
      state.next += 1
      return state.next
    }
    var params = params
    if lane == .stateless {
      var full: [String: JSONValue] = [
        MetaKey.revision: .string(lane.rawValue), MetaKey.clientCapabilities: capabilities,
        MetaKey.clientInfo: ["name": "test", "version": "1"],
      ]
      full.merge(meta?.object ?? [:]) { $1 }
      params = (params ?? [:]).setting("_meta", to: .object(full))
    } else if let meta {
      params = (params ?? [:]).setting("_meta", to: meta)
    }
    return RPCRequest(id: .integer(id), method, params: params).json
  }

  func headers(for message: JSONValue) -> [String: String] {
    var headers = ["Accept": "application/json, text/event-stream"]
    if lane == .stateful {
      headers["Mcp-Session-Id"] = session
      headers["MCP-Protocol-Version"] = session == nil ? nil : lane.rawValue
    } else {
      headers["MCP-Protocol-Version"] = lane.rawValue
      headers["Mcp-Method"] = message["method"]?.string
      headers["Mcp-Name"] = (message["params"]?["name"] ?? message["params"]?["uri"])?.string
    }
    return headers
  }

  @discardableResult
  func ask(
    _ method: String, _ params: JSONValue? = nil, meta: JSONValue? = nil,
    answering: @Sendable (JSONValue) -> JSONValue? = { _ in nil }
  ) async throws -> Reply {
    try await send(message(method, params, meta: meta), answering: answering)
  }

  func call(
    _ tool: String, _ more: JSONValue = [:], meta: JSONValue? = nil,
    answering: @Sendable (JSONValue) -> JSONValue? = { _ in nil }
  ) async throws -> Reply {
    let params = more.setting("name", to: .string(tool))
      .setting("arguments", to: more["arguments"] ?? [:])
    return try await ask(MethodName.callTool, params, meta: meta, answering: answering)
  }

  /// Posts a message and reads its answer to the end, or until `enough` says so.
  func send(
    _ message: JSONValue, headers change: [String: String?] = [:], isSound: Bool = true,
    answering: @Sendable (JSONValue) -> JSONValue? = { _ in nil },
    enough: @Sendable (Reply) -> Bool = { _ in false }
  ) async throws -> Reply {
    if isSound { ProtocolSchema.expect(message, fromServer: false, lane: lane) }
    var headers = headers(for: message)
    for (name, value) in change { headers[name] = value }
    return try await exchange(
      "POST", headers: headers, body: String(decoding: JSONWriter.bytes(message), as: UTF8.self),
      method: message["method"]?.string, answering: answering, enough: enough)
  }

  func exchange(
    _ verb: String, headers: [String: String], body: String?, method: String? = nil,
    answering: @Sendable (JSONValue) -> JSONValue? = { _ in nil },
    enough: @Sendable (Reply) -> Bool = { _ in false }
  ) async throws -> Reply {
    try await RawClient.connect(server.port) { client in
      try await client.send(server.request(verb, "/mcp", headers: headers, json: body))
      var reader = AnswerReader()
      while try reader.take(client.received) {
        for message in reader.newMessages() {
          ProtocolSchema.expect(message, fromServer: true, lane: lane, method: method)
          if message["method"] != nil, message["id"] != nil, let answer = answering(message) {
            try await self.answer(answer)
          }
        }
        if enough(reader.reply) { return reader.reply }
        guard try await client.more() else { break }
      }
      for message in reader.newMessages() {
        ProtocolSchema.expect(message, fromServer: true, lane: lane, method: method)
      }
      return reader.reply
    }
  }

  private func answer(_ answer: JSONValue) async throws {
    let reply = try await send(answer)
    #expect(reply.status == 202)
  }
}
