import Foundation
import Logging
import MnemeCore
import MnemeMCP
import MnemeTestSupport
import ServiceLifecycle
import Synchronization
import Testing

@testable import MnemeHTTP
@testable import mneme_conformance

/// What the transport promises beside the scenarios.
@Suite struct TransportTests {
  typealias Lane = MCPFixture.Lane

  @Test func forgedAndMissingSessionsReachNothing() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      let other = try await fixture.client(.stateful)
      for (session, status) in [
        (nil, 400), ("", 400), ("00000000000000000000000000000000", 404), ((client.session ?? "") + "0", 404),
        ((client.session ?? "").uppercased() + "x", 404),
      ] as [(String?, Int)] {
        let reply = try await client.send(
          client.message(MethodName.listTools), headers: ["Mcp-Session-Id": session], isSound: true)
        #expect(reply.status == status && reply.code == -32600)
      }
      // A session is its principal's and its space's alone.
      for headers in [["Authorization": "Bearer another"], ["X-Mneme-Space": "another"]] {
        let reply = try await other.send(other.message(MethodName.ping), headers: headers)
        #expect(reply.status == 404)
      }
      #expect(fixture.tools.listings == 0)
    }
  }

  @Test func bodiesThatAreNoMessagesAreRefused() async throws {
    try await MCPFixture.run(settings: { $0.maxBodyBytes = 4096 }) { fixture in
      let client = try await fixture.client(.stateful)
      let headers = client.headers(for: [:])
      for (body, status, code) in [
        ("{", 400, -32700), ("[]", 400, -32600), ("7", 400, -32600),
        (#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, 400, -32600),
        (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, 400, -32600), ("\u{0}", 400, -32700),
      ] {
        let reply = try await client.exchange("POST", headers: headers, body: body)
        #expect(reply.status == status && reply.code == Int64(code), "\(body)")
      }
      let long =
        #"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":""# + String(repeating: "x", count: 5000) + "\"}}"
      #expect(try await client.exchange("POST", headers: headers, body: long).status == 413)
      var form = headers
      form["Content-Type"] = "text/plain"
      #expect(try await client.exchange("POST", headers: form, body: "{}").status == 415)
      #expect(try await client.exchange("PUT", headers: headers, body: "{}").status == 405)
    }
  }

  @Test func batchesAreTakenInTheRevisionThatHasThem() async throws {
    try await MCPFixture.run { fixture in
      let client = MCPTestClient(server: fixture.server, lane: .stateful, capabilities: [:])
      try await client.begin(revision: "2025-03-26")
      let headers = [
        "Mcp-Session-Id": client.session ?? "", "Accept": "application/json, text/event-stream",
      ]
      let body = """
        [{"jsonrpc":"2.0","id":"a","method":"ping"},{"jsonrpc":"2.0","method":"notifications/x"},{"jsonrpc":"2.0","id":"b","method":"ping"},{"id":3}]
        """
      let reply = try await client.exchange("POST", headers: headers, body: body, method: MethodName.ping)
      #expect(Set(reply.messages.compactMap { $0["id"]?.string }) == ["a", "b"])
      #expect(reply.messages.contains { $0["error"]?["code"] == -32600 })
      let silent = try await client.exchange(
        "POST", headers: headers, body: #"[{"jsonrpc":"2.0","method":"notifications/x"}]"#)
      #expect(silent.status == 202)
    }
  }

  @Test func headersAreCheckedAgainstTheBody() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateless)
      func status(_ headers: [String: String?], _ tool: String = "test_simple_text", _ arguments: JSONValue = [:])
        async throws -> Int64?
      {
        let message = client.message(MethodName.callTool, ["name": .string(tool), "arguments": arguments])
        let reply = try await client.send(message, headers: headers)
        #expect(reply.code == nil || reply.status == 400)
        return reply.code
      }
      #expect(try await status([:]) == nil)
      #expect(try await status(["mcp-method": "tools/call", "Mcp-Method": nil]) == nil)
      #expect(try await status(["Mcp-Name": "=?base64?dGVzdF9zaW1wbGVfdGV4dA==?="]) == nil)
      for wrong in [
        ["Mcp-Method": nil], ["Mcp-Method": "tools/list"], ["Mcp-Method": "TOOLS/CALL"], ["Mcp-Name": nil],
        ["Mcp-Name": "other"], ["Mcp-Name": "=?base64?!!!?="], ["MCP-Protocol-Version": nil],
        ["MCP-Protocol-Version": "2026-07-29"],
      ] as [[String: String?]] {
        #expect(try await status(wrong) == -32020, "\(wrong)")
      }
      // Parameters that the schema repeats in headers.
      #expect(try await status(["Mcp-Param-Region": "eu"], "test_mirrored", ["region": "eu"]) == nil)
      #expect(try await status([:], "test_mirrored") == nil)
      #expect(try await status([:], "test_mirrored", ["region": "eu"]) == -32020)
      #expect(try await status(["Mcp-Param-Region": "us"], "test_mirrored", ["region": "eu"]) == -32020)
      #expect(try await status(["Mcp-Param-Region": "eu"], "test_mirrored") == -32020)
    }
  }

  @Test func clientsThatReadJSONAloneGetIt() async throws {
    try await MCPFixture.run { fixture in
      for lane in Lane.allCases {
        let client = try await fixture.client(lane)
        let message = client.message(
          MethodName.callTool, ["name": "test_tool_with_progress", "arguments": [:]], meta: ["progressToken": 1])
        let reply = try await client.send(message, headers: ["Accept": "application/json"])
        #expect(!reply.isStream && reply.messages.count == 1 && reply.text == "Done.")
        let stream = try await client.send(
          client.message(MethodName.listTools), headers: ["Accept": "text/event-stream"])
        #expect(stream.isStream && stream.result?["tools"] != nil)
      }
    }
  }

  @Test func leavingTheStreamCancelsAStatelessRequest() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateless)
      let message = client.message(
        MethodName.callTool, ["name": "test_slow", "arguments": [:]], meta: ["progressToken": 1])
      _ = try await client.send(message, enough: { !$0.messages.isEmpty })
      try await TestServer.eventually("the tool is cancelled") { fixture.tools.cancellations == 1 }
    }
  }

  @Test func aNotificationCancelsARequestOfASession() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      let message = client.message(
        MethodName.callTool, ["name": "test_slow", "arguments": [:]], meta: ["progressToken": 1])
      try await withThrowingTaskGroup(of: MCPTestClient.Reply.self) { group in
        group.addTask { try await client.send(message) }
        try await Task.sleep(for: .milliseconds(50))
        // As long as it takes until the request is there.
        while fixture.tools.cancellations == 0 {
          _ = try await client.send(
            ["jsonrpc": "2.0", "method": "notifications/cancelled", "params": ["requestId": message["id"] ?? .null]])
          try await Task.sleep(for: .milliseconds(20))
        }
        for try await reply in group { #expect(reply.response == nil, "what was taken back is not answered") }
      }
    }
  }

  @Test func aLostStreamIsTakenUpWhereItBroke() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      let message = client.message(
        MethodName.callTool, ["name": "test_tool_with_progress", "arguments": [:]], meta: ["progressToken": 9])
      let broken = try await client.send(message, enough: { !$0.messages.isEmpty })
      let last = try #require(broken.ids.dropFirst().first)
      #expect(broken.ids.first?.hasSuffix(".0") == true, "an id stands before the first message")
      var headers = client.headers(for: [:])
      headers["Last-Event-ID"] = last
      let rest = try await client.exchange(
        "GET", headers: headers, body: nil, method: MethodName.callTool, enough: { $0.response != nil })
      let steps = rest.notifications.compactMap { $0["params"]?["progress"]?.double }
      #expect(steps == [50, 100] && rest.text == "Done.")
      headers["Last-Event-ID"] = "r999.1"
      #expect(try await client.exchange("GET", headers: headers, body: nil).status == 404)
    }
  }

  @Test func silenceInAStreamIsFilledWithComments() async throws {
    try await MCPFixture.run(tuning: { $0.keepAlive = .milliseconds(30) }) { fixture in
      let client = try await fixture.client(.stateful)
      try await RawClient.connect(fixture.server.port) { raw in
        var headers = client.headers(for: [:])
        headers["Accept"] = "text/event-stream"
        try await raw.send(fixture.server.request("GET", "/mcp", headers: headers))
        try await raw.read(until: ": keep-alive")
      }
      #expect(try await client.exchange("GET", headers: ["Accept": "application/json"], body: nil).status == 406)
    }
  }

  @Test func listsAreMadeOncePerChangeAndComeInPages() async throws {
    var limits = MCPServer.Limits()
    limits.page = 7
    try await MCPFixture.run(limits: limits) { fixture in
      let client = try await fixture.client(.stateless)
      func all() async throws -> [String] {
        var names: [String] = []
        var cursor: JSONValue?
        repeat {
          let page = try await client.ask(MethodName.listTools, JSONValue.object([:]).setting("cursor", to: cursor))
            .result
          let found = page?["tools"]?.array?.compactMap { $0["name"]?.string } ?? []
          #expect(found.count <= 7)
          names += found
          cursor = page?["nextCursor"]
        } while cursor != nil
        return names
      }
      let names = try await all()
      #expect(names == names.sorted() && Set(names).count == names.count && names.count > 14)
      for _ in 0..<20 { #expect(try await all() == names) }
      #expect(fixture.tools.listings == 1 && fixture.mcp.listBuilds == 1)
      fixture.tools.change()
      try await TestServer.eventually("the list is made anew") { fixture.mcp.listBuilds == 1 }
      try await Task.sleep(for: .milliseconds(50))
      #expect(try await all() == names)
      #expect(fixture.tools.listings == 2)
      for wrong in ["", "!", "YQ=="] {
        let message = client.message(MethodName.listTools, ["cursor": .string(wrong)])
        #expect(try await client.send(message).code == -32602)
      }
    }
  }

  @Test func idleSessionsEndAndTooManyGiveWay() async throws {
    var limits = HTTPTransport.Limits()
    limits.sessions = 2
    try await MCPFixture.run(sessions: limits) { fixture in
      let first = try await fixture.client(.stateful)
      fixture.clock.advance(by: 1)
      let second = try await fixture.client(.stateful)
      fixture.clock.advance(by: 1)
      _ = try await first.ask(MethodName.ping)
      let third = try await fixture.client(.stateful)
      #expect(try await second.ask(MethodName.ping).status == 404)
      #expect(try await first.ask(MethodName.ping).status == 200)
      fixture.clock.advance(by: 3601)
      _ = try await fixture.client(.stateful)
      #expect(try await third.ask(MethodName.ping).status == 404)
      #expect(fixture.transport.sessionCount == 1)
    }
  }

  @Test func anIdleSessionIsNotTakenUpAndOneThatIsReadIsNotIdle() async throws {
    try await MCPFixture.run { fixture in
      let (idle, read) = (try await fixture.client(.stateful), try await fixture.client(.stateful))
      try await RawClient.connect(fixture.server.port) { raw in
        var headers = read.headers(for: [:])
        headers["Accept"] = "text/event-stream"
        try await raw.send(fixture.server.request("GET", "/mcp", headers: headers))
        try await raw.read(until: "retry:")
        fixture.clock.advance(by: 3601)
        #expect(try await idle.ask(MethodName.ping).status == 404)
        #expect(try await read.ask(MethodName.ping).status == 200)
      }
      #expect(fixture.transport.sessionCount == 1)
    }
  }

  @Test func aSessionHasOnlySoManyRequestsRunning() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      try await withThrowingTaskGroup(of: Int64?.self) { group in
        for _ in 0..<140 {
          let message = client.message(MethodName.callTool, ["name": "test_slow", "arguments": [:]])
          group.addTask { try await client.send(message).code }
        }
        // The others wait for their tool, until the session ends.
        for _ in 0..<12 { #expect(try await group.next() == -32600) }
        _ = try await client.exchange("DELETE", headers: client.headers(for: [:]), body: nil)
        for try await code in group { #expect(code == nil) }
      }
    }
  }

  @Test func revisionsThatAreNotSpokenAreRefusedWhateverTheyAreSaidOf() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      var headers = client.headers(for: [:])
      headers["MCP-Protocol-Version"] = "1999-01-01"
      for (verb, body) in [
        ("POST", #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#),
        ("POST", #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#), ("POST", #"{"jsonrpc":"2.0","id":"x","result":{}}"#),
        ("GET", nil), ("DELETE", nil),
      ] as [(String, String?)] {
        let reply = try await client.exchange(verb, headers: headers, body: body)
        #expect(reply.status == 400 && reply.code == -32022, "\(verb)")
      }
      #expect(try await client.ask(MethodName.ping).status == 200)
    }
  }

  @Test func headersOfAStreamAloneAreNotGiven() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      try await RawClient.connect(fixture.server.port) { raw in
        try await raw.send(fixture.server.request("HEAD", "/mcp", headers: client.headers(for: [:])))
        try await raw.read(until: "\r\n\r\n")
        #expect(String(decoding: raw.received, as: UTF8.self).hasPrefix("HTTP/1.1 405 "))
      }
    }
  }

  @Test func aBodyThatIsNeverWrittenEndsItsRequest() {
    let cancel = CancelSwitch()
    var leaving: MCPController.Leaving? = MCPController.Leaving(cancel: cancel)
    #expect(leaving?.cancel?.isFired == false)
    leaving = nil
    #expect(cancel.isFired)
  }

  @Test func aChangeIsToldOnceHoweverManyTransportsThereAre() async throws {
    try await MCPFixture.run { fixture in
      // Whichever comes first follows the changes; the others return.
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<2 { group.addTask { await fixture.mcp.run() } }
        await group.next()
        group.cancelAll()
      }
    }
  }

  @Test func aThousandCallsAtOnceAreAllAnswered() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      let answered = try await withThrowingTaskGroup(of: Bool.self) { group in
        for lane in 0..<20 {
          group.addTask {
            for _ in 0..<50 where try await client.call("test_simple_text").result == nil { return false }
            return lane >= 0
          }
        }
        return try await group.reduce(into: 0) { if $1 { $0 += 1 } }
      }
      #expect(answered == 20)
    }
  }

  @Test func connectingAndLeavingLeavesNothingBehind() async throws {
    try await MCPFixture.run { fixture in
      for _ in 0..<100 {
        let client = try await fixture.client(.stateful)
        _ = try await client.exchange("DELETE", headers: client.headers(for: [:]), body: nil)
      }
      #expect(fixture.transport.sessionCount == 0 && fixture.mcp.audienceCount == 0)
    }
  }

  @Test func clientsWithoutAKeyArePointedToTheIssuer() async throws {
    try await MCPFixture.run(settings: {
      $0.apiKey = "k"
      $0.mcpIssuer = "https://issuer.example"
      $0.mcpResource = "https://home.example/mcp"
    }) { fixture in
      let client = MCPTestClient(server: fixture.server, lane: .stateful, capabilities: [:])
      let refused = try await client.send(client.message(MethodName.ping))
      #expect(refused.status == 401)
      #expect(
        refused.headers["www-authenticate"]
          == "Bearer realm=\"mneme\", resource_metadata=\"https://home.example/.well-known/oauth-protected-resource/mcp\""
      )
      for path in ["/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"] {
        let answer = try await fixture.server.send("GET", path)
        #expect(answer.status == 200)
        #expect(answer.json["resource"] as? String == "https://home.example/mcp")
        #expect(answer.json["authorization_servers"] as? [String] == ["https://issuer.example"])
      }
    }
  }

  @Test func aRequestThatRunsIsAnsweredThoughTheServerStops() async throws {
    let tools = GateTools()
    let (resources, prompts) = (FixtureResources(), FixturePrompts())
    let clock = ManualClock(Date(milliseconds: 1_760_000_000_000))
    let mcp = MCPServer(
      info: PeerInfo(name: "fixture", version: "1"), instructions: nil, tools: tools, resources: resources,
      prompts: prompts, seal: StateSeal(clock: clock), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let transport = HTTPTransport(server: mcp, clock: clock)
    try await TestServer.run(mcp: transport, settings: { $0.shutdownSeconds = 60 }) { server in
      let client = MCPTestClient(server: server, lane: .stateful, capabilities: [:])
      try await client.begin()
      let call = client.message(MethodName.callTool, ["name": "gate", "arguments": [:]])
      let follow = client.headers(for: [:])
      try await withThrowingTaskGroup(of: MCPTestClient.Reply?.self) { group in
        // As a stream, which could be taken for one that never ends.
        group.addTask { try await client.send(call, headers: ["Accept": "text/event-stream"]) }
        group.addTask {
          _ = try await client.exchange(
            "GET", headers: follow, body: nil,
            enough: { reply in
              if !reply.notifications.isEmpty { tools.isHeard.store(true, ordering: .relaxed) }
              return false
            })
          return nil
        }
        try await TestServer.eventually("it runs, and the session is followed") {
          tools.change()
          return tools.isRunning && tools.isHeard.load(ordering: .relaxed)
        }
        await server.group.triggerGracefulShutdown()
        for try await reply in group {
          if let reply {
            #expect(reply.text == "Passed.")
          } else {
            // What never ends by itself has ended: the stop is known everywhere.
            tools.gate.fire()
          }
        }
      }
    }
  }

  /// One tool that waits until it is let go.
  private final class GateTools: ToolSource {
    let gate = CancelSwitch()
    let isHeard = Atomic(false)
    private let running = Atomic(false)
    private let watchers = Mutex<[AsyncStream<Void>.Continuation]>([])
    var isRunning: Bool { running.load(ordering: .relaxed) }

    func tools() async -> [ToolEntry] { [ToolEntry(ToolDescription(name: "gate", summary: "Waits."))] }

    func call(_ name: String, arguments: JSONValue, in context: CallContext) async throws -> ToolResult? {
      running.store(true, ordering: .relaxed)
      await gate.wait()
      try Task.checkCancellation()
      return FixtureTools.text("Passed.")
    }

    func change() { for watcher in watchers.withLock({ $0 }) { watcher.yield() } }

    func changes() -> AsyncStream<Void> {
      let (stream, continuation) = AsyncStream<Void>.makeStream()
      watchers.withLock { $0.append(continuation) }
      return stream
    }
  }

  @Test func streamsOfChangesEndWithTheServerInGoodOrder() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateless)
      let message = client.message(MethodName.listen, ["notifications": ["toolsListChanged": true]])
      try await withThrowingTaskGroup(of: MCPTestClient.Reply.self) { group in
        group.addTask { try await client.send(message) }
        try await TestServer.eventually("it listens") { fixture.mcp.audienceCount == 1 }
        await fixture.server.group.triggerGracefulShutdown()
        for try await reply in group {
          #expect(reply.result?["_meta"]?[MetaKey.subscription] == message["id"])
        }
      }
    }
  }
}
