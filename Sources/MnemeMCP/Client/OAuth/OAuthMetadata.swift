import MnemeCore

/// What a protected server says of itself (RFC 9728).
struct ResourceMetadata: Sendable, Hashable {
  let resource: String
  let servers: [String]
  let scopes: [String]?

  init?(_ json: JSONValue) {
    guard let resource = json["resource"]?.string else { return nil }
    self.resource = resource
    servers = json["authorization_servers"]?.array?.compactMap(\.string) ?? []
    scopes = json["scopes_supported"]?.array?.compactMap(\.string)
  }

  init(resource: String, servers: [String]) {
    self.resource = resource
    self.servers = servers
    scopes = nil
  }

  /// Whether a token for it is one for this address: the same origin, and the path at or above it.
  func covers(_ url: String) -> Bool {
    guard let own = Origin(resource), own == Origin(url) else { return false }
    let (path, other) = (Origin.path(of: resource), Origin.path(of: url))
    return path.isEmpty || other == path || other.hasPrefix(path + "/")
  }
}

/// What an authorization server says of itself (RFC 8414, OpenID Connect Discovery 1.0).
struct AuthorizationServer: Sendable, Hashable {
  let issuer: String
  let authorizationEndpoint: String
  let tokenEndpoint: String
  let registrationEndpoint: String?
  let scopes: [String]?
  let authenticationMethods: [String]?
  let challengeMethods: [String]
  let takesMetadataDocuments: Bool
  let namesItself: Bool

  init?(_ json: JSONValue) {
    guard let issuer = json["issuer"]?.string, let authorization = json["authorization_endpoint"]?.string,
      let token = json["token_endpoint"]?.string
    else { return nil }
    self.issuer = issuer
    authorizationEndpoint = authorization
    tokenEndpoint = token
    registrationEndpoint = json["registration_endpoint"]?.string
    scopes = json["scopes_supported"]?.array?.compactMap(\.string)
    authenticationMethods = json["token_endpoint_auth_methods_supported"]?.array?.compactMap(\.string)
    challengeMethods = json["code_challenge_methods_supported"]?.array?.compactMap(\.string) ?? []
    takesMetadataDocuments = json["client_id_metadata_document_supported"]?.bool ?? false
    namesItself = json["authorization_response_iss_parameter_supported"]?.bool ?? false
  }

  /// Where the metadata of an issuer may stand, in the order in which they are tried.
  static func places(of issuer: String) -> [String] {
    guard let origin = Origin(issuer)?.text else { return [] }
    let path = Origin.path(of: issuer)
    let (oauth, openID) = ("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration")
    guard !path.isEmpty else { return [origin + oauth, origin + openID] }
    return [origin + oauth + path, origin + openID + path, origin + path + openID]
  }
}
