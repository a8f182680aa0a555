import HTTPTypes
import MnemeCore
import NIOCore
import Testing

@testable import MnemeHTTP

@Suite struct ClientAddressTests {
  private func address(_ peer: String, _ forwarded: String?, trusted: Set<String> = ["10.0.0.1", "::1"]) throws
    -> ClientAddress
  {
    var headers: HTTPFields = [:]
    if let forwarded { headers[HTTPField.Name("X-Forwarded-For")!] = forwarded }
    return ClientAddress(peer: try SocketAddress(ipAddress: peer, port: 1), headers: headers, trusted: trusted)
  }

  @Test(arguments: [
    ("10.0.0.1", "192.0.2.7", "192.0.2.7", false), ("10.0.0.1", "127.0.0.1, 192.0.2.7", "192.0.2.7", false),
    ("10.0.0.1", "192.0.2.7, 10.0.0.1", "192.0.2.7", false), ("::1", "127.0.0.1", "127.0.0.1", true),
    ("10.0.0.1", "[2001:db8::1]:443", "2001:db8::1", false), ("10.0.0.1", "192.0.2.7:5555", "192.0.2.7", false),
    ("10.0.0.1", "::ffff:192.0.2.7", "192.0.2.7", false), ("10.0.0.1", "unknown", "unknown", false),
    ("10.0.0.1", "127.0.0.1, junk", "unknown", false),
    // Who is no proxy of ours says what it wants.
    ("192.0.2.9", "127.0.0.1", "192.0.2.9", false),
  ])
  func theLastAddressThatIsNoProxysCounts(peer: String, forwarded: String, text: String, isLoopback: Bool) throws {
    let found = try address(peer, forwarded)
    #expect(found.text == text && found.isLoopback == isLoopback && found.isForwarded)
  }

  @Test func withoutAHeaderThePeerItselfIsMeant() throws {
    let near = try address("::1", nil)
    #expect(near.text == "::1" && near.isLoopback && !near.isForwarded)
    #expect(try address("127.0.0.1", "192.0.2.7", trusted: []).isLoopback)
  }

  @Test func behindAProxyNobodyComesInWithoutAKey() async throws {
    try await TestServer.run(settings: { $0.trustedProxies = ["127.0.0.1"] }) { server in
      #expect(try await server.send("GET", "/v1/models").status == 200)
      let far = try await server.send("GET", "/v1/models", headers: ["X-Forwarded-For": "192.0.2.7"])
      #expect(far.status == 403 && far.error["code"] as? String == "loopback_only")
    }
  }

  @Test func everythingIsServedBelowABasePathToo() async throws {
    try await TestServer.run(settings: { $0.basePath = "/mneme/" }) { server in
      for path in ["/mneme/", "/mneme", "/mneme/v1/models", "/v1/models", "/mneme/health/quick"] {
        #expect(try await server.send("GET", path).status == 200, "\(path)")
      }
      #expect(try await server.send("GET", "/other/v1/models").status == 404)
      // Errors keep the form of their surface.
      let wrong = try await server.send("POST", "/mneme/v1/chat/completions", json: "{}")
      #expect(wrong.status == 400 && wrong.error["type"] != nil)
    }
  }
}
