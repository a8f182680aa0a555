import Foundation
import HTTPTypes
import MnemeCore
import NIOCore
import Testing

@testable import MnemeHTTP

@Suite struct AccessTests {
  private func policy(key: String? = nil, _ change: (inout ServerSettings) -> Void = { _ in }) -> AccessPolicy {
    var settings = ServerSettings()
    settings.apiKey = key
    change(&settings)
    return AccessPolicy(settings: settings, localToken: "local-token")
  }

  private func check(_ policy: AccessPolicy, _ peer: SocketAddress?) throws {
    try policy.checkPeer(policy.client(peer, [:]))
  }

  private func caller(_ policy: AccessPolicy, _ headers: HTTPFields, _ peer: SocketAddress?) throws -> Caller {
    try policy.caller(headers, policy.client(peer, headers))
  }

  private func isRefused(_ body: () throws -> Void) -> Bool {
    do { try body() } catch { return true }
    return false
  }

  @Test(arguments: [
    "localhost", "LOCALHOST:8420", "127.0.0.1:1", "127.9.9.9", "[::1]:8420", "::1", "localhost.", "box.home",
    "box.home:80",
  ])
  func ownHostNamesAreServed(_ host: String) {
    let policy = policy { $0.allowedHosts = ["Box.home:8420"] }
    #expect(!isRefused { try policy.checkHost(host) })
  }

  @Test(arguments: [
    "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.1.5", "", "a b", "localhost:x", "[::1",
    "user@localhost", "0.0.0.0",
  ])
  func otherHostNamesAreRefused(_ host: String) {
    #expect(isRefused { try policy().checkHost(host) })
  }

  @Test func missingHostIsRefused() { #expect(isRefused { try policy().checkHost(nil) }) }

  @Test func serverOnAllAddressesAnswersForAddressesButNotNames() {
    let policy = policy(key: "k") { $0.host = "0.0.0.0" }
    #expect(!isRefused { try policy.checkHost("192.168.1.5:8420") })
    #expect(isRefused { try policy.checkHost("evil.example") })
  }

  @Test(arguments: [
    ("http://localhost:8420", true), ("https://localhost:8420", true), ("http://localhost:3000", false),
    ("http://localhost", false), ("http://evil.example", false), ("null", false), ("http://app.example", true),
    ("HTTP://APP.EXAMPLE/", true), ("https://app.example", false), ("chrome-extension://abc", false), ("", false),
  ])
  func onlyOwnAndAllowedOriginsMayCall(_ origin: String, _ isAllowed: Bool) {
    let policy = policy { $0.allowedOrigins = ["http://app.example/"] }
    let refused = isRefused {
      _ = try policy.checkOrigin([.origin: origin], authority: "localhost:8420", isPage: false)
    }
    #expect(refused == !isAllowed)
  }

  @Test(arguments: ["cross-site", "same-site"])
  func requestsStartedByOtherSitesAreRefusedButLinksToThePage(_ site: String) {
    let fields: [(Bool, String, Bool)] = [(false, "no-cors", true), (true, "no-cors", true), (true, "navigate", false)]
    for (isPage, mode, refused) in fields {
      let found = isRefused {
        _ = try policy().checkOrigin(
          [.secFetchSite: site, .secFetchMode: mode, .secFetchDest: "document"], authority: "localhost",
          isPage: isPage)
      }
      #expect(found == refused)
    }
  }

  @Test func withoutAKeyOnlyLoopbackPeersMayConnect() throws {
    let policy = policy()
    for address in ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"] {
      let peer = try SocketAddress(ipAddress: address, port: 1)
      #expect(!isRefused { try check(policy, peer) })
    }
    for address in ["192.168.1.7", "128.0.0.1", "fe80::1", "::ffff:10.0.0.1"] {
      let peer = try SocketAddress(ipAddress: address, port: 1)
      #expect(isRefused { try check(policy, peer) })
      #expect(!isRefused { try check(self.policy(key: "k"), peer) })
    }
    #expect(isRefused { try check(policy, nil) })
  }

  @Test func localTokenServesThisMachineOnly() throws {
    let policy = policy(key: "right-key")
    let near = try SocketAddress(ipAddress: "127.0.0.1", port: 1)
    let far = try SocketAddress(ipAddress: "10.0.0.9", port: 1)
    #expect(!isRefused { _ = try caller(policy, [.authorization: "Bearer local-token"], near) })
    #expect(isRefused { _ = try caller(policy, [.authorization: "Bearer local-token"], far) })
    #expect(!isRefused { _ = try caller(policy, [.authorization: "bearer  right-key"], far) })
  }

  @Test(arguments: [
    "", "Bearer", "Bearer ", "Basic right-key", "Bearer right-ke", "Bearer right-keyy", "Bearer RIGHT-KEY", "right-key",
    "Bearer right-keyright-key",
  ])
  func wrongKeysAreRefused(_ value: String) throws {
    let near = try SocketAddress(ipAddress: "127.0.0.1", port: 1)
    #expect(isRefused { _ = try caller(policy(key: "right-key"), [.authorization: value], near) })
  }

  @Test func emptyExpectedSecretMatchesNothing() {
    #expect(!SecretComparison.equal("", ""))
    #expect(!SecretComparison.equal("a", ""))
    #expect(SecretComparison.equal("a", "a"))
  }

  @Test func keyIsAskedOfEveryRouteButThePageAndLiveness() async throws {
    try await TestServer.run(localToken: "token", settings: { $0.apiKey = "right-key" }) { server in
      for path in ["/", "/page/main.mjs", "/page/base.css", "/health/quick"] {
        let answer = try await server.send("GET", path)
        #expect(answer.status == 200, "\(path)")
      }
      let guarded = [
        ("GET", "/v1/models"), ("GET", "/v1/models/recall"), ("POST", "/v1/chat/completions"), ("GET", "/v1/memories"),
        ("POST", "/v1/memories"), ("DELETE", "/v1/memories/m-1"), ("GET", "/v1/memories/m-1/history"),
        ("POST", "/v1/memories/search"), ("POST", "/v1/import"), ("GET", "/v1/jobs"), ("GET", "/v1/sessions"),
        ("GET", "/nowhere"),
      ]
      for (method, path) in guarded {
        for key in ["", "Bearer wrong"] {
          let answer = try await server.send(method, path, headers: ["Authorization": key])
          #expect(answer.status == 401, "\(method) \(path)")
          #expect(answer.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
          #expect(answer.error["code"] as? String == "invalid_api_key")
          #expect(!answer.body.contains("right-key"))
        }
      }
      for key in ["right-key", "token"] {
        let answer = try await server.send("GET", "/v1/models", headers: ["Authorization": "Bearer \(key)"])
        #expect(answer.status == 200)
      }
    }
  }

  @Test func reboundNamesAndForeignPagesReachNoRoute() async throws {
    try await TestServer.run { server in
      for path in ["/", "/health/quick", "/v1/models", "/v1/memories", "/nowhere"] {
        for headers in [
          ["Host": "evil.example"], ["Origin": "http://evil.example"], ["Origin": "null"],
          ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"],
        ] {
          let answer = try await server.send("GET", path, headers: headers)
          #expect(answer.status == 403, "\(path) \(headers)")
          #expect(answer.headers["access-control-allow-origin"] == nil)
        }
      }
      let missing = try await server.send("GET", "/", headers: ["Host": ""])
      #expect(missing.status == 400)
      let twice = try await RawClient.connect(server.port) { client in
        try await client.send("GET /health/quick HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
        return try await client.answer()
      }
      #expect(twice.status == 400)
    }
  }

  @Test func forwardedHeadersChangeNothing() async throws {
    try await TestServer.run { server in
      let answer = try await server.send(
        "GET", "/v1/models",
        headers: ["X-Forwarded-Host": "localhost", "X-Forwarded-For": "127.0.0.1", "Host": "evil.example"])
      #expect(answer.status == 403)
    }
  }

  @Test func preflightOfAnAllowedOriginIsAnswered() async throws {
    try await TestServer.run(settings: {
      $0.allowedOrigins = ["http://app.example"]; $0.apiKey = "k"
    }) { server in
      let fields = ["Origin": "http://app.example", "Access-Control-Request-Method": "POST"]
      let answer = try await server.send("OPTIONS", "/v1/chat/completions", headers: fields)
      #expect(answer.status == 204)
      #expect(answer.headers["access-control-allow-origin"] == "http://app.example")
      #expect(answer.headers["access-control-allow-methods"]?.contains("POST") == true)
      #expect(answer.headers["access-control-allow-headers"]?.contains("Authorization") == true)
      #expect(answer.headers["vary"] == "Origin")
      let foreign = try await server.send("OPTIONS", "/v1/models", headers: ["Origin": "http://evil.example"])
      #expect(foreign.status == 403)
      let refused = try await server.send("GET", "/v1/models", headers: ["Origin": "http://app.example"])
      #expect(refused.status == 401)
      #expect(refused.headers["access-control-allow-origin"] == "http://app.example")
    }
  }

  @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])
  func formPostsAreRefused(_ type: String) async throws {
    try await TestServer.run { server in
      for path in ["/v1/chat/completions", "/v1/memories", "/v1/memories/search", "/v1/import"] {
        let answer = try await server.send("POST", path, headers: ["Content-Type": type], json: #"{"text":"x"}"#)
        #expect(answer.status == 415, "\(path)")
      }
      #expect(server.chat.requests.isEmpty)
      #expect(server.imports.batches.isEmpty)
    }
  }

  @Test func listeningForOthersNeedsAKey() async throws {
    await #expect(throws: MnemeError.self) {
      try await TestServer.run(settings: { $0.host = "0.0.0.0" }) { _ in }
    }
  }

  @Test func takenPortIsAConfigurationError() async throws {
    try await TestServer.run { server in
      let error = await #expect(throws: MnemeError.self) {
        try await TestServer.run(settings: { $0.port = server.port }) { _ in }
      }
      #expect(error?.code == .configuration)
      #expect(error?.message.contains("\(server.port)") == true)
    }
  }
}
