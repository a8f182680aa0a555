import Foundation
import MnemeCore

/// The place where codes and refresh tokens become access tokens.
struct OAuthTokenEndpoint: Sendable {
  struct Tokens: Sendable {
    let access: String
    let refresh: String?
    /// Seconds; nil where the server named none, or one without end.
    let lifetime: Int64?
    let scopes: [String]?
  }

  let url: String
  let client: OAuthClient
  /// That the tokens are for (RFC 8707).
  let resource: String
  let http: any HTTPFetching

  func exchange(code: String, redirect: String, key: ProofKey) async throws -> Tokens {
    try await tokens([
      (name: "grant_type", value: "authorization_code"), (name: "code", value: code),
      (name: "redirect_uri", value: redirect), (name: "code_verifier", value: key.verifier),
    ])
  }

  func refresh(_ token: String) async throws -> Tokens {
    try await tokens([(name: "grant_type", value: "refresh_token"), (name: "refresh_token", value: token)])
  }

  /// - Throws: `RemoteServerError`: `unauthorized` where the server refuses, `unreachable` where it cannot be asked.
  private func tokens(_ items: [(name: String, value: String)]) async throws -> Tokens {
    var form = items + [(name: "resource", value: resource)]
    var headers = [
      (name: "Content-Type", value: "application/x-www-form-urlencoded"), (name: "Accept", value: "application/json"),
    ]
    client.sign(&form, &headers)
    let (status, json) = try await Self.post(
      url, headers: headers, body: Array(FormEncoding.text(form).utf8), over: http)
    guard status == 200, let json, let access = json["access_token"]?.string, !access.isEmpty,
      access.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      guard status < 500 else {
        throw RemoteServerError(.unreachable, "The authorization server failed (HTTP \(status)).")
      }
      throw OAuthDiscovery.refusal("The authorization server gave no token.")
    }
    guard json["token_type"]?.string?.lowercased() ?? "bearer" == "bearer" else {
      throw OAuthDiscovery.refusal("The authorization server gave a token that is not known here.")
    }
    return Tokens(
      access: access, refresh: json["refresh_token"]?.string,
      lifetime: json["expires_in"]?.double.flatMap { Int64(exactly: $0.rounded(.down)) },
      scopes: json["scope"]?.string?.split(separator: " ").map(String.init))
  }

  static func post(
    _ url: String, headers: [(name: String, value: String)], body: [UInt8], over http: any HTTPFetching
  ) async throws -> (status: Int, json: JSONValue?) {
    do {
      let response = try await http.fetch(
        FetchRequest(
          method: "POST", url: url, headers: headers, body: body, headTimeout: .seconds(30), idleTimeout: .seconds(30)))
      let bytes = try await response.collect(upTo: OAuthDiscovery.longestDocument)
      return (response.status, try? JSONReader.read(bytes))
    } catch {
      throw HTTPEndpoint.failure(error)
    }
  }
}
