import Foundation
import MnemeCore

/// Finds out where one logs in to a server, and checks that this is the server's own wish.
struct OAuthDiscovery: Sendable {
  /// The server's address.
  let url: String
  let http: any HTTPFetching

  static let longestDocument = 1 << 18

  /// - Throws: `RemoteServerError.unauthorized` where what the server says of itself is about another one.
  func resource(_ demand: AuthorizationDemand) async throws -> ResourceMetadata {
    if let named = demand.metadata {
      try check(named)
      guard let json = try await document(named), let found = ResourceMetadata(json) else {
        throw Self.refusal("The server names a description of its login that cannot be read.")
      }
      return try checked(found)
    }
    for place in Self.places(of: url) {
      if let json = try await document(place), let found = ResourceMetadata(json) { return try checked(found) }
    }
    // Before revision 2025-06-18 the server's own origin was where one logged in.
    guard let origin = Origin(url)?.text else { throw Self.refusal("The server's address is wrong.") }
    return ResourceMetadata(resource: url, servers: [origin])
  }

  /// The first that the server names, or the one that the owner registered with.
  func server(_ resource: ResourceMetadata, preferring issuer: String?) async throws -> AuthorizationServer {
    guard let named = resource.servers.first(where: { $0 == issuer }) ?? resource.servers.first else {
      throw Self.refusal("The server does not say where one logs in.")
    }
    try check(named)
    for place in AuthorizationServer.places(of: named) {
      guard let json = try await document(place), let found = AuthorizationServer(json) else { continue }
      // Compared letter by letter (RFC 8414 §3.3): else one server could speak for another.
      guard found.issuer == named else {
        throw Self.refusal("The login's description is of another issuer than the server names.")
      }
      try check(found.authorizationEndpoint)
      try check(found.tokenEndpoint)
      if let registration = found.registrationEndpoint { try check(registration) }
      guard found.challengeMethods.contains(ProofKey.method) else {
        throw Self.refusal("The login does not protect its codes (PKCE with S256); it is not used.")
      }
      return found
    }
    throw Self.refusal("The login's description cannot be read.")
  }

  /// Of the path first, then of the root (RFC 9728 §3.1).
  static func places(of url: String) -> [String] {
    guard let origin = Origin(url)?.text else { return [] }
    let path = Origin.path(of: url)
    let root = origin + "/.well-known/oauth-protected-resource"
    return path.isEmpty ? [root] : [root + path, root]
  }

  private func checked(_ found: ResourceMetadata) throws(RemoteServerError) -> ResourceMetadata {
    guard found.covers(url) else {
      throw Self.refusal("The server describes the login of another server; nothing is sent there.")
    }
    return found
  }

  /// What another program names must be encrypted on the way and must not lead into this machine or its network, unless the
  /// server itself runs there. By their names: where these lead is seen when they are asked (see `LoginFetcher`).
  private func check(_ address: String) throws(RemoteServerError) {
    // It is shown to the person, whose terminal would take other bytes for orders.
    guard address.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Self.refusal("The login has an address with characters that belong into none.")
    }
    guard let target = Origin(address), let own = Origin(url), target.isPrivate, target.reach >= own.reach
    else { throw Self.refusal("The login has an address that is not https or leads into the local network.") }
  }

  /// - Returns: nil where there is none.
  private func document(_ url: String) async throws -> JSONValue? {
    do {
      let response = try await http.fetch(
        FetchRequest(
          url: url,
          headers: [
            (name: "Accept", value: "application/json"),
            (name: HeaderName.revision, value: ProtocolRevision.newest.rawValue),
          ],
          headTimeout: .seconds(20), idleTimeout: .seconds(20)))
      let bytes = try await response.collect(upTo: Self.longestDocument)
      guard response.status == 200 else { return nil }
      return try? JSONReader.read(bytes)
    } catch {
      throw HTTPEndpoint.failure(error)
    }
  }

  static func refusal(_ message: String) -> RemoteServerError { RemoteServerError(.unauthorized, message) }
}
