import Foundation
import MnemeCore

/// Finds who we are to an authorization server: as the owner registered us, by a document of our own, as we registered
/// ourselves before, or by registering now.
struct OAuthIdentity: Sendable {
  let options: OAuthOptions
  let logins: OAuthLogins
  let server: AuthorizationServer
  let http: any HTTPFetching

  /// - Returns: the identity, and the listener whose address it may redirect to.
  func client(
    scopes: [String], browser: any AuthorizationBrowser
  ) async throws -> (OAuthClient, any AuthorizationListener) {
    if let id = options.clientID {
      // Given out by one server; another must not see it.
      if let issuer = options.issuer, issuer != server.issuer {
        throw OAuthDiscovery.refusal(
          "The server now names another authorization server than the one that `oauth.clientId` is of.")
      }
      return (
        try OAuthClient(id: id, secret: options.clientSecret, server: server),
        try await browser.listen(port: options.redirectPort)
      )
    }
    if let document = options.metadataURL, server.takesMetadataDocuments {
      return (
        try OAuthClient(id: document, secret: nil, server: server), try await browser.listen(port: options.redirectPort)
      )
    }
    if let known = try await registered(browser) { return known }
    guard let endpoint = server.registrationEndpoint else {
      throw OAuthDiscovery.refusal(
        "The authorization server registers no clients by itself; register one there and set `oauth.clientId`.")
    }
    let listener = try await browser.listen(port: options.redirectPort)
    do { return (try await register(at: endpoint, scopes: scopes, redirect: listener.redirect), listener) } catch {
      await listener.close()
      throw error
    }
  }

  private func registered(
    _ browser: any AuthorizationBrowser
  ) async throws -> (OAuthClient, any AuthorizationListener)? {
    guard let known = try logins.store.registration(with: server.issuer) else { return nil }
    if let expires = known.secretExpires, expires <= logins.clock.now().milliseconds { return nil }
    // A registration holds for the address that it names.
    guard let port = URLComponents(string: known.redirect)?.port,
      let listener = try? await browser.listen(port: port)
    else { return nil }
    guard listener.redirect == known.redirect else {
      await listener.close()
      return nil
    }
    return (
      try OAuthClient(id: known.clientID, secret: known.clientSecret, method: known.method, server: server), listener
    )
  }

  private func register(at endpoint: String, scopes: [String], redirect: String) async throws -> OAuthClient {
    let metadata = OAuthClient.metadata(name: logins.clientName, redirect: redirect, scopes: scopes, server: server)
    let (status, json) = try await OAuthTokenEndpoint.post(
      endpoint,
      headers: [(name: "Content-Type", value: "application/json"), (name: "Accept", value: "application/json")],
      body: JSONWriter.bytes(metadata), over: http)
    guard status == 200 || status == 201, let json, let id = json["client_id"]?.string, !id.isEmpty else {
      throw OAuthDiscovery.refusal(
        "The authorization server refused to register this client (HTTP \(status)); register one there and set `oauth.clientId`."
      )
    }
    let seconds = json["client_secret_expires_at"]?.integer ?? 0
    let registration = OAuthStore.Registration(
      clientID: id, clientSecret: json["client_secret"]?.string,
      method: json["token_endpoint_auth_method"]?.string, redirect: redirect,
      secretExpires: seconds > 0 ? Self.milliseconds(seconds) : nil)
    do { try await logins.store.set(registration, with: server.issuer) } catch {
      throw RemoteServerError(.configuration, error.message)
    }
    return try OAuthClient(id: id, secret: registration.clientSecret, method: registration.method, server: server)
  }

  /// Nil, which is never, for what is beyond every clock.
  private static func milliseconds(_ seconds: Int64) -> Int64? {
    let (length, isTooLong) = seconds.multipliedReportingOverflow(by: 1000)
    return isTooLong ? nil : length
  }
}
