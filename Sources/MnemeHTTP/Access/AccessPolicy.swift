import HTTPTypes
import MnemeCore
import MnemeMCP
import NIOCore

/// Who may call: the peer's address, the host name it used, the page it runs in, and its key.
struct AccessPolicy: Sendable {
  private let apiKey: String?
  private let localToken: String?
  private let hosts: Set<String>
  private let allowsAddresses: Bool
  private let origins: Set<String>
  private let proxies: Set<String>
  private let basePath: [String]
  private let directory: AccessDirectory?
  private let attempts: AttemptLimit
  private let limits: RequestLimits

  /// - Parameter directory: the keys and people besides the configured key; nil: there are none.
  init(
    settings: ServerSettings, localToken: String?, directory: AccessDirectory? = nil,
    attempts: AttemptLimit = AttemptLimit()
  ) {
    apiKey = settings.apiKey.flatMap { $0.isEmpty ? nil : $0 }
    self.localToken = localToken
    self.directory = directory
    self.attempts = attempts
    limits = RequestLimits(usual: settings.requestsPerMinute)
    let own = HostName(settings.host)
    hosts = Set((settings.allowedHosts + [settings.host]).compactMap { HostName($0)?.name })
    // A page cannot rebind an address, only a name; who listens on all addresses is called by any of them.
    allowsAddresses = own?.isWildcard ?? false
    origins = Set(settings.allowedOrigins.map(AccessPolicy.normalised))
    proxies = Set(settings.trustedProxies.map(ClientAddress.canonical))
    basePath = Route.split(settings.basePath ?? "")
  }

  private static func normalised(_ origin: String) -> String {
    let text = origin.lowercased()
    return text.hasSuffix("/") ? String(text.dropLast()) : text
  }

  /// Nobody comes in without a key or a login.
  var needsCredentials: Bool { apiKey != nil || directory?.hasCredentials == true }

  func client(_ peer: SocketAddress?, _ headers: HTTPFields) -> ClientAddress {
    ClientAddress(peer: peer, headers: headers, trusted: proxies)
  }

  /// The path without the one under which a reverse proxy serves everything.
  func path(_ path: String) -> [String] {
    let parts = Route.split(path)
    return !basePath.isEmpty && parts.starts(with: basePath) ? Array(parts.dropFirst(basePath.count)) : parts
  }

  /// Without a key only this machine may connect.
  func checkPeer(_ client: ClientAddress) throws(HTTPFailure) {
    guard !client.isLoopback, !needsCredentials else { return }
    throw HTTPFailure(
      .forbidden, "loopback_only",
      "Without an API key only this machine may connect. Set MNEME_API_KEY, or make a key with 'mneme keys create', "
        + "to allow others.")
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

  // MARK: Who calls

  /// Who sent the request, counted against their limit.
  /// - Throws: 401 without a good key or login where one is needed, 429 after too many guesses or requests.
  func caller(_ headers: HTTPFields, _ client: ClientAddress) throws(HTTPFailure) -> Caller {
    let caller = try identify(headers, client)
    try count(caller)
    return caller
  }

  func count(_ caller: Caller) throws(HTTPFailure) { try limits.take(caller, at: .now) }

  /// Who has a token of the configured issuer. Where people log in, the token's subject is one of them, by name or id.
  func caller(ofSubject subject: String, principal: String) throws(HTTPFailure) -> Caller {
    guard let directory, directory.hasPeople else {
      let digest = Base64URL.encode(SHA256.digest(principal.utf8)).prefix(12)
      return Caller(
        id: "token:\(digest)", reach: .everywhere([.tools, .memoryRead, .memoryWrite]), home: .me)
    }
    guard let stored = directory.person(subject) else {
      throw HTTPFailure(.forbidden, "unknown_person", "The access token's subject is no person of this server.")
    }
    return Caller(stored.person)
  }

  private func identify(_ headers: HTTPFields, _ client: ClientAddress) throws(HTTPFailure) -> Caller {
    guard let presented = AccessPolicy.presented(headers) else {
      guard needsCredentials else { return .owner }
      throw unauthorized("Send the API key as 'Authorization: Bearer KEY'.")
    }
    if let caller = try known(presented, client) { return caller }
    // Clients of other services send some key always. One of ours that opens nothing was revoked, or has ended.
    if !needsCredentials, !presented.hasPrefix(AccessDirectory.keyPrefix) { return .owner }
    attempts.failed(client.text, at: .now)
    throw unauthorized("The API key is not right.")
  }

  /// Whose key, login or token this is; nil: nobody's.
  /// - Throws: 429 while too many guesses came from there. What Mneme itself made up cannot be guessed, and is looked at always.
  func known(_ presented: String, _ client: ClientAddress) throws(HTTPFailure) -> Caller? {
    if let localToken, client.isLoopback, SecretComparison.equal(presented, localToken) { return .command }
    if let caller = directory?.caller(presenting: presented) { return caller }
    guard let apiKey else { return nil }
    try checkAttempts(client)
    return SecretComparison.equal(presented, apiKey) ? .owner : nil
  }

  func checkAttempts(_ client: ClientAddress) throws(HTTPFailure) {
    guard let seconds = attempts.wait(of: client.text, at: .now) else { return }
    throw HTTPFailure(
      .tooManyRequests, "too_many_attempts",
      "Too many wrong keys or passwords came from this address. Try again later.",
      headers: [.retryAfter: String(seconds)])
  }

  func noteFailure(_ client: ClientAddress) { attempts.failed(client.text, at: .now) }

  /// The key or token that a request brings. Anthropic's clients send it in a header of its own, those of mem0 with a scheme of
  /// their own, the page in its cookie.
  static func presented(_ headers: HTTPFields) -> String? {
    credentials(headers[.authorization]) ?? headers[.apiKey] ?? SessionCookie.token(headers)
  }

  /// Whether an open address may tell more than that it is there: to who may see the status, and to this machine. What comes
  /// through a proxy of this machine comes from elsewhere.
  func showsDetails(to headers: HTTPFields, _ client: ClientAddress) -> Bool {
    if client.isItself { return true }
    guard needsCredentials else { return client.isLoopback }
    guard let presented = AccessPolicy.presented(headers) else { return false }
    do { return try known(presented, client)?.may([.status]) ?? false } catch { return false }
  }

  /// The same of a caller that is known.
  func showsDetails(to scope: RequestScope) -> Bool { scope.client.isItself || scope.caller.may([.status]) }

  private func unauthorized(_ message: String) -> HTTPFailure {
    HTTPFailure(
      .unauthorized, "invalid_api_key", message, headers: [.wwwAuthenticate: "Bearer realm=\"mneme\""])
  }

  private static func credentials(_ value: String?) -> String? {
    guard let value, let space = value.firstIndex(of: " "), ["bearer", "token"].contains(value[..<space].lowercased())
    else { return nil }
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
