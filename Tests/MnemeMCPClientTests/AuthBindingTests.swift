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

  @Test func theLoginsFileIsNotReadWhereOthersMay() async throws {
    try await withFolder { folder in
      let path = folder + "/logins.json"
      let store = OAuthStore(path: path)
      try store.set(
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
