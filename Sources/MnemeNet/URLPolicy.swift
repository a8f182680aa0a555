package import MnemeCore

/// Finds the addresses of a host.
package protocol HostResolver: Sendable {
  func addresses(of host: String) async throws -> [InternetAddress]
}

/// An address on the web that was let through, with where to connect.
package struct CheckedURL: Sendable, Hashable {
  /// As it is requested, without fragment.
  package let text: String
  package let isSecure: Bool
  /// For the `Host` header and the certificate.
  package let host: String
  package let port: Int
  /// Path and query.
  package let target: String
  /// Connect to this one: the name is not looked up again.
  package let address: InternetAddress
  /// Redirects that may still follow.
  package let redirectsLeft: Int
}

/// Which addresses may be fetched that others have named: those of a scope, looked up once.
///
/// A name that leads out of the scope at any of its answers is refused, and the connection goes to the address that was
/// checked, so that a name which changes its answer (DNS rebinding) gains nothing.
package struct URLPolicy: Sendable {
  private let resolver: any HostResolver
  private let scope: FetchScope

  static let limit = 4096

  package init(resolver: any HostResolver, scope: FetchScope) {
    self.resolver = resolver
    self.scope = scope
  }

  /// - Throws: `invalidURL`, `permission` for a host outside of the scope, `pageLoad` for one that cannot be found.
  package func check(_ url: String) async throws(ToolFailure) -> CheckedURL {
    try await check(WebAddress(url), redirectsLeft: scope.redirects)
  }

  /// The next address of a redirect, checked like the first.
  package func follow(_ location: String, from url: CheckedURL) async throws(ToolFailure) -> CheckedURL {
    guard url.redirectsLeft > 0 else { throw ToolFailure(.pageLoad, "The page redirects too often.") }
    let next = try WebAddress(location, relativeTo: url)
    guard next.isSecure || !url.isSecure else {
      throw ToolFailure(.permission, "The page redirects from a secure address to an insecure one.")
    }
    return try await check(next, redirectsLeft: url.redirectsLeft - 1)
  }

  private func check(_ web: WebAddress, redirectsLeft: Int) async throws(ToolFailure) -> CheckedURL {
    guard scope.ports?.contains(web.port) ?? true else {
      throw ToolFailure(.permission, "This port is not open to what others name.")
    }
    let found = try await addresses(of: web)
    guard let first = found.first else { throw Self.unknown }
    let nearest = await nearest(to: web)
    guard found.allSatisfy({ $0.reach >= nearest }) else {
      throw ToolFailure(
        .permission,
        nearest == .world
          ? "The host is not on the public internet; only such are fetched."
          : "The host is on this machine, which is not open to what others name.")
    }
    return CheckedURL(
      text: web.text, isSecure: web.isSecure, host: web.host, port: web.port, target: web.target, address: first,
      redirectsLeft: redirectsLeft)
  }

  private func addresses(of web: WebAddress) async throws(ToolFailure) -> [InternetAddress] {
    if let literal = web.literal { return [literal] }
    do { return try await resolver.addresses(of: web.host) } catch { throw Self.unknown }
  }

  private func nearest(to web: WebAddress) async -> HostReach {
    guard scope.nearest > .machine, let like = scope.likeHostOf, let model = try? WebAddress(like) else {
      return scope.nearest
    }
    let named = HostReach(of: model.host)
    if named < .world { return min(scope.nearest, named) }
    // One whose name tells nothing may lead into its network, and never to this machine: its owner can have it lead anywhere.
    let found = (try? await addresses(of: model)) ?? []
    return found.contains { $0.reach < .world } ? min(scope.nearest, .network) : scope.nearest
  }

  private static let unknown = ToolFailure(.pageLoad, "The host cannot be found.")
}
