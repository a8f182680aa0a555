import HTTPTypes
import MnemeCore
import NIOCore

/// Who may call: the peer's address, the host name it used, the page it runs in, and its key.
struct AccessPolicy: Sendable {
  private let apiKey: String?
  private let localToken: String?
  private let hosts: Set<String>
  private let allowsAddresses: Bool
  private let origins: Set<String>

  init(settings: ServerSettings, localToken: String?) {
    apiKey = settings.apiKey.flatMap { $0.isEmpty ? nil : $0 }
    self.localToken = localToken
    let own = HostName(settings.host)
    hosts = Set((settings.allowedHosts + [settings.host]).compactMap { HostName($0)?.name })
    // A page cannot rebind an address, only a name; who listens on all addresses is called by any of them.
    allowsAddresses = own?.isWildcard ?? false
    origins = Set(settings.allowedOrigins.map(AccessPolicy.normalised))
  }

  private static func normalised(_ origin: String) -> String {
    let text = origin.lowercased()
    return text.hasSuffix("/") ? String(text.dropLast()) : text
  }

  /// Without a key only this machine may connect.
  func checkPeer(_ peer: SocketAddress?) throws(HTTPFailure) {
    guard apiKey == nil, peer?.isLoopback != true else { return }
    throw HTTPFailure(
      .forbidden, "loopback_only",
      "Without an API key only this machine may connect. Set MNEME_API_KEY to allow others.")
  }

  /// Refuses host names that are not ours: a page may point its own name at this machine (DNS rebinding).
  func checkHost(_ authority: String?) throws(HTTPFailure) {
    guard let authority, let host = HostName(authority) else {
      throw HTTPFailure(.badRequest, "invalid_host", "The Host header is missing or not a host name.")
    }
    if host.isLoopback || hosts.contains(host.name) || (allowsAddresses && host.isAddress) { return }
    throw HTTPFailure(
      .forbidden, "host_not_allowed",
      "This server does not answer for the host name of the request. Add it to MNEME_ALLOWED_HOSTS if it should.")
  }

  /// - Returns: the origin to allow in CORS headers when it is another one than ours.
  func checkOrigin(_ headers: HTTPFields, authority: String?, isPage: Bool) throws(HTTPFailure) -> String? {
    if let origin = headers[.origin] {
      let text = AccessPolicy.normalised(origin)
      if origins.contains(text) { return origin }
      if let own = authority.flatMap({ HostName($0) }), AccessPolicy.isSame(text, own) { return nil }
      throw HTTPFailure(
        .forbidden, "origin_not_allowed",
        "Pages of this origin may not call the server. Add it to MNEME_ALLOWED_ORIGINS if they should.")
    }
    guard let site = headers[.secFetchSite], site != "same-origin", site != "none" else { return nil }
    // Following a link to the page itself is harmless: it cannot be framed and says nothing.
    if isPage, headers[.secFetchMode] == "navigate", headers[.secFetchDest] == "document" { return nil }
    throw HTTPFailure(.forbidden, "cross_site", "Requests started by other sites are refused.")
  }

  /// The scheme does not count: a proxy that ends TLS leaves the host as it is.
  private static func isSame(_ origin: String, _ own: HostName) -> Bool {
    for (scheme, port) in [("http://", 80), ("https://", 443)] where origin.hasPrefix(scheme) {
      guard let host = HostName(String(origin.dropFirst(scheme.count))) else { return false }
      return host.name == own.name && (host.port ?? port) == (own.port ?? port)
    }
    return false
  }

  var needsKey: Bool { apiKey != nil }

  /// With a key every call needs it; the running server's own token serves commands on the same machine.
  func checkKey(_ headers: HTTPFields, peer: SocketAddress?) throws(HTTPFailure) {
    guard apiKey != nil else { return }
    guard let presented = AccessPolicy.presented(headers) else {
      throw unauthorized("Send the API key as 'Authorization: Bearer KEY'.")
    }
    guard isKey(presented, peer: peer) else { throw unauthorized("The API key is not right.") }
  }

  /// The key or token that a request brings. Anthropic's clients send it in a header of its own.
  static func presented(_ headers: HTTPFields) -> String? {
    AccessPolicy.bearer(headers[.authorization]) ?? headers[.apiKey]
  }

  /// Whether it is the API key, or from this machine the running server's own token.
  func isKey(_ presented: String, peer: SocketAddress?) -> Bool {
    if let apiKey, SecretComparison.equal(presented, apiKey) { return true }
    guard let localToken, peer?.isLoopback == true else { return false }
    return SecretComparison.equal(presented, localToken)
  }

  /// Whether an open address may tell more than that it is there: to who has the key, and to this machine. What comes through a
  /// proxy of this machine comes from elsewhere.
  func showsDetails(to headers: HTTPFields, peer: SocketAddress?) -> Bool {
    if peer?.isLoopback == true, !Self.forwarding.contains(where: { headers[$0] != nil }) { return true }
    guard apiKey != nil else { return peer?.isLoopback == true }
    do { try checkKey(headers, peer: peer) } catch { return false }
    return true
  }

  private static let forwarding = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"]
    .compactMap { HTTPField.Name($0) }

  private func unauthorized(_ message: String) -> HTTPFailure {
    HTTPFailure(
      .unauthorized, "invalid_api_key", message, headers: [.wwwAuthenticate: "Bearer realm=\"mneme\""])
  }

  private static func bearer(_ value: String?) -> String? {
    guard let value, let space = value.firstIndex(of: " "), value[..<space].lowercased() == "bearer" else {
      return nil
    }
    let key = value[space...].drop { $0 == " " }
    return key.isEmpty ? nil : String(key)
  }
}

extension HTTPField.Name {
  static let secFetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .origin
  static let secFetchMode = HTTPField.Name("Sec-Fetch-Mode") ?? .origin
  static let secFetchDest = HTTPField.Name("Sec-Fetch-Dest") ?? .origin
  static let apiKey = HTTPField.Name("x-api-key") ?? .origin
  static let mnemeHop = HTTPField.Name("X-Mneme-Hop") ?? .origin
  static let requestID = HTTPField.Name("X-Request-Id") ?? .origin
  static let idempotencyKey = HTTPField.Name("Idempotency-Key") ?? .origin
  static let stainlessRetryCount = HTTPField.Name("x-stainless-retry-count") ?? .origin
  static let mnemeSpace = HTTPField.Name("X-Mneme-Space") ?? .origin
  static let mnemeSession = HTTPField.Name("X-Mneme-Session") ?? .origin
  static let mnemeMemory = HTTPField.Name("X-Mneme-Memory") ?? .origin
  static let lastEventID = HTTPField.Name("Last-Event-ID") ?? .origin
  static let contentSecurityPolicy = HTTPField.Name("Content-Security-Policy") ?? .origin
  static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .origin
  static let resourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy") ?? .origin
  static let accelBuffering = HTTPField.Name("X-Accel-Buffering") ?? .origin
}
