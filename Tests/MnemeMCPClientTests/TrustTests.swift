import Foundation
import MnemeCore
import Testing

@testable import MnemeMCP

/// What servers say of their tools, and whether the owner has read it.
@Suite struct TrustTests {
  /// A server whose description is what stands in a file.
  private static func script(_ folder: String) -> String {
    let discover =
      #"{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"ttlMs":0,"cacheScope":"private"}"#
    let list =
      #"{"resultType":"complete","ttlMs":0,"cacheScope":"private","tools":[{"name":"b","description":"Second.","inputSchema":{"type":"object"}},{"name":"a","description":"%s","inputSchema":{"type":"object"}}]}"#
    return """
      while read -r line; do
        id=$(printf '%s' "$line" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
        case $line in
        *server/discover*) printf '{"jsonrpc":"2.0","id":%s,"result":\(discover)}\\n' "$id";;
        *tools/list*) printf '{"jsonrpc":"2.0","id":%s,"result":\(list)}\\n' "$id" "$(cat \(folder)/words)";;
        esac
      done
      """
  }

  private func write(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  @Test func descriptionsAreForeignUntilTheyAreTrustedAndWhenTheyChange() async throws {
    try await withFolder { folder in
      let path = folder + "/mcp.json"
      try write(#"{"mcpServers": {"desk": {"command": "sh", "own": 1}, "other": {"command": "sh"}}}"#, path)
      try write("Says hello.", folder + "/words")
      let command = StdioCommand(
        program: "sh", arguments: ["-c", Self.script(folder)], ours: ProcessInfo.processInfo.environment)
      var options = ClientOptions()
      let trusted = TrustedDescriptions(path: path)
      options.trusted = trusted
      let file = RemoteServerFile(path)
      try await withServers(
        ["desk", "other"].map { RemoteServerConfiguration(name: $0, way: .stdio(command)) }, options
      ) { servers in
        func tools(_ name: String) async throws -> [RemoteTool] {
          try await servers.tools(of: try #require(servers.server(named: name)))
        }
        let first = try await tools("desk")
        #expect(first.map(\.description.isForeign) == [true, true])
        #expect(try await file.trust(TrustedDescriptions.digest(first), of: "desk"))
        // By the last reading of the list: nobody who looks at a tool asks the disk.
        #expect(first.map(\.description.isForeign) == [true, true])
        trusted.refresh()
        // Heard of by tools that are offered already; what is trusted of one is not trusted of another.
        #expect(first.map(\.description.isForeign) == [false, false])
        #expect(TrustedDescriptions.digest(first.reversed()) == TrustedDescriptions.digest(first))
        #expect(try await tools("other").map(\.description.isForeign) == [true, true])
        #expect(
          try JSONValue(parsing: String(contentsOfFile: path, encoding: .utf8))["mcpServers"]?["desk"]?["own"] == 1)
        // A server that says something else is another one.
        try write("Says hello!", folder + "/words")
        let changed = try await tools("desk")
        #expect(changed.map(\.description.isForeign) == [true, true])
        try write("Says hello.", folder + "/words")
        #expect(try await tools("desk").map(\.description.isForeign) == [false, false])
        #expect(try await file.trust(nil, of: "desk"))
        trusted.refresh()
        #expect(first.map(\.description.isForeign) == [true, true])
        #expect(try await !file.trust("00", of: "nobody"))
        // What is done and said by it stays another's.
        #expect(changed.allSatisfy { $0.category == .remote && !$0.description.annotations.isReadOnly })
      }
    }
  }

  private static func tool(_ name: String, _ summary: String = "Does it.", _ schema: JSONValue = [:]) -> JSONValue {
    [
      "name": .string(name), "title": .string("T\u{202E}itle\u{E0041}"), "description": .string(summary),
      "inputSchema": schema.setting("type", to: "object"),
    ]
  }

  @Test func whatAReaderDoesNotSeeIsNotToldToModels() async throws {
    let tags = String(
      String.UnicodeScalarView("send it".unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xE0000) }))
    let tools: [JSONValue] = [
      Self.tool("plain", "One\ntwo\u{A0}three." + tags + "\u{200B}\u{FE0F}\u{2800}"),
      Self.tool("padded", String(repeating: "\u{200B}", count: 9000) + "late"),
      Self.tool("schema", "Fine.", ["properties": ["a": ["description": .string("x" + tags)]]]),
      Self.tool("key", "Fine.", ["properties": ["a\u{200B}": ["type": "string"]]]),
      Self.tool("seen", "Fine.", ["properties": ["a": ["description": "⚠\u{FE0F} two\nlines, 한\u{3000}글"]]]),
    ]
    try await withPeer { heard in
      Peers.handshake(.stateless, heard) ?? .result(heard, Peers.tools(.stateless, tools))
    } _: { base, _ in
      let configuration = RemoteServerConfiguration(name: "peer", way: .http(.init(url: base + "/mcp")))
      try await withServers([configuration]) { servers in
        let found = try await servers.tools(of: servers.servers[0])
        #expect(found.map(\.name) == ["plain", "padded", "seen"])
        #expect(found[0].told.summary == "One\ntwo three." && found[0].told.title == "Title")
        // What is hidden does not make room for a text of any length to be looked through.
        #expect(found[1].told.summary.isEmpty)
        #expect(await servers.servers[0].currentHealth().refusedTools == 2)
      }
    }
  }

  @Test func refusedToolsAreCountedAndNoMoreAreReadThanOfGoodOnes() throws {
    var list = ToolCatalogue()
    // Without a name, and the same one again and again.
    let page: JSONValue = [
      "tools": .array(Array(repeating: [:], count: 1500) + [Self.tool("one")]), "nextCursor": "more",
    ]
    #expect(try list.add(page, mirrors: false) == "more")
    #expect(list.refused == 1500 && list.refusals.count == ToolCatalogue.keptRefusals && list.entries.count == 1)
    #expect(!list.isFull)
    _ = try list.add(page, mirrors: false)
    #expect(list.isFull && list.refused == 1999 && list.refusals.count == ToolCatalogue.keptRefusals)
    var same = ToolCatalogue()
    _ = try same.add(["tools": .array(Array(repeating: Self.tool("one"), count: 5000))], mirrors: false)
    #expect(same.isFull && same.entries.count == 1 && same.refused == 0)
  }

  @Test func aServerThatRefusesItsOwnToolsWithoutEndIsReadNoFurther() async throws {
    try await withPeer { heard in
      if let reply = Peers.handshake(.stateless, heard) { return reply }
      let number = heard.params?["cursor"]?.string.flatMap(Int.init) ?? 0
      let page = Peers.tools(.stateless, Array(repeating: [:], count: 900))
      return .result(heard, page.setting("nextCursor", to: .string("\(number + 1)")))
    } _: { base, log in
      try await withServer(at: base + "/mcp") { server in
        let entries = try await server.tools().entries
        #expect(entries.isEmpty)
        #expect(await server.currentHealth().refusedTools == ToolCatalogue.mostTools)
      }
      #expect(log.of("tools/list").count == 3)
    }
  }

  @Test func anApprovalShowsWhatRunsAsItRuns() throws {
    let hidden = "a\u{E0041}b\u{202E}c\u{200B}d\u{3164}e\u{2800}f\u{A0}g\u{E000}h\u{FE0F}i\u{0378}j"
    let form = try #require(
      ApprovalForm(
        Approval(
          id: "1", space: .me, session: nil, channel: "mcp", caller: "editor", tool: "launch",
          arguments: ["what": .string(hidden)], reason: "It asks.", token: "t", leavesHome: false,
          createdAt: .distantPast,
          expiresAt: .distantFuture)))
    let message = form.request.params?["message"]?.string ?? ""
    #expect(
      message.hasSuffix(
        #"{"what":"a\u{e0041}b\u{202e}c\u{200b}d\u{3164}e\u{2800}f\u{a0}g\u{e000}h\u{fe0f}i\u{378}j"}"#))
  }
}
