import Foundation
import MnemeCore
import Testing

@testable import MnemeMCP

/// `mcp.json`, names of tools, headers and forms: what is read from files and from other programs.
@Suite struct ConfigurationFileTests {
  private func read(
    _ text: String, mode: Int = 0o600, environment: [String: String] = ["HOME": "/home/me", "TOKEN": "t0p"]
  ) async throws -> RemoteServerList {
    try await withFolder { folder in
      let path = folder + "/mcp.json"
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      return RemoteServerList(reading: path, environment: environment)
    }
  }

  @Test func theShapeOfDesktopClientsIsRead() async throws {
    let list = try await read(
      """
      {"mcpServers": {
        "files": {"command": "npx", "args": ["-y", "server", "~/x"], "env": {"KEY": "${TOKEN}", "MODE": "${MODE:-fast}"}},
        "tracker": {"url": "https://mcp.example.com/mcp", "headers": {"Authorization": "Bearer ${TOKEN}"}},
        "old": {"type": "sse", "url": "http://127.0.0.1:9/sse", "disabled": true, "timeoutSeconds": 5,
                "readOnlyTools": ["search"], "roots": ["/srv"], "elicitation": "defaults"}}}
      """)
    #expect(list.notes == [])
    #expect(list.servers.map(\.name) == ["files", "old", "tracker"])
    guard case .stdio(let command) = list.servers[0].way, case .http(let address) = list.servers[2].way else {
      Issue.record("The ways are wrong.")
      return
    }
    #expect(command.arguments == ["-y", "server", "~/x"])
    #expect(command.variables == ["KEY": "t0p", "MODE": "fast"])
    #expect(address.headers == ["Authorization": "Bearer t0p"])
    #expect(!list.servers[1].isEnabled)
    #expect(list.servers[1].timeout == .seconds(5))
    #expect(list.servers[1].readOnlyTools == ["search"])
    #expect(list.servers[1].kind == "sse")
  }

  @Test func aWrongEntryIsLeftOutAndSaidWithoutItsValues() async throws {
    let list = try await read(
      """
      {"mcpServers": {
        "good": {"command": "true"}, "both": {"command": "a", "url": "https://b/c"}, "none": {},
        "missing": {"url": "https://x/y", "headers": {"A": "${NOT_THERE}"}}, "scheme": {"url": "file:///etc/passwd"},
        "user": {"url": "https://me:s3cret@host/mcp"}, "header": {"url": "https://x/y", "headers": {"A": "s3cret\\r\\nB: 1"}},
        "list": {"command": "a", "args": "s3cret"}, "a/b": {"command": "a"}, "open": {"command": "a", "args": ["${"]},
        "secret": {"url": "https://x/y", "oauth": {"clientId": "c", "clientSecret": "s3cret"}}}}
      """)
    #expect(list.servers.map(\.name) == ["good"])
    #expect(list.notes.count == 10)
    #expect(list.notes.allSatisfy { !$0.contains("s3cret") })
  }

  @Test func secretsInAFileThatOthersMayReadAreNotUsed() async throws {
    let text = """
      {"mcpServers": {"secret": {"command": "a", "env": {"K": "v"}}, "variable": {"command": "a", "env": {"K": "${TOKEN}"}},
        "login": {"url": "https://x/y", "oauth": {"clientId": "c", "clientSecret": "s", "issuer": "https://i"}}, "plain": {"command": "a"}}}
      """
    #expect(try await read(text, mode: 0o644).servers.map(\.name) == ["plain", "variable"])
    #expect(try await read(text).servers.map(\.name) == ["login", "plain", "secret", "variable"])
    #expect(try await read("[1").notes.count == 1)
  }

  @Test func entriesAreAddedAndRemovedAndTheRestIsKept() async throws {
    try await withFolder { folder in
      let path = folder + "/mcp.json"
      try #"{"other": [1], "mcpServers": {"a": {"command": "x", "strange": true}}}"#.write(
        toFile: path, atomically: true, encoding: .utf8)
      let file = RemoteServerFile(path)
      try await file.set("b", to: ["url": "https://x/y"])
      #expect(try await file.remove("nobody") == false)
      var json = try JSONValue(parsing: String(contentsOfFile: path, encoding: .utf8))
      #expect(json["other"] == [1])
      #expect(json["mcpServers"]?["a"]?["strange"] == true)
      #expect(json["mcpServers"]?["b"]?["url"] == "https://x/y")
      #expect(try await file.remove("a"))
      json = try JSONValue(parsing: String(contentsOfFile: path, encoding: .utf8))
      #expect(json["mcpServers"]?.object?.keys.sorted() == ["b"])
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
      #expect(mode?.intValue == 0o600)
    }
  }

  /// The lock is between open files, so each of these stands for a process.
  @Test func whatManyProcessesChangeAtOnceIsAllKept() async throws {
    try await withFolder { folder in
      let path = folder + "/mcp.json"
      let servers = (0..<40).map { "server-\($0)" }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for name in servers {
          group.addTask {
            let file = RemoteServerFile(path)
            try await file.set(name, to: ["command": "x"])
            if name.hasSuffix("7") { _ = try await file.remove(name) }
            _ = try await file.trust("00", of: name)
          }
        }
        try await group.waitForAll()
      }
      let found = try JSONValue(parsing: String(contentsOfFile: path, encoding: .utf8))["mcpServers"]?.object ?? [:]
      #expect(Set(found.keys) == Set(servers.filter { !$0.hasSuffix("7") }))
      #expect(found.values.allSatisfy { $0["trusted"] == "00" })
    }
  }

  @Test func aListThatCannotBeReadIsAnotherThingThanAnEmptyOne() async throws {
    #expect(try await read("{}").source == .read)
    for text in ["", "{\"mcpServers\": {\"a\": {\"comm", "[]", "{\"mcpServers\": []}"] {
      let list = try await read(text)
      #expect(list.source == .unreadable && list.notes.count == 1, "\(text)")
    }
    #expect(RemoteServerList(reading: "/nowhere/mcp.json", environment: [:]).source == .missing)
  }

  @Test func namesOfToolsAreStableValidAndApart() {
    let prefixes = RemoteToolName.prefixes([
      "files", "my server", "my_server", "a__b", String(repeating: "x", count: 60),
    ])
    #expect(prefixes["files"] == "files")
    #expect(prefixes["my_server"] == "my_server")
    #expect(Set(prefixes.values).count == 5)
    #expect(prefixes.values.allSatisfy { !$0.contains("__") && $0.utf8.count <= 24 })
    #expect(RemoteToolName.name("read_file", prefix: "files") == "files__read_file")
    let long = String(repeating: "tool", count: 40)
    let names = ["a.b", "a b", "a_b", long, long + "x", "größe", ""].map { RemoteToolName.name($0, prefix: "files") }
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy(ToolDescription.isName))
    // The same in every process.
    #expect(RemoteToolName.name("a.b", prefix: "files") == "files__a_b_" + String(names[0].suffix(8)))
    #expect(RemoteToolName.prefixes(["my server"]).keys.sorted() == ["my server"])
  }

  @Test func challengesAreReadByTheGrammar() {
    #expect(
      AuthenticateHeader.challenges(
        #"Basic realm="x", Bearer resource_metadata="https://a/b?c=d,e", scope="x y", error=invalid_token"#)
        == [
          .init(scheme: "basic", parameters: ["realm": "x"]),
          .init(
            scheme: "bearer",
            parameters: ["resource_metadata": "https://a/b?c=d,e", "scope": "x y", "error": "invalid_token"]),
        ])
    #expect(AuthenticateHeader.challenges("Bearer").map(\.scheme) == ["bearer"])
    #expect(
      AuthenticateHeader.challenges(#"bearer Realm="a \"b\"" , SCOPE = z"#) == [
        .init(scheme: "bearer", parameters: ["realm": #"a "b""#, "scope": "z"])
      ])
    for wrong in ["", ",,,", "=", "\"", "Bearer realm=\"open", "Bearer ===", "🙂 x=y"] {
      _ = AuthenticateHeader.challenges(wrong)
    }
  }

  @Test func placesOfMetadataComeInTheProtocolsOrder() {
    #expect(
      AuthorizationServer.places(of: "https://auth.example.com/tenant1/") == [
        "https://auth.example.com/.well-known/oauth-authorization-server/tenant1",
        "https://auth.example.com/.well-known/openid-configuration/tenant1",
        "https://auth.example.com/tenant1/.well-known/openid-configuration",
      ])
    #expect(
      OAuthDiscovery.places(of: "https://mcp.example.com:8443/public/mcp?x=1") == [
        "https://mcp.example.com:8443/.well-known/oauth-protected-resource/public/mcp",
        "https://mcp.example.com:8443/.well-known/oauth-protected-resource",
      ])
    let resource = ResourceMetadata(resource: "https://A.example.com/mcp", servers: [])
    #expect(resource.covers("https://a.example.com:443/mcp/inner"))
    #expect(!resource.covers("https://a.example.com/mcpx"))
    #expect(!resource.covers("http://a.example.com/mcp"))
  }

  @Test func proofKeysAreThoseOfTheStandard() {
    // RFC 7636, appendix B.
    let bytes: [UInt8] = [
      116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191, 240,
      91, 88, 5, 88, 83, 132, 141, 121,
    ]
    let key = ProofKey(bytes: bytes)
    #expect(key.verifier == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    #expect(key.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
  }

  @Test func formsTakeDefaultsAndRefuseWhatDoesNotFit() {
    let form = ElicitationForm(
      message: "m",
      schema: [
        "type": "object", "required": ["a", "b"],
        "properties": [
          "a": ["type": "string", "minLength": 2], "b": ["type": "integer", "minimum": 1, "default": 3],
          "c": ["type": "array", "items": ["type": "string", "enum": ["x", "y"]]],
          "d": ["type": "string", "oneOf": [["const": "p", "title": "P"]], "default": "p"],
        ],
      ])
    #expect(form.completed([:]) == nil)
    #expect(form.completed(["a": "ok"]) == ["a": "ok", "b": 3, "d": "p"])
    #expect(form.completed(["a": "ok", "zzz": 1, "c": ["x"]]) == ["a": "ok", "b": 3, "c": ["x"], "d": "p"])
    for wrong: [String: JSONValue] in [
      ["a": "k"], ["a": 1], ["a": "ok", "b": 0], ["a": "ok", "b": .number(1.5)], ["a": "ok", "c": ["z"]],
      ["a": "ok", "d": "q"],
    ] {
      #expect(form.completed(wrong) == nil)
    }
  }

  @Test func linesAreCutWhereverThePiecesEnd() {
    for size in 1...7 {
      var buffer = LineBuffer(limit: 10)
      let bytes = Array("one\ntwo\n\nthree is too long\nfour\n".utf8)
      var pieces: [LineBuffer.Piece] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        pieces += buffer.feed(bytes[start..<min(start + size, bytes.count)])
      }
      #expect(pieces == [.line(Array("one".utf8)), .line(Array("two".utf8)), .tooLong, .line(Array("four".utf8))])
    }
  }
}
