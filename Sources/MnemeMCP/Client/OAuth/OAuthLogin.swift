import Foundation
package import MnemeCore

/// What logins are made of.
package struct OAuthLogins: Sendable {
  package var store: OAuthStore
  /// Nil where nobody is there to log in.
  package var browser: (any AuthorizationBrowser)?
  /// What authorization servers show the person.
  package var clientName = "Mneme"
  package var clock: any WallClock
  package var random: @Sendable (Int) -> [UInt8]

  package init(
    store: OAuthStore, browser: (any AuthorizationBrowser)? = nil, clock: any WallClock,
    random: @escaping @Sendable (Int) -> [UInt8] = { count in
      var generator = SystemRandomNumberGenerator()
      return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
  ) {
    self.store = store
    self.browser = browser
    self.clock = clock
    self.random = random
  }

  func login(to address: RemoteServerConfiguration.HTTPAddress, named name: String) -> OAuthLogin {
    OAuthLogin(url: address.url, options: address.login, server: name, logins: self)
  }
}

/// The login to one server (OAuth 2.1, as the protocol's authorization page has it). One attempt at a time: requests that are
/// refused together wait for the same one.
actor OAuthLogin {
  private let url: String
  private let options: OAuthOptions
  private let server: String
  private let logins: OAuthLogins
  private let turn = OneByOne()
  /// The newest login, where the file could not take it: the one before may be good no more.
  private var unkept: OAuthStore.Login?

  /// A token that is about to expire is refreshed before it is used.
  private static let leeway: Int64 = 30_000

  init(url: String, options: OAuthOptions, server: String, logins: OAuthLogins) {
    self.url = url
    self.options = options
    self.server = server
    self.logins = logins
  }

  nonisolated func authorizer(over http: any HTTPFetching) -> any RequestAuthorizing {
    BoundLogin(login: self, http: LoginFetcher(http: http, server: url))
  }

  func token(over http: any HTTPFetching) async throws -> AccessToken? {
    guard Origin(url)?.isPrivate == true, let login = try stored() else { return nil }
    if unkept != nil { try? await keepAgain() }
    guard let expires = login.expires, expires - Self.leeway < logins.clock.now().milliseconds,
      login.refreshToken != nil
    else { return AccessToken(value: login.accessToken) }
    return try await turn.run { [self] in
      // Another request may have done it meanwhile.
      guard let current = try await stored() else { return nil }
      guard current.accessToken == login.accessToken else { return AccessToken(value: current.accessToken) }
      if let fresh = try? await refresh(current, over: http) { return AccessToken(value: fresh.accessToken) }
      // Another process may have been first. What cannot be refreshed is sent as it is: the server's answer says what to do.
      return AccessToken(value: (try await stored() ?? current).accessToken)
    }
  }

  func answer(_ demand: AuthorizationDemand, number: Int, over http: any HTTPFetching) async throws -> Bool {
    try await turn.run { [self] in try await grant(demand, number: number, over: http) }
  }

  private func grant(_ demand: AuthorizationDemand, number: Int, over http: any HTTPFetching) async throws -> Bool {
    let known = try stored()
    if demand.status == 401, let known, known.accessToken != demand.usedToken { return true }
    // A token that was just given and is refused will not be taken the next time either.
    if demand.status == 401, number > 1 { return false }
    guard Origin(url)?.isPrivate == true else {
      throw OAuthDiscovery.refusal("The server's address is not https: keys are not sent there.")
    }
    // Where nobody can log in, the addresses that a server names are not asked.
    guard logins.browser != nil || (demand.status == 401 && known?.refreshToken != nil) else {
      throw OAuthDiscovery.refusal("The server asks for a login.")
    }
    let discovery = OAuthDiscovery(url: url, http: http)
    let resource = try await discovery.resource(demand)
    let server = try await discovery.server(resource, preferring: options.issuer)
    let bound = known.flatMap { $0.issuer == server.issuer && $0.resource == resource.resource ? $0 : nil }
    if demand.status == 401, let bound, bound.refreshToken != nil {
      do {
        _ = try await refresh(bound, over: http)
        return true
      } catch let error as RemoteServerError where error.code == .unauthorized {
        // Another process may have been first, and the old refresh token good no more.
        if let current = try stored(), current.accessToken != bound.accessToken { return true }
        // The login is over: a new one.
      }
    }
    let scopes = self.scopes(demand, resource, server, known: bound)
    // More than was asked for already cannot be asked for.
    if demand.status == 403, let bound, Set(scopes).isSubset(of: bound.scopes) { return false }
    guard let browser = logins.browser else {
      throw OAuthDiscovery.refusal("The server asks for a login.")
    }
    try await logIn(to: server, resource: resource, scopes: scopes, browser: browser, http: http)
    return true
  }

  /// As the challenge says, else all that the server knows, else none; with those of the login so far, and with the one that
  /// lets a login last.
  private func scopes(
    _ demand: AuthorizationDemand, _ resource: ResourceMetadata, _ server: AuthorizationServer,
    known: OAuthStore.Login?
  ) -> [String] {
    var scopes = demand.scopes ?? resource.scopes ?? options.scopes
    for scope in known?.scopes ?? [] where !scopes.contains(scope) { scopes.append(scope) }
    let lasting = "offline_access"
    if !scopes.isEmpty, server.scopes?.contains(lasting) == true, !scopes.contains(lasting) { scopes.append(lasting) }
    return scopes
  }

  private func logIn(
    to server: AuthorizationServer, resource: ResourceMetadata, scopes: [String], browser: any AuthorizationBrowser,
    http: any HTTPFetching
  ) async throws {
    let identity = OAuthIdentity(options: options, logins: logins, server: server, http: http)
    let (client, listener) = try await identity.client(scopes: scopes, browser: browser)
    do {
      let key = ProofKey(bytes: logins.random(32))
      let state = Base64URL.encode(logins.random(24))
      var items = [
        (name: "response_type", value: "code"), (name: "client_id", value: client.id),
        (name: "redirect_uri", value: listener.redirect), (name: "state", value: state),
        (name: "code_challenge", value: key.challenge), (name: "code_challenge_method", value: ProofKey.method),
        (name: "resource", value: resource.resource),
      ]
      if !scopes.isEmpty { items.append((name: "scope", value: scopes.joined(separator: " "))) }
      let separator = server.authorizationEndpoint.contains("?") ? "&" : "?"
      let query = try await Self.query(listener, server.authorizationEndpoint + separator + FormEncoding.text(items))
      let response = try AuthorizationResponse(query: query, state: state, server: server)
      let endpoint = OAuthTokenEndpoint(
        url: server.tokenEndpoint, client: client, resource: resource.resource, http: http)
      let tokens = try await endpoint.exchange(code: response.code, redirect: listener.redirect, key: key)
      try await keep(
        tokens, issuer: server.issuer, resource: resource.resource, client: client, endpoint: server.tokenEndpoint,
        scopes: scopes)
    } catch {
      await listener.close()
      throw error
    }
    await listener.close()
  }

  private static func query(_ listener: any AuthorizationListener, _ address: String) async throws -> String {
    do { return try await listener.query(after: address) } catch let error as MnemeError where error.code == .timeout {
      // Not the server's silence, which would be a reason to try it another way.
      throw OAuthDiscovery.refusal(error.message)
    }
  }

  private func refresh(_ login: OAuthStore.Login, over http: any HTTPFetching) async throws -> OAuthStore.Login {
    guard let token = login.refreshToken else { throw OAuthDiscovery.refusal("The login is over.") }
    // Who we are is asked of the issuer's own record: its secret goes nowhere else.
    let registration = try logins.store.registration(with: login.issuer)
    let secret =
      login.clientID == options.clientID && options.issuer ?? login.issuer == login.issuer
      ? options.clientSecret : registration?.clientID == login.clientID ? registration?.clientSecret : nil
    let discovery = OAuthDiscovery(url: url, http: http)
    let server = try await discovery.server(
      ResourceMetadata(resource: login.resource, servers: [login.issuer]), preferring: nil)
    let client = try OAuthClient(id: login.clientID, secret: secret, method: registration?.method, server: server)
    let endpoint = OAuthTokenEndpoint(url: server.tokenEndpoint, client: client, resource: login.resource, http: http)
    let tokens = try await endpoint.refresh(token)
    return try await keep(
      tokens, issuer: login.issuer, resource: login.resource, client: client, endpoint: server.tokenEndpoint,
      scopes: login.scopes, refreshToken: token)
  }

  @discardableResult
  private func keep(
    _ tokens: OAuthTokenEndpoint.Tokens, issuer: String, resource: String, client: OAuthClient, endpoint: String,
    scopes: [String], refreshToken: String? = nil
  ) async throws -> OAuthStore.Login {
    let login = OAuthStore.Login(
      issuer: issuer, resource: resource, clientID: client.id, tokenEndpoint: endpoint, accessToken: tokens.access,
      refreshToken: tokens.refresh ?? refreshToken,
      expires: tokens.lifetime.map { logins.clock.now().milliseconds + max(0, min($0, 31_536_000)) * 1000 },
      scopes: scopes)
    unkept = login
    try await keepAgain()
    return login
  }

  private func keepAgain() async throws {
    guard let login = unkept else { return }
    do { try await logins.store.set(login, for: url) } catch {
      throw RemoteServerError(.configuration, error.message)
    }
    if unkept == login { unkept = nil }
  }

  private func stored() throws -> OAuthStore.Login? {
    if let unkept { return unkept }
    do { return try logins.store.login(to: url) } catch { throw RemoteServerError(.configuration, error.message) }
  }
}

/// The login over one server's connections.
private struct BoundLogin: RequestAuthorizing {
  let login: OAuthLogin
  let http: any HTTPFetching

  func authorization() async throws -> AccessToken? { try await login.token(over: http) }

  func answer(_ demand: AuthorizationDemand, number: Int) async throws -> Bool {
    try await login.answer(demand, number: number, over: http)
  }
}
