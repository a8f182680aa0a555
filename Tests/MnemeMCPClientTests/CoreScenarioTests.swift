import Foundation
import MnemeCore
import Synchronization
import Testing

@testable import MnemeMCP

/// The client's scenarios of the conformance suite that are not about logins, against scripted servers over HTTP.
@Suite struct CoreScenarioTests {
  @Test("initialize") func theHandshakeNamesRevisionCapabilitiesAndProgram() async throws {
    try await withPeer {
      Peers.plain(.sessions, $0, session: "s-1")
    } _: { base, log in
      try await withServer(at: base + "/mcp") { server in
        try await server.connect()
        _ = try await server.tools()
      }
      let initialize = try #require(log.of("initialize").first)
      #expect(initialize.params?["protocolVersion"] == "2025-11-25")
      #expect(initialize.params?["capabilities"]?.object != nil)
      #expect(initialize.params?["clientInfo"] == ["name": "mneme", "version": "test"])
      #expect(initialize.headers["mcp-session-id"] == nil)
      #expect(initialize.headers["accept"] == "application/json, text/event-stream")
      #expect(log.of("notifications/initialized").count == 1)
      for later in log.all.drop(while: { $0.method != "notifications/initialized" }) {
        #expect(later.headers["mcp-session-id"] == "s-1")
        #expect(later.headers["mcp-protocol-version"] == "2025-11-25")
      }
      #expect(log.all.contains { $0.verb == "DELETE" })
    }
  }

  @Test("tools_call", arguments: Lane.allCases) func aToolIsListedAndCalled(_ lane: Lane) async throws {
    try await withPeer {
      Peers.plain(lane, $0)
    } _: { base, log in
      let text = try await withServer(at: base + "/mcp") { server in
        let tools = try await server.tools()
        #expect(tools.entries.map(\.tool.name) == ["add_numbers"])
        return try await server.text("add_numbers", ["a": 5, "b": 3])
      }
      #expect(text == "called add_numbers")
      let call = try #require(log.of("tools/call").first)
      #expect(call.params?["arguments"] == ["a": 5, "b": 3])
      let ids = log.all.compactMap(\.id)
      #expect(Set(ids).count == ids.count)
    }
  }

  @Test("elicitation-sep1034-client-defaults") func aFormIsAcceptedWithItsDefaults() async throws {
    let answers = Mutex<[JSONValue]>([])
    let form: JSONValue = [
      "type": "object", "required": [],
      "properties": [
        "name": ["type": "string", "default": "John Doe"], "age": ["type": "integer", "default": 30],
        "score": ["type": "number", "default": .number(95.5)],
        "status": ["type": "string", "enum": ["active", "inactive", "pending"], "default": "active"],
        "verified": ["type": "boolean", "default": true],
      ],
    ]
    try await withPeer { heard in
      if heard.verb == "GET", heard.headers["last-event-id"] != nil {
        for _ in 0..<1000 where answers.withLock({ $0.isEmpty }) { try? await Task.sleep(for: .milliseconds(2)) }
        return .events([
          event(["jsonrpc": "2.0", "id": .integer(Self.callID), "result": Peers.called(.sessions, "done")])
        ])
      }
      if let reply = Peers.handshake(.sessions, heard, session: "s-1") { return reply }
      if heard.method == nil, heard.id == "ask-1" {
        answers.withLock { $0.append(heard.json?["result"] ?? .null) }
        return .status(202)
      }
      guard heard.method == "tools/call" else { return .result(heard, Peers.tools(.sessions, [Peers.tool])) }
      let question: JSONValue = [
        "jsonrpc": "2.0", "id": "ask-1", "method": "elicitation/create",
        "params": ["message": "Please accept with defaults", "requestedSchema": form],
      ]
      return .events([event(question, id: "1"), "retry: 1\n\n"])
    } _: { base, log in
      let text = try await withServer(at: base + "/mcp", change: { $0.elicitation = .defaults }) { server in
        try await server.text("add_numbers")
      }
      #expect(text == "done")
      let capabilities = log.of("initialize").first?.params?["capabilities"]
      #expect(capabilities == ["elicitation": ["form": [:]]])
    }
    #expect(
      answers.withLock { $0 } == [
        [
          "action": "accept",
          "content": [
            "name": "John Doe", "age": 30, "score": .number(95.5), "status": "active", "verified": true,
          ],
        ]
      ])
  }

  /// Of the call in the scenario before: probe, initialize, call.
  private static let callID: Int64 = 3

  @Test("sse-retry") func aBrokenStreamIsTakenUpAgainWhenTheServerSaid() async throws {
    let pauses = Pauses()
    let gets = Mutex(0)
    try await withPeer { heard in
      if heard.verb == "GET" {
        let number = gets.withLock {
          $0 += 1
          return $0
        }
        guard number < 4 else { return .status(405) }
        return .events(["id: event-\(number)\nretry: 2000\ndata: \n\n"])
      }
      if heard.method == "initialize" {
        let result: JSONValue = [
          "protocolVersion": "2025-06-18", "serverInfo": ["name": "peer", "version": "1"], "capabilities": [:],
        ]
        return .events([
          "id: start\nretry: 2000\ndata: \n\n",
          event(["jsonrpc": "2.0", "id": heard.id ?? .null, "result": result], id: "first"),
        ])
      }
      return heard.id == nil ? .status(202) : .result(heard, [:])
    } _: { base, log in
      var options = ClientOptions()
      options.pauses = pauses
      try await withServer(at: base + "/mcp", options) { server in
        try await server.connect()
        let gets = await log.wait(for: 4) { $0.verb == "GET" }
        #expect(gets.map { $0.headers["last-event-id"] } == [nil, "event-1", "event-2", "event-3"])
        #expect(gets.allSatisfy { $0.headers["accept"] == "text/event-stream" })
      }
    }
    #expect(pauses.all == [.seconds(2), .seconds(2), .seconds(2)])
  }

  @Test("request-metadata") func everyRequestSaysWhoAsksAndInWhichRevision() async throws {
    let isFirst = Mutex(true)
    try await withPeer { heard in
      let refuses = isFirst.withLock { isFirst in
        defer { isFirst = false }
        return isFirst
      }
      if refuses {
        return .error(
          heard, -32022, "Unsupported protocol version", status: 400,
          data: ["supported": ["2026-07-28"], "requested": "2026-07-28"])
      }
      return Peers.plain(.stateless, heard)
    } _: { base, log in
      try await withServer(
        at: base + "/mcp",
        change: {
          $0.roots = ["/tmp/notes"]
          $0.elicitation = .defaults
        }
      ) { server in
        _ = try await server.tools()
        _ = try await server.text("add_numbers")
      }
      #expect(log.all.count == 4)
      for heard in log.all {
        let meta = heard.params?["_meta"]
        #expect(heard.headers["mcp-protocol-version"] == "2026-07-28")
        #expect(meta?["io.modelcontextprotocol/protocolVersion"] == "2026-07-28")
        #expect(meta?["io.modelcontextprotocol/clientInfo"]?["name"] == "mneme")
        #expect(
          meta?["io.modelcontextprotocol/clientCapabilities"] == ["roots": [:], "elicitation": ["form": [:]]])
        #expect(heard.headers["mcp-session-id"] == nil)
      }
      #expect(log.of("initialize").isEmpty)
    }
  }

  @Test("sep-2322-client-request-state") func stateGoesBackAsItCameAndNowhereElse() async throws {
    let state = #"{"nonce": "ünïque", "b":1,  "a":[]}"#
    let confirm: JSONValue = [
      "confirm": [
        "method": "elicitation/create",
        "params": [
          "message": "Please confirm",
          "requestedSchema": ["type": "object", "properties": ["confirmed": ["type": "boolean", "default": true]]],
        ],
      ]
    ]
    try await withPeer { heard in
      if let reply = Peers.handshake(.stateless, heard) { return reply }
      guard heard.method == "tools/call" else { return .result(heard, Peers.tools(.stateless, [Peers.tool])) }
      let isRetry = heard.params?["inputResponses"] != nil || heard.params?["requestState"] != nil
      switch heard.tool {
      case "echo_state" where !isRetry:
        return .result(
          heard, ["resultType": "input_required", "inputRequests": confirm, "requestState": .string(state)])
      case "no_state" where !isRetry:
        return .result(heard, ["resultType": "input_required", "inputRequests": confirm])
      case "state_only" where !isRetry:
        return .result(heard, ["resultType": "input_required", "requestState": .string(state)])
      case "no_result_type": return .result(heard, ["content": [["type": "text", "text": "complete"]]])
      default: return .result(heard, Peers.called(.stateless, heard.tool ?? ""))
      }
    } _: { base, log in
      try await withServer(at: base + "/mcp", change: { $0.elicitation = .defaults }) { server in
        async let first = server.text("echo_state")
        async let other = server.text("unrelated")
        let (state, unrelated) = try await (first, other)
        #expect(state == "echo_state")
        #expect(unrelated == "unrelated")
        #expect(try await server.text("no_state") == "no_state")
        #expect(try await server.text("state_only") == "state_only")
        #expect(try await server.text("no_result_type") == "complete")
      }
      let calls = Dictionary(grouping: log.of("tools/call")) { $0.tool ?? "" }
      let accepted: JSONValue = ["confirm": ["action": "accept", "content": ["confirmed": true]]]
      #expect(calls["echo_state"]?.count == 2)
      #expect(calls["echo_state"]?.last?.params?["requestState"] == .string(state))
      #expect(calls["echo_state"]?.last?.params?["inputResponses"] == accepted)
      #expect(calls["no_state"]?.last?.params?["requestState"] == nil)
      #expect(calls["no_state"]?.last?.params?["inputResponses"] == accepted)
      #expect(calls["state_only"]?.last?.params?["requestState"] == .string(state))
      #expect(calls["state_only"]?.last?.params?["inputResponses"] == nil)
      #expect(calls["unrelated"]?.count == 1)
      #expect(calls["unrelated"]?.first?.params?["requestState"] == nil)
      #expect(calls["no_result_type"]?.count == 1)
      for pair in calls.values { #expect(Set(pair.compactMap(\.id)).count == pair.count) }
    }
  }

  @Test("json-schema-ref-no-deref", arguments: Lane.allCases)
  func aSchemaThatPointsToTheNetworkIsNotFollowed(_ lane: Lane) async throws {
    try await withPeer { heard in
      if let reply = Peers.handshake(lane, heard) { return reply }
      let schema: JSONValue = [
        "type": "object", "$defs": ["userId": ["type": "string"]],
        "properties": [
          "id": ["$ref": "#/$defs/userId"],
          "profile": ["$ref": .string("http://\(heard.headers["host"] ?? "127.0.0.1")/canary.json")],
        ],
      ]
      return .result(
        heard, Peers.tools(lane, [["name": "lookup", "description": "Looks up.", "inputSchema": schema]]))
    } _: { base, log in
      try await withServer(at: base + "/mcp") { server in
        let list = try await server.tools()
        #expect(list.entries.count == 1)
      }
      #expect(log.of("tools/list").count == 1)
      #expect(log.at("/canary.json").isEmpty)
    }
  }
}
