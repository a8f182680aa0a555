import HTTPTypes
import Hummingbird
import MnemeCore
import MnemeMCP
import NIOCore

/// Who may use `/mcp` where an authorization server gives out access tokens for it: who has the key, as everywhere, or a token.
struct TokenGate: Sendable {
  let tokens: AccessTokens
  let metadata: ResourceMetadata

  /// - Returns: who calls, and whom a token was given to, in one text; nil for who has the key.
  /// - Throws: 401 and 403 as RFC 6750 has them, 503 while the issuer's keys cannot be had.
  func check(_ scope: RequestScope, _ access: AccessPolicy) async throws(HTTPFailure) -> (Caller, String?) {
    guard let presented = AccessPolicy.presented(scope.headers) else {
      throw refusal(.unauthorized, "invalid_api_key", "Send the API key or an access token as a bearer token.")
    }
    if let caller = try access.known(presented, scope.client) {
      try access.count(caller)
      return (caller, nil)
    }
    let grant: AccessTokens.Grant
    do throws(AccessTokens.Refusal) {
      grant = try await tokens.check(presented, for: metadata.resource)
    } catch {
      switch error {
      case .invalid(let reason):
        access.noteFailure(scope.client)
        throw refusal(.unauthorized, "invalid_token", "The access token is not taken. \(reason)")
      case .insufficientScope:
        throw refusal(.forbidden, "insufficient_scope", "The access token lacks a scope that is needed here.")
      case .unavailable:
        throw HTTPFailure(
          .serviceUnavailable, "unavailable", "The authorization server's keys cannot be read now.",
          headers: [.retryAfter: "30"])
      }
    }
    let names: JSONValue = [
      .string(tokens.issuer), .string(grant.subject), grant.client.map(JSONValue.string) ?? .null,
    ]
    let principal = String(decoding: JSONWriter.bytes(names), as: UTF8.self)
    let caller = try access.caller(ofSubject: grant.subject, principal: principal)
    try access.count(caller)
    return (caller, principal)
  }

  private func refusal(_ status: HTTPResponse.Status, _ code: String, _ message: String) -> HTTPFailure {
    let error = code == "invalid_api_key" ? nil : code
    return HTTPFailure(
      status, code, message,
      headers: [.wwwAuthenticate: metadata.challenge(error: error)])
  }
}
