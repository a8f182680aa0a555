import Crypto
import Foundation
import MnemeCore
import MnemeMCP
import MnemeTestSupport
import Testing

/// What `/mcp` answers to access tokens; what makes a token good is tested where it is checked.
@Suite struct TokenAccessTests {
  /// The issuer's words, without a network.
  private struct Issuer: HTTPFetching {
    static let name = "https://issuer.example"
    let key = Curve25519.Signing.PrivateKey()

    func fetch(_ request: FetchRequest) async throws(MnemeError) -> FetchResponse {
      let json: JSONValue =
        switch request.url {
        case Self.name + "/.well-known/oauth-authorization-server":
          ["issuer": .string(Self.name), "jwks_uri": .string(Self.name + "/keys")]
        case Self.name + "/keys":
          [
            "keys": [
              [
                "kty": "OKP", "crv": "Ed25519", "kid": "1",
                "x": .string(Base64URL.encode(key.publicKey.rawRepresentation)),
              ]
            ]
          ]
        default: .null
        }
      let bytes = JSONWriter.bytes(json)
      let body = AsyncThrowingStream<[UInt8], any Error> { continuation in
        continuation.yield(bytes)
        continuation.finish()
      }
      return FetchResponse(status: json == .null ? 404 : 200, headers: [], body: body)
    }

    func token(subject: String = "owner", scope: String = "memory", for audience: String, id: String = "1") throws
      -> String
    {
      let head: JSONValue = ["alg": "EdDSA", "kid": "1", "jti": .string(id)]
      let claims: JSONValue = [
        "iss": .string(Self.name), "sub": .string(subject), "aud": .string(audience), "exp": 1_760_000_600,
        "scope": .string(scope), "client_id": "editor",
      ]
      let signed = Base64URL.encode(JSONWriter.bytes(head)) + "." + Base64URL.encode(JSONWriter.bytes(claims))
      return signed + "." + Base64URL.encode(try key.signature(for: Array(signed.utf8)))
    }
  }

  private static func run(
    apiKey: String? = nil, settings: (inout ServerSettings) -> Void = { _ in },
    _ body: (MCPFixture, Issuer) async throws -> Void
  ) async throws {
    let issuer = Issuer()
    let tokens = AccessTokens(
      issuer: Issuer.name, scopes: ["memory"], subjects: [], http: issuer,
      clock: ManualClock(Date(milliseconds: 1_760_000_000_000)))
    try await MCPFixture.run(
      tokens: tokens,
      settings: {
        $0.apiKey = apiKey
        $0.mcpIssuer = Issuer.name
        $0.mcpResource = resource
        $0.mcpScopes = ["memory"]
        settings(&$0)
      }
    ) { fixture in try await body(fixture, issuer) }
  }

  private static let resource = "https://home.example/mcp"

  private static func bearer(_ text: String) -> [String: String?] { ["Authorization": "Bearer \(text)"] }

  @Test(arguments: [nil, "the-key"])
  func aTokenOpensTheServerAndEverythingElseIsRefused(_ apiKey: String?) async throws {
    try await Self.run(apiKey: apiKey) { fixture, issuer in
      let client = MCPTestClient(server: fixture.server, lane: .stateless, capabilities: [:])
      let resource = Self.resource
      func ask(_ headers: [String: String?]) async throws -> MCPTestClient.Reply {
        try await client.send(client.message(MethodName.listTools), headers: headers)
      }
      #expect(try await ask(Self.bearer(issuer.token(for: resource))).status == 200)
      let metadata =
        "scope=\"memory\", resource_metadata=\"https://home.example/.well-known/oauth-protected-resource/mcp\""
      // Without an API key the issuer still stands before this address.
      let none = try await ask([:])
      #expect(none.status == 401 && none.headers["www-authenticate"] == "Bearer realm=\"mneme\", \(metadata)")
      let wrong = try await ask(Self.bearer(issuer.token(for: "https://other.example/mcp")))
      #expect(wrong.status == 401)
      #expect(wrong.headers["www-authenticate"] == "Bearer realm=\"mneme\", error=\"invalid_token\", \(metadata)")
      let weak = try await ask(Self.bearer(issuer.token(scope: "other", for: resource)))
      #expect(weak.status == 403)
      #expect(weak.headers["www-authenticate"] == "Bearer realm=\"mneme\", error=\"insufficient_scope\", \(metadata)")
      #expect(try await ask(Self.bearer("the-key")).status == (apiKey == nil ? 401 : 200))
      let described = try await fixture.server.send("GET", "/.well-known/oauth-protected-resource/mcp")
      #expect(described.json["scopes_supported"] as? [String] == ["memory"])
      // It opens nothing but this address.
      if apiKey != nil {
        let token = try issuer.token(for: resource)
        let other = try await fixture.server.send("GET", "/v1/memories", headers: ["Authorization": "Bearer \(token)"])
        #expect(other.status == 401)
      }
    }
  }

  @Test func whatARequestCallsTheServerDoesNotSayWhatATokenIsFor() async throws {
    try await Self.run(settings: { $0.allowedHosts = ["other.example"] }) { fixture, issuer in
      let client = MCPTestClient(server: fixture.server, lane: .stateless, capabilities: [:])
      let own = "127.0.0.1:\(fixture.server.port)"
      for host in [own, "localhost:\(fixture.server.port)", "other.example"] {
        // Made for another server of the same issuer, whose owner brings it here under that server's name.
        var headers = Self.bearer(try issuer.token(for: "http://\(host)/mcp"))
        headers["Host"] = host
        let stolen = try await client.send(client.message(MethodName.listTools), headers: headers)
        #expect(stolen.status == 401, "\(host)")
        #expect(
          stolen.headers["www-authenticate"]?.hasSuffix(
            "resource_metadata=\"https://home.example/.well-known/oauth-protected-resource/mcp\"") == true)
        headers["Authorization"] = "Bearer \(try issuer.token(for: Self.resource))"
        #expect(try await client.send(client.message(MethodName.listTools), headers: headers).status == 200)
        let described = try await fixture.server.send(
          "GET", "/.well-known/oauth-protected-resource", headers: ["Host": host])
        #expect(described.json["resource"] as? String == Self.resource)
      }
    }
  }

  @Test func withoutItsOwnAddressAServerWithAnIssuerDoesNotStart() async throws {
    let error = await #expect(throws: MnemeError.self) {
      try await MCPFixture.run(settings: { $0.mcpIssuer = Issuer.name }) { _ in }
    }
    #expect(error?.code == .configuration && error?.message.contains("mcp.resource") == true)
  }

  @Test func aSessionIsItsOwnersWithTheirNextTokenAndNobodyElses() async throws {
    let resource = Self.resource
    try await Self.run(apiKey: "the-key") { fixture, issuer in
      let client = MCPTestClient(server: fixture.server, lane: .stateful, capabilities: [:])
      let begin = client.message(
        MethodName.initialize,
        [
          "protocolVersion": "2025-11-25", "capabilities": [:], "clientInfo": ["name": "test", "version": "1"],
        ])
      let begun = try await client.send(begin, headers: Self.bearer(issuer.token(for: resource)))
      let session = try #require(begun.headers["mcp-session-id"])
      func ping(_ token: String) async throws -> Int {
        var headers = Self.bearer(token)
        headers["Mcp-Session-Id"] = session
        headers["MCP-Protocol-Version"] = "2025-11-25"
        return try await client.send(client.message(MethodName.ping), headers: headers).status
      }
      #expect(try await ping(issuer.token(for: resource, id: "2")) == 200)
      #expect(try await ping(issuer.token(subject: "somebody", for: resource)) == 404)
      #expect(try await ping("the-key") == 404)
    }
  }
}
