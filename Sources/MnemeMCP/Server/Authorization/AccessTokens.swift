import Foundation
package import MnemeCore

/// Checks access tokens that an authorization server gave out for this server (OAuth 2.1; RFC 9068, RFC 8707).
package struct AccessTokens: Sendable {
  package enum Refusal: Error, Sendable, Hashable {
    /// It is none, or not one for us; the sentence tells nothing of what it holds.
    case invalid(String)
    /// It lacks one of the scopes.
    case insufficientScope
    /// The issuer's keys cannot be had at the moment.
    case unavailable
  }

  /// What a good token allows.
  package struct Grant: Sendable, Hashable {
    package let subject: String
    package let client: String?
  }

  package let issuer: String
  /// All of them are needed.
  package let scopes: [String]
  private let subjects: Set<String>
  private let keys: IssuerKeys
  private let clock: any WallClock

  /// Seconds that clocks may differ by.
  private static let leeway = 60.0

  /// - Parameters:
  ///   - issuer: its identifier, letter by letter.
  ///   - subjects: whose tokens are taken; empty: everybody's.
  package init(
    issuer: String, scopes: [String], subjects: [String], http: any HTTPFetching, clock: any WallClock
  ) {
    self.init(
      issuer: issuer, scopes: scopes, subjects: subjects, keys: IssuerKeys(issuer: issuer, http: http), clock: clock)
  }

  init(issuer: String, scopes: [String], subjects: [String], keys: IssuerKeys, clock: any WallClock) {
    self.issuer = issuer
    self.scopes = scopes
    self.subjects = Set(subjects)
    self.keys = keys
    self.clock = clock
  }

  /// Keeps the issuer's keys fresh, until it is cancelled. Once; without it requests wait for that.
  package func run() async { await keys.run() }

  /// - Parameter resource: the address that the token must be made for.
  /// - Throws: ``Refusal``.
  package func check(_ text: String, for resource: String) async throws(Refusal) -> Grant {
    guard let token = SignedToken(text) else { throw .invalid("It is no token that is taken here.") }
    // What is plainly not for us moves nobody to ask the issuer for keys.
    guard token.claims["iss"]?.string == issuer else { throw .invalid("It is of another issuer.") }
    guard Self.audience(token.claims).contains(where: { Self.isSame($0, resource) }) else {
      throw .invalid("It was made for another server.")
    }
    let now = clock.now().timeIntervalSince1970
    guard let expires = token.claims["exp"]?.double, now < expires + Self.leeway else {
      throw .invalid("It has expired.")
    }
    if let begins = token.claims["nbf"] {
      guard let begins = begins.double, begins - Self.leeway <= now else { throw .invalid("It does not hold yet.") }
    }
    guard let known = await keys.keys(named: token.keyID) else { throw .unavailable }
    if !known.contains(where: { $0.signed(token) }) {
      // A key without a name, or another one under the same name, may have come since.
      let fresh = await keys.keysAfterReading(named: token.keyID) ?? []
      guard fresh.contains(where: { $0.signed(token) }) else { throw .invalid("Its signature is not right.") }
    }
    guard let subject = token.claims["sub"]?.string, !subject.isEmpty, subjects.isEmpty || subjects.contains(subject)
    else { throw .invalid("It is of somebody who may not use this server.") }
    guard Set(scopes).isSubset(of: Self.scopes(of: token.claims)) else { throw .insufficientScope }
    return Grant(subject: subject, client: (token.claims["client_id"] ?? token.claims["azp"])?.string)
  }

  private static func audience(_ claims: JSONValue) -> [String] {
    guard let audience = claims["aud"] else { return [] }
    return audience.string.map { [$0] } ?? audience.array?.compactMap(\.string) ?? []
  }

  /// The same origin and the same path; a slash at the end does not count.
  private static func isSame(_ audience: String, _ resource: String) -> Bool {
    guard let left = Origin(audience), left == Origin(resource), !audience.contains(where: { "?#".contains($0) }) else {
      return false
    }
    return Origin.path(of: audience) == Origin.path(of: resource)
  }

  /// Of RFC 9068, and as some servers write them.
  private static func scopes(of claims: JSONValue) -> Set<String> {
    let listed = [claims["scope"], claims["scp"]].compactMap { $0 }
    return Set(
      listed.flatMap { value in
        value.string.map { $0.split(separator: " ").map(String.init) } ?? value.array?.compactMap(\.string) ?? []
      })
  }
}
