/// The redirect that ends a login, checked before anything of it is believed.
struct AuthorizationResponse: Sendable, Hashable {
  let code: String

  /// - Parameters:
  ///   - query: of the redirect, as it came.
  ///   - state: that was sent along.
  ///   - server: that the person was sent to.
  /// - Throws: `RemoteServerError.unauthorized`. Words of a redirect that is not the server's own are never shown.
  init(query: String, state: String, server: AuthorizationServer) throws(RemoteServerError) {
    var items: [String: String] = [:]
    for item in FormEncoding.items(query) {
      guard items.updateValue(item.value, forKey: item.name) == nil else {
        throw OAuthDiscovery.refusal("The login's redirect says something twice; it is not believed.")
      }
    }
    guard let returned = items["state"], SHA256.isEqual(Array(returned.utf8), Array(state.utf8)) else {
      throw OAuthDiscovery.refusal("The login's redirect belongs to another login; it is not believed.")
    }
    // RFC 9207 §2.4: compared letter by letter, also for errors, before anything else of it is used.
    switch items["iss"] {
    case let issuer?:
      guard issuer == server.issuer else {
        throw OAuthDiscovery.refusal("The login's redirect comes from another issuer; it is not believed.")
      }
    case nil:
      guard !server.namesItself else {
        throw OAuthDiscovery.refusal("The login's redirect does not name its issuer; it is not believed.")
      }
    }
    if let error = items["error"] {
      throw OAuthDiscovery.refusal(
        error == "access_denied" ? "The login was declined." : "The authorization server refused the login.")
    }
    guard let code = items["code"], !code.isEmpty else {
      throw OAuthDiscovery.refusal("The login's redirect carries no code.")
    }
    self.code = code
  }
}
