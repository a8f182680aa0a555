import Foundation
import MnemeCore
import MnemeMCP
import Testing

@testable import MnemeHTTP
@testable import mneme_conformance

/// Scenarios of the protocol's conformance suite, by their names there.
@Suite struct LifecycleScenarioTests {
  typealias Lane = MCPFixture.Lane

  /// The scenarios of both revisions have a test of their name here; those that are not scored need none.
  @Test func everyRequiredServerScenarioHasATest() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let sources = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    for revision in Lane.allCases {
      let file = ProtocolSchema.folder.appending(path: "mcp-\(revision.rawValue).required-scenarios.yaml")
      guard let text = try? String(contentsOf: file, encoding: .utf8) else {
        print("No \(file.path): skipped.")
        continue
      }
      let section = text.components(separatedBy: "\nserver:\n").last?.components(separatedBy: "\nclient:\n").first ?? ""
      let names = section.split(separator: "\n").compactMap { $0.hasPrefix("  - ") ? String($0.dropFirst(4)) : nil }
      #expect(names.count >= 30)
      for name in names { #expect(sources.contains("@Test(\"\(name)\""), "\(revision.rawValue): \(name)") }
    }
  }

  @Test("server-initialize") func serverInitialize() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      #expect(client.session?.count == 32)
      for (asked, given) in [
        ("2024-11-05", "2024-11-05"), ("2025-03-26", "2025-03-26"), ("2025-06-18", "2025-06-18"),
        ("2025-11-25", "2025-11-25"), ("1999-01-01", "2025-11-25"), ("2026-07-28", "2025-11-25"),
      ] {
        let other = MCPTestClient(server: fixture.server, lane: .stateful, capabilities: [:])
        let reply = try await other.ask(
          MethodName.initialize,
          ["protocolVersion": .string(asked), "capabilities": [:], "clientInfo": ["name": "t", "version": "1"]])
        #expect(reply.result?["protocolVersion"]?.string == given)
        #expect(reply.result?["serverInfo"]?["name"] == "fixture")
        #expect(reply.headers["mcp-session-id"] != nil)
      }
    }
  }

  @Test("logging-set-level") func loggingSetLevel() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      #expect(try await client.ask(MethodName.setLogLevel, ["level": "warning"]).result == [:])
      #expect(try await client.call("test_tool_with_logging").notifications.isEmpty)
      #expect(try await client.ask(MethodName.setLogLevel, ["level": "info"]).result == [:])
      #expect(try await client.call("test_tool_with_logging").notifications.count == 3)
      let wrong = client.message(MethodName.setLogLevel, ["level": "loud"])
      #expect(try await client.send(wrong, isSound: false).code == -32602)
    }
  }

  @Test("ping") func ping() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      #expect(try await client.ask(MethodName.ping).result == [:])
    }
  }

  @Test("dns-rebinding-protection", arguments: Lane.allCases) func dnsRebindingProtection(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(lane)
      let message = client.message(MethodName.listTools)
      #expect(try await client.send(message, headers: ["Host": "evil.example.com"]).status == 403)
      #expect(try await client.send(message, headers: ["Origin": "http://evil.example.com"]).status == 403)
      for host in ["localhost:\(fixture.server.port)", "127.0.0.1:\(fixture.server.port)"] {
        let fresh = client.message(MethodName.listTools)
        #expect(try await client.send(fresh, headers: ["Host": host]).status == 200)
      }
    }
  }

  @Test("server-stateless") func serverStateless() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateless, capabilities: [:])
      // What each request says of itself.
      for missing in [nil, MetaKey.revision, MetaKey.clientCapabilities] {
        var message = client.message(MethodName.discover)
        let meta = missing.flatMap { message["params"]?["_meta"]?.setting($0, to: nil) }
        message = message.setting("params", to: missing == nil ? [:] : ["_meta": meta ?? .null])
        let reply = try await client.send(message, isSound: false)
        #expect(reply.status == 400 && reply.code == -32602, "\(missing ?? "all")")
        #expect(reply.response?["id"] == message["id"])
      }
      // Discovery.
      let found = try await client.ask(MethodName.discover)
      let supported = found.result?["supportedVersions"]?.array ?? []
      #expect(supported.first == "2026-07-28" && found.headers["mcp-session-id"] == nil)
      for name in ["tools", "prompts", "resources", "completions"] {
        #expect(found.result?["capabilities"]?[name] != nil)
      }
      // Revisions and headers.
      var unknown = client.message(MethodName.discover)
      unknown = unknown.setting(
        "params",
        to: ["_meta": (unknown["params"]?["_meta"] ?? [:]).setting(MetaKey.revision, to: "v999.0.0")])
      let refused = try await client.send(unknown, headers: ["MCP-Protocol-Version": "v999.0.0"])
      #expect(refused.status == 400 && refused.code == -32022)
      #expect(refused.response?["error"]?["data"]?["supported"]?.array == supported)
      let mismatch = try await client.send(unknown)
      #expect(mismatch.status == 400 && mismatch.code == -32020)
      // A capability that was not declared.
      let lacking = try await client.call("test_missing_capability")
      #expect(lacking.status == 400 && lacking.code == -32021)
      #expect(lacking.response?["error"]?["data"]?["requiredCapabilities"]?["sampling"] != nil)
      // Methods that are gone, or never were.
      for method in ["initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe", "x/y"] {
        let message = client.message(method)
        let reply = try await client.send(message, isSound: false)
        #expect(reply.status == 404 && reply.code == -32601 && reply.response?["id"] == message["id"], "\(method)")
      }
      // Nothing is asked on a stream, and nothing logged that was not asked for.
      let asking = try await fixture.client(.stateless).call("test_streaming_elicitation", meta: ["progressToken": 1])
      #expect(asking.isStream && !asking.messages.contains { $0["method"] != nil && $0["id"] != nil })
      #expect(asking.result?["resultType"] == "input_required")
      #expect(try await client.call("test_logging_tool").notifications.isEmpty)
      let loud = try await client.call("test_logging_tool", meta: .object([MetaKey.logLevel: "debug"]))
      #expect(loud.notifications.count == 3)
    }
  }

  @Test func changesAreToldOnTheStreamsThatAskedForThem() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateless)
      let all = client.message(
        MethodName.listen,
        [
          "notifications": [
            "toolsListChanged": true, "promptsListChanged": true, "resourcesListChanged": true,
            "resourceSubscriptions": ["test://watched-resource"],
          ]
        ])
      let some = client.message(MethodName.listen, ["notifications": ["promptsListChanged": true]])
      try await withThrowingTaskGroup(of: (Int, MCPTestClient.Reply).self) { group in
        for (expected, message) in [(5, all), (2, some)] {
          group.addTask { (expected, try await client.send(message, enough: { $0.messages.count == expected })) }
        }
        try await TestServer.eventually("both listen") { fixture.mcp.audienceCount == 2 }
        _ = try await client.call("test_trigger_tool_change")
        fixture.resources.change(.list)
        fixture.resources.change(.updated("test://watched-resource", .me))
        fixture.resources.change(.updated("test://static-text", .me))
        fixture.prompts.change()
        for try await (expected, stream) in group {
          #expect(stream.isStream && stream.ids.isEmpty)
          #expect(stream.messages.first?["method"]?.string == MethodName.acknowledged)
          let methods = Set(stream.messages.dropFirst().compactMap { $0["method"]?.string })
          #expect(
            methods
              == (expected == 2
                ? [MethodName.promptsChanged]
                : [
                  MethodName.toolsChanged, MethodName.resourcesChanged, MethodName.resourceUpdated,
                  MethodName.promptsChanged,
                ]))
          let id = (expected == 2 ? some : all)["id"]
          #expect(stream.messages.allSatisfy { $0["params"]?["_meta"]?[MetaKey.subscription] == id })
        }
      }
      try await TestServer.eventually("nobody listens") { fixture.mcp.audienceCount == 0 }
    }
  }

  @Test func sessionIsToldOfChangedListsAndEndsOnRequest() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      fixture.tools.change()
      let stream = try await client.exchange(
        "GET", headers: client.headers(for: [:]), body: nil, enough: { !$0.messages.isEmpty })
      #expect(stream.messages.first?["method"]?.string == MethodName.toolsChanged)
      let ended = try await client.exchange("DELETE", headers: client.headers(for: [:]), body: nil)
      #expect(ended.status == 204)
      #expect(try await client.ask(MethodName.ping).status == 404)
      #expect(fixture.transport.sessionCount == 0)
    }
  }
}
