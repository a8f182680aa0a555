import Foundation
import MnemeCore
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeMCP

/// The client's scenarios about logins that came with revision 2026-07-28, and what else binds a login.
@Suite struct AuthBindingTests {
  private func expectRefusal(_ outcome: AuthOutcome, afterVisit: Bool = true) {
    #expect(outcome.error?.code == .unauthorized)
    #expect(outcome.visits.isEmpty != afterVisit)
    #expect(outcome.tokenRequests().isEmpty)
    #expect(outcome.server.allSatisfy { $0.token == nil })
  }

  @Test("auth/resource-mismatch") func metadataOfAnotherServerEndsTheLogin() async throws {
    for other in ["https://evil.example.com/mcp", "http://127.0.0.1:1/mcp"] {
      expectRefusal(try await logIn(.stateless) { $0.resource = { _ in other } }, afterVisit: false)
    }
    expectRefusal(try await logIn(.stateless) { $0.resource = { $0 + "/mc" } }, afterVisit: false)
    expectRefusal(try await logIn(.stateless) { $0.resource = { $0 + "/mcp/inner" } }, afterVisit: false)
  }

  @Test("auth/offline-access-scope") func aLastingLoginIsAskedForWhereThereIsOne() async throws {
    var options = AuthPeer.Options()
    options.scopes = ["mcp:basic", "offline_access"]
    let outcome = try await logIn(.stateless, options) { $0.scopesSupported = ["mcp:basic"] }
    #expect(outcome.error == nil)
    #expect(outcome.visits.map { $0["scope"] } == ["mcp:basic offline_access"])
    let registration = try #require(outcome.issuer.first { $0.path == "/register" }?.json)
    #expect(registration["grant_types"] == ["authorization_code", "refresh_token"])
    #expect(registration["application_type"] == "native")
  }

  @Test("auth/offline-access-not-supported") func aLastingLoginIsNotAskedForWhereThereIsNone() async throws {
    var options = AuthPeer.Options()
    options.scopes = ["mcp:basic", "mcp:read"]
    let outcome = try await logIn(.stateless, options) { $0.scopesSupported = ["mcp:basic", "mcp:read"] }
    #expect(outcome.error == nil)
    #expect(outcome.visits.map { $0["scope"] } == ["mcp:basic mcp:read"])
  }

  @Test("auth/authorization-server-migration") func anotherIssuerGetsAnotherIdentity() async throws {
    var firstOptions = AuthPeer.Options()
    (firstOptions.clientID, firstOptions.secret, firstOptions.tokenPrefix) = ("first-client", "first-secret", "first")
    firstOptions.methods = ["client_secret_post"]
    firstOptions.givesRefresh = true
    var secondOptions = AuthPeer.Options()
    (secondOptions.clientID, secondOptions.tokenPrefix) = ("second-client", "second")
    let (first, second) = (AuthPeer(firstOptions), AuthPeer(secondOptions))
    let hasMoved = Atomic(false)
    let browser = ObligingBrowser()
    try await withFolder { folder in
      try await withPeer {
        first.answer($0)
      } _: { firstBase, firstLog in
        try await withPeer {
          second.answer($0)
        } _: { secondBase, secondLog in
          let peer = GuardedPeer(
            lane: .stateless, challenge: ["mcp:basic"],
            issuer: { hasMoved.load(ordering: .acquiring) ? secondBase : firstBase },
            scopesOfToken: {
              hasMoved.load(ordering: .acquiring) ? second.scopes(of: $0) : first.scopes(of: $0)
            })
          try await withPeer {
            peer.answer($0)
          } _: { base, log in
            var options = ClientOptions()
            (options.browser, options.store) = (browser, OAuthStore(path: folder + "/logins.json"))
            try await withServer(at: base + "/mcp", options) { server in
              _ = try await server.tools()
              hasMoved.store(true, ordering: .releasing)
              _ = try await server.text("add_numbers")
            }
            #expect(secondLog.at("/register").count == 1)
            for heard in secondLog.all {
              #expect(!heard.text.contains("first-"))
              #expect(!heard.query.contains("first-"))
            }
            #expect(firstLog.at("/token").count == 1)
            #expect(log.all.last?.token == "second-1")
          }
        }
      }
    }
    await browser.shutdown()
  }

  @Test("auth/iss-supported") func aRedirectThatNamesItsIssuerIsBelieved() async throws {
    var options = AuthPeer.Options()
    (options.namesItself, options.redirectIssuer) = (true, .correct)
    #expect(try await logIn(.stateless, options).error == nil)
  }

  @Test("auth/iss-not-advertised") func aServerNeedNotNameItself() async throws {
    #expect(try await logIn(.stateless).error == nil)
  }

  @Test("auth/iss-supported-missing") func aServerThatNamesItselfMustDoSo() async throws {
    var options = AuthPeer.Options()
    options.namesItself = true
    expectRefusal(try await logIn(.stateless, options))
  }

  @Test("auth/iss-wrong-issuer") func aRedirectOfAnotherIssuerIsNotBelieved() async throws {
    var options = AuthPeer.Options()
    (options.namesItself, options.redirectIssuer) = (true, .wrong)
    expectRefusal(try await logIn(.stateless, options))
  }

  @Test("auth/iss-unexpected") func aWrongIssuerIsNotBelievedEitherWhereNoneWasPromised() async throws {
    var options = AuthPeer.Options()
    options.redirectIssuer = .wrong
    expectRefusal(try await logIn(.stateless, options))
  }

  @Test("auth/iss-normalized") func anIssuerIsComparedLetterByLetter() async throws {
    var options = AuthPeer.Options()
    (options.namesItself, options.redirectIssuer) = (true, .slash)
    expectRefusal(try await logIn(.stateless, options))
  }

  @Test("auth/metadata-issuer-mismatch") func metadataOfAnotherIssuerIsNotUsed() async throws {
    for wrong: @Sendable (String) -> String in [{ _ in "https://evil.example.com" }, { $0 + "/" }] {
      let outcome = try await logIn(.stateless, AuthPeer.Options(issuer: wrong))
      expectRefusal(outcome, afterVisit: false)
    }
  }

  // MARK: Beside the suite

  @Test func aServerWithoutProofKeysIsNotLoggedInTo() async throws {
    for challenges in [nil, ["plain"]] {
      expectRefusal(try await logIn(.stateless, AuthPeer.Options(challenges: challenges)), afterVisit: false)
    }
  }

  @Test func aRedirectOfAnotherLoginIsNotBelieved() async throws {
    expectRefusal(try await logIn(.stateless, AuthPeer.Options(state: { _ in "forged" })))
  }

  @Test func aLoginIsRenewedBeforeItEnds() async throws {
    var options = AuthPeer.Options()
    (options.givesRefresh, options.lifetime) = (true, 600)
    let outcome = try await logIn(.stateless, options, calls: 2, between: { _, clock in clock.advance(by: 590) })
    #expect(outcome.error == nil)
    #expect(outcome.visits.count == 1)
    #expect(outcome.tokenRequests().map { $0.form["grant_type"] } == ["authorization_code", "refresh_token"])
    #expect(outcome.tokenRequests().last?.form["resource"] == outcome.visits.first?["resource"])
    #expect(outcome.server.last?.token == "token-2")
    #expect(!outcome.server.contains { $0.method == "tools/call" && $0.token == nil })
  }

  @Test func numbersBeyondEveryClockMeanNever() async throws {
    for number in [.integer(.max), .number(1e300), .number(-1e300), .integer(.min)] as [JSONValue] {
      var options = AuthPeer.Options()
      (options.lifetime, options.secretExpires, options.secret) = (number, number, "secret")
      options.methods = ["client_secret_post"]
      let outcome = try await logIn(.stateless, options)
      #expect(outcome.error == nil && outcome.visits.count == 1)
    }
  }

  @Test func aPersonMayTakeLongerThanAServer() async throws {
    // A server with sessions: on a busy machine its probe may end for other reasons, which asks nobody a second time.
    let outcome = try await logIn(.sessions, client: { $0.probe = .seconds(1) }, pause: .seconds(2))
    #expect(outcome.error == nil)
    #expect(outcome.visits.count == 1)
  }

  @Test func keysAreNotSentInTheOpen() async throws {
    let fetcher = CountedHTTP()
    var address = RemoteServerConfiguration.HTTPAddress(url: "http://192.0.2.1/mcp")
    address.login.scopes = ["a"]
    try await withFolder { folder in
      let browser = ObligingBrowser()
      let logins = OAuthLogins(
        store: OAuthStore(path: folder + "/logins.json"), browser: browser, clock: ManualClock())
      let session = fetcher.open()
      let demand = AuthorizationDemand(
        FetchResponse(status: 401, headers: [], body: AsyncThrowingStream { $0.finish() }), usedToken: nil)
      await #expect(throws: RemoteServerError.self) {
        _ = try await logins.login(to: address, named: "s").authorizer(over: session.http).answer(demand, number: 1)
      }
      await session.close()
      await browser.shutdown()
    }
  }

  @Test func withoutAPersonNobodyIsAskedWhereOneLogsIn() async throws {
    let outcome = try await logIn(.stateless, client: { $0.browser = nil })
    #expect(outcome.error?.code == .unauthorized)
    #expect(outcome.issuer.isEmpty)
    #expect(outcome.server.allSatisfy { $0.path == "/mcp" })
  }

  @Test func addressesAreReadAsSystemCallsReadThem() {
    let near = [
      "localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "127.0.0.1.", "127.1", "2130706433", "0x7f.1",
      "0177.0.0.1", "[::1]", "::ffff:127.0.0.1", "[::ffff:7f00:1]", "0.0.0.0", "0", "0.1.2.3", "::", "[::]",
      "::ffff:0.0.0.0",
      "64:ff9b::", "2002::",
    ]
    for host in near { #expect(HostReach(of: host) == .machine, "\(host)") }
    let local = [
      "10.1.2.3", "172.16.0.1", "172.31.255.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
      "3232235777", "192.168.257", "[fe80::1%25eth0]", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "ff02::1",
      "255.255.255.255",
    ]
    for host in local { #expect(HostReach(of: host) == .network, "\(host)") }
    for host in ["example.com", "8.8.8.8", "172.32.0.1", "2001:4860::1", "127.evil.example.com", "10.example.com"] {
      #expect(HostReach(of: host) == .world, "\(host)")
    }
  }

  @Test func aRevokedLoginIsRenewedOrMadeAnew() async throws {
    for refuses in [false, true] {
      var options = AuthPeer.Options()
      (options.givesRefresh, options.refusesRefresh) = (true, refuses)
      let outcome = try await logIn(.sessions, options, calls: 2, between: { auth, _ in auth.revokeAll() })
      #expect(outcome.error == nil)
      #expect(outcome.visits.count == (refuses ? 2 : 1))
      #expect(outcome.text == "called add_numbers")
    }
  }

  @Test func anIdentityOfAnotherIssuerIsNotShown() async throws {
    let outcome = try await logIn(
      .stateless,
      login: { login in (login.clientID, login.issuer) = ("mine", "https://other.example.com") })
    #expect(outcome.error?.code == .unauthorized)
    #expect(outcome.visits.isEmpty)
  }

  @Test func withoutAPersonTheServerIsSaidToNeedALogin() async throws {
    let auth = AuthPeer()
    try await withFolder { folder in
      try await withPeer {
        auth.answer($0)
      } _: { issuer, issuerLog in
        let peer = GuardedPeer(lane: .stateless, issuer: { issuer }, scopesOfToken: { auth.scopes(of: $0) })
        try await withPeer {
          peer.answer($0)
        } _: { base, _ in
          var options = ClientOptions()
          options.store = OAuthStore(path: folder + "/logins.json")
          try await withServer(at: base + "/mcp", options) { server in
            await #expect(throws: RemoteServerError.self) { _ = try await server.tools() }
            #expect(await server.currentHealth().state == .login)
          }
          #expect(issuerLog.at("/register").isEmpty)
        }
      }
    }
  }

  @Test func aRenewedLoginThatCannotBeKeptIsUsedAllTheSame() async throws {
    var options = AuthPeer.Options()
    (options.givesRefresh, options.lifetime) = (true, 60)
    let lock = Mutex<String?>(nil)
    let outcome = try await logIn(
      .sessions, options, calls: 4,
      client: { client in
        lock.withLock { $0 = client.store.map { $0.path + ".lock" } }
      },
      between: { _, clock in
        // From here on nothing can be written, as on a full disk.
        if let path = lock.withLock({ $0.take() }) {
          try? FileManager.default.removeItem(atPath: path)
          try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        }
        clock.advance(by: 40)
      })
    #expect(outcome.error == nil && outcome.text == "called add_numbers")
    // Each was renewed from the one before: the login itself was not asked for again.
    #expect(outcome.visits.count == 1)
    let refreshed = outcome.tokenRequests().filter { $0.form["grant_type"] == "refresh_token" }
    #expect(refreshed.map { $0.form["refresh_token"] } == ["refresh-1", "refresh-2", "refresh-3"])
    #expect(outcome.server.last?.token == "token-4")
  }

  @Test func anAddressThatWouldSteerATerminalIsRefused() async throws {
    for bad in ["\u{1B}]0;x\u{7}", "%20 x", "\u{202E}", "é", "\n"] {
      var options = AuthPeer.Options()
      options.suffix = bad
      let outcome = try await logIn(.stateless, options)
      expectRefusal(outcome, afterVisit: false)
    }
  }

  @Test func theLoginsFileIsNotReadWhereOthersMay() async throws {
    try await withFolder { folder in
      let path = folder + "/logins.json"
      let store = OAuthStore(path: path)
      try await store.set(
        OAuthStore.Login(
          issuer: "https://a", resource: "https://r", clientID: "c", tokenEndpoint: "https://a/t", accessToken: "t",
          refreshToken: nil, expires: nil, scopes: []), for: "https://r/mcp")
      #expect(try store.login(to: "https://r/mcp")?.accessToken == "t")
      #expect(try store.login(to: "https://other/mcp") == nil)
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
      #expect(throws: MnemeError.self) { _ = try store.login(to: "https://r/mcp") }
    }
  }
}
