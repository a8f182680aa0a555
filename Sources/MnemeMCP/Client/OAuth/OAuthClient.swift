import Foundation
import MnemeCore

/// Who we are to an authorization server, and how we prove it.
struct OAuthClient: Sendable, Hashable {
  enum Method: String, Sendable, Hashable {
    case none
    case basic = "client_secret_basic"
    case post = "client_secret_post"
  }

  let id: String
  let secret: String?
  let method: Method

  /// - Parameter method: that the server gave out with the identity.
  init(id: String, secret: String?, method: String? = nil, server: AuthorizationServer) throws(RemoteServerError) {
    self.id = id
    self.secret = secret
    let offered = server.authenticationMethods
    if let secret, !secret.isEmpty {
      if let given = method.flatMap(Method.init), offered?.contains(given.rawValue) ?? true {
        self.method = given
      } else if offered?.contains(Method.basic.rawValue) ?? true {
        // Without a list it is the one that every server has (RFC 8414 §2).
        self.method = .basic
      } else if offered?.contains(Method.post.rawValue) == true {
        self.method = .post
      } else if offered?.contains(Method.none.rawValue) == true {
        self.method = .none
      } else {
        throw OAuthDiscovery.refusal("The login wants a proof of identity that is not known here.")
      }
    } else {
      self.method = .none
    }
  }

  /// Adds the proof to a request of the token endpoint.
  func sign(_ form: inout [(name: String, value: String)], _ headers: inout [(name: String, value: String)]) {
    switch method {
    case .basic:
      // Both are escaped before they are joined (RFC 6749 §2.3.1).
      let pair = FormEncoding.escape(id) + ":" + FormEncoding.escape(secret ?? "")
      headers.append((name: "Authorization", value: "Basic " + Data(pair.utf8).base64EncodedString()))
    case .post:
      form += [(name: "client_id", value: id), (name: "client_secret", value: secret ?? "")]
    case .none: form.append((name: "client_id", value: id))
    }
  }

  /// What we say of ourselves when we register (RFC 7591).
  static func metadata(name: String, redirect: String, scopes: [String], server: AuthorizationServer) -> JSONValue {
    let offered = server.authenticationMethods ?? [Method.basic.rawValue]
    let wish: Method =
      offered.contains("none")
      ? .none : offered.contains(Method.post.rawValue) && !offered.contains(Method.basic.rawValue) ? .post : .basic
    var members: [String: JSONValue] = [
      "client_name": .string(name), "redirect_uris": [.string(redirect)], "application_type": "native",
      "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
      "token_endpoint_auth_method": .string(wish.rawValue),
    ]
    if !scopes.isEmpty { members["scope"] = .string(scopes.joined(separator: " ")) }
    return .object(members)
  }
}
