import HTTPTypes
import Hummingbird
import MnemeCore
import MnemeMCP
import NIOCore

/// Who may use `/mcp` where an authorization server gives out access tokens for it: who has the key, as everywhere, or a token.
struct TokenGate: Sendable {
  let tokens: AccessTokens
  let metadata: ResourceMetadata

  /// - Returns: whom a token was given to, in one text; nil for who has the key.
  /// - Throws: 401 and 403 as RFC 6750 has them, 503 while the issuer's keys cannot be had.
  func check(_ scope: RequestScope, _ access: AccessPolicy, peer: SocketAddress?) async throws(HTTPFailure) -> String? {
    guard let presented = AccessPolicy.presented(scope.headers) else {
      throw refusal(.unauthorized, "invalid_api_key", "Send the API key or an access token as a bearer token.")
    }
    if access.isKey(presented, peer: peer) { return nil }
    do throws(AccessTokens.Refusal) {
      let grant = try await tokens.check(presented, for: metadata.resource)
      let names: JSONValue = [
        .string(tokens.issuer), .string(grant.subject), grant.client.map(JSONValue.string) ?? .null,
      ]
      return String(decoding: JSONWriter.bytes(names), as: UTF8.self)
    } catch {
      switch error {
      case .invalid(let reason):
        throw refusal(.unauthorized, "invalid_token", "The access token is not taken. \(reason)")
      case .insufficientScope:
        throw refusal(.forbidden, "insufficient_scope", "The access token lacks a scope that is needed here.")
      case .unavailable:
        throw HTTPFailure(
          .serviceUnavailable, "unavailable", "The authorization server's keys cannot be read now.",
          headers: [.retryAfter: "30"])
      }
    }
  }

  private func refusal(_ status: HTTPResponse.Status, _ code: String, _ message: String) -> HTTPFailure {
    let error = code == "invalid_api_key" ? nil : code
    return HTTPFailure(
      status, code, message,
      headers: [.wwwAuthenticate: metadata.challenge(error: error)])
  }
}
