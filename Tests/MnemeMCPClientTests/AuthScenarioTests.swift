import Foundation
import MnemeCore
import Testing

@testable import MnemeMCP

/// The client's scenarios about logins that both revisions have.
@Suite struct AuthScenarioTests {
  private func expectLogin(_ outcome: AuthOutcome, _ comment: Comment? = nil) throws {
    #expect(outcome.error == nil, comment)
    #expect(outcome.text == "called add_numbers", comment)
    let visit = try #require(outcome.visits.first, comment)
    #expect(visit["response_type"] == "code")
    #expect(visit["code_challenge_method"] == "S256")
    #expect(visit["code_challenge"]?.count == 43)
    #expect((visit["state"]?.count ?? 0) >= 32)
    let token = try #require(outcome.tokenRequests().first)
    #expect(token.form["grant_type"] == "authorization_code")
    #expect(token.form["resource"] == visit["resource"])
    #expect(token.form["redirect_uri"] == visit["redirect_uri"])
    #expect(outcome.mode == 0o600)
    // Once logged in, every request says so.
    let call = try #require(outcome.server.last { $0.method == "tools/call" })
    #expect(call.headers["authorization"]?.hasPrefix("Bearer token-") == true)
  }

  @Test("auth/metadata-default", arguments: Lane.allCases) func theChallengeNamesTheMetadata(_ lane: Lane) async throws
  {
    let outcome = try await logIn(lane)
    try expectLogin(outcome)
    #expect(outcome.server.contains { $0.path == "/.well-known/oauth-protected-resource/mcp" })
    #expect(!outcome.server.contains { $0.path == "/.well-known/oauth-protected-resource" })
    #expect(outcome.visits.first?["resource"]?.hasSuffix("/mcp") == true)
    #expect(outcome.issuer.contains { $0.path == "/register" })
  }

  @Test("auth/metadata-var1", arguments: Lane.allCases) func metadataIsFoundByItsPathAndByOpenID(_ lane: Lane)
    async throws
  {
    var options = AuthPeer.Options()
    options.metadataPath = "/.well-known/openid-configuration"
    let outcome = try await logIn(lane, options) { $0.namesMetadata = false }
    try expectLogin(outcome)
    #expect(!outcome.server.contains { $0.path == "/.well-known/oauth-protected-resource" })
  }

  @Test("auth/metadata-var2", arguments: Lane.allCases) func metadataIsFoundAtTheRootAndForATenant(_ lane: Lane)
    async throws
  {
    var options = AuthPeer.Options()
    options.metadataPath = "/.well-known/oauth-authorization-server/tenant1"
    options.prefix = "/tenant1"
    let outcome = try await logIn(lane, options) {
      $0.namesMetadata = false
      $0.metadataPath = "/.well-known/oauth-protected-resource"
    }
    try expectLogin(outcome)
    #expect(!outcome.issuer.contains { $0.path == "/.well-known/oauth-authorization-server" })
    #expect(outcome.visits.first?["resource"]?.hasSuffix("/mcp") == false)
  }

  @Test("auth/metadata-var3", arguments: Lane.allCases) func metadataIsFoundWhereTheHeaderSaysAndBelowTheTenant(
    _ lane: Lane
  ) async throws {
    var options = AuthPeer.Options()
    options.metadataPath = "/tenant1/.well-known/openid-configuration"
    options.prefix = "/tenant1"
    let outcome = try await logIn(lane, options) { $0.metadataPath = "/custom/metadata/location.json" }
    try expectLogin(outcome)
    #expect(
      outcome.issuer.map(\.path).filter { $0.contains("well-known") } == [
        "/.well-known/oauth-authorization-server/tenant1", "/.well-known/openid-configuration/tenant1",
        "/tenant1/.well-known/openid-configuration",
      ])
  }

  @Test("auth/basic-cimd", arguments: Lane.allCases) func aDocumentOfOurOwnIsTheIdentity(_ lane: Lane) async throws {
    let document = "https://conformance-test.local/client-metadata.json"
    var options = AuthPeer.Options()
    options.takesDocuments = true
    let outcome = try await logIn(lane, options, login: { login in login.metadataURL = document })
    try expectLogin(outcome)
    #expect(outcome.visits.first?["client_id"] == document)
    #expect(!outcome.issuer.contains { $0.path == "/register" })
    #expect(outcome.tokenRequests().first?.form["client_id"] == document)
  }

  @Test("auth/scope-from-www-authenticate", arguments: Lane.allCases) func theChallengesScopesAreAskedFor(
    _ lane: Lane
  ) async throws {
    let outcome = try await logIn(lane) {
      $0.challenge = ["mcp:basic"]
      $0.scopesSupported = ["mcp:other"]
      $0.needs = { _ in ["mcp:basic"] }
    }
    try expectLogin(outcome)
    #expect(outcome.visits.map { $0["scope"] } == ["mcp:basic"])
  }

  @Test("auth/scope-from-scopes-supported", arguments: Lane.allCases) func withoutAChallengeAllScopesAreAskedFor(
    _ lane: Lane
  ) async throws {
    let outcome = try await logIn(lane) { $0.scopesSupported = ["mcp:basic", "mcp:read", "mcp:write"] }
    try expectLogin(outcome)
    #expect(outcome.visits.map { $0["scope"] } == ["mcp:basic mcp:read mcp:write"])
  }

  @Test("auth/scope-omitted-when-undefined", arguments: Lane.allCases) func whereNobodyNamesScopesNoneIsAskedFor(
    _ lane: Lane
  ) async throws {
    let outcome = try await logIn(lane)
    try expectLogin(outcome)
    #expect(outcome.visits.first?["scope"] == nil)
  }

  @Test("auth/scope-step-up", arguments: Lane.allCases) func moreScopesAreAskedForBesideTheOldOnes(_ lane: Lane)
    async throws
  {
    let outcome = try await logIn(lane) {
      $0.challenge = ["mcp:basic"]
      $0.open = ["initialize", "notifications/initialized", "server/discover"]
      $0.needs = { $0 == "tools/call" ? ["mcp:write"] : ["mcp:basic"] }
    }
    try expectLogin(outcome)
    #expect(outcome.visits.count == 2)
    #expect(outcome.visits.first?["scope"] == "mcp:basic")
    #expect(Set(outcome.visits.last?["scope"]?.split(separator: " ") ?? []) == ["mcp:basic", "mcp:write"])
    #expect(outcome.issuer.count { $0.path == "/register" } == 1)
  }

  @Test("auth/scope-retry-limit", arguments: Lane.allCases) func aServerThatIsNeverSatisfiedIsLeftAlone(
    _ lane: Lane
  ) async throws {
    let outcome = try await logIn(lane) {
      $0.challenge = ["mcp:basic"]
      $0.scopesOfToken = { $0 == nil ? nil : ["mcp:basic"] }
      $0.needs = { $0 == "tools/call" ? ["mcp:basic", "mcp:write"] : [] }
    }
    #expect(outcome.error?.code == .unauthorized)
    #expect(outcome.visits.count == 2)
  }

  @Test("auth/token-endpoint-auth-basic", arguments: Lane.allCases) func theSecretGoesIntoTheHeader(_ lane: Lane)
    async throws
  {
    var options = AuthPeer.Options()
    (options.methods, options.clientID, options.secret) = (["client_secret_basic"], "a client", "s3:cret/")
    let outcome = try await logIn(lane, options)
    try expectLogin(outcome)
    let request = try #require(outcome.tokenRequests().first)
    let pair = Data("a%20client:s3%3Acret%2F".utf8).base64EncodedString()
    #expect(request.headers["authorization"] == "Basic \(pair)")
    #expect(request.form["client_secret"] == nil)
  }

  @Test("auth/token-endpoint-auth-post", arguments: Lane.allCases) func theSecretGoesIntoTheForm(_ lane: Lane)
    async throws
  {
    var options = AuthPeer.Options()
    (options.methods, options.secret) = (["client_secret_post"], "s3cret")
    let outcome = try await logIn(lane, options)
    try expectLogin(outcome)
    let request = try #require(outcome.tokenRequests().first)
    #expect(request.headers["authorization"] == nil)
    #expect(request.form["client_id"] == "registered-client")
    #expect(request.form["client_secret"] == "s3cret")
  }

  @Test("auth/token-endpoint-auth-none", arguments: Lane.allCases) func withoutASecretTheNameIsEnough(_ lane: Lane)
    async throws
  {
    let outcome = try await logIn(lane)
    try expectLogin(outcome)
    let request = try #require(outcome.tokenRequests().first)
    #expect(request.headers["authorization"] == nil)
    #expect(request.form["client_id"] == "registered-client")
    #expect(request.form["client_secret"] == nil)
  }

  @Test("auth/pre-registration", arguments: Lane.allCases) func theOwnersIdentityIsUsed(_ lane: Lane) async throws {
    var options = AuthPeer.Options()
    (options.registers, options.methods) = (false, ["client_secret_basic"])
    let outcome = try await logIn(
      lane, options,
      login: { login in
        login.clientID = "pre-registered-client"
        login.clientSecret = "pre-registered-secret"
      })
    try expectLogin(outcome)
    let pair = Data("pre-registered-client:pre-registered-secret".utf8).base64EncodedString()
    #expect(outcome.tokenRequests().first?.headers["authorization"] == "Basic \(pair)")
    #expect(!outcome.stored.contains("pre-registered-secret"))
  }
}
