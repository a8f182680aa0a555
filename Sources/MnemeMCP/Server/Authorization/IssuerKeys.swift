import MnemeCore

/// The public keys of one issuer: found by its metadata (RFC 8414, OpenID Connect Discovery), kept, and read again when they are
/// old or a token names one that is not among them, but not oftener than every half minute.
actor IssuerKeys {
  struct Pace: Sendable {
    /// How long keys count as the issuer's.
    var lifetime = Duration.seconds(3600)
    /// How long they go on to count while the issuer cannot be asked.
    var patience = Duration.seconds(86_400)
    /// Between two readings, whoever asks for them.
    var pause = Duration.seconds(30)
    var deadline = Duration.seconds(10)

    init() {}
  }

  private let issuer: String
  private let http: any HTTPFetching
  private let pace: Pace
  private let now: @Sendable () -> ContinuousClock.Instant
  private var keys: [IssuerKey] = []
  private var readAt: ContinuousClock.Instant?
  private var triedAt: ContinuousClock.Instant?
  private var isReading = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  private static let longestDocument = 1 << 18
  private static let mostKeys = 64

  init(
    issuer: String, http: any HTTPFetching, pace: Pace = Pace(),
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.issuer = issuer
    self.http = http
    self.pace = pace
    self.now = now
  }

  /// The key of this name; all of them where the token names none.
  /// - Returns: nil while the issuer's keys cannot be had.
  func keys(named id: String?) async -> [IssuerKey]? {
    if let readAt, now() - readAt < pace.lifetime, let found = found(id) { return found }
    await read()
    guard let readAt, now() - readAt < pace.patience else { return nil }
    return found(id) ?? []
  }

  private func found(_ id: String?) -> [IssuerKey]? {
    let found = id.map { id in keys.filter { $0.id == id } } ?? keys
    return found.isEmpty ? nil : found
  }

  /// One reading at a time; who comes meanwhile waits for it, and who comes soon after gets what it found.
  private func read() async {
    if isReading {
      await withCheckedContinuation { self.waiting.append($0) }
      return
    }
    if let triedAt, now() - triedAt < pace.pause { return }
    (isReading, triedAt) = (true, now())
    if let fresh = await fetch() { (keys, readAt) = (fresh, now()) }
    isReading = false
    let waiting = self.waiting
    self.waiting = []
    for continuation in waiting { continuation.resume() }
  }

  /// - Returns: nil where the issuer's words cannot be had or are not about itself.
  private func fetch() async -> [IssuerKey]? {
    for place in AuthorizationServer.places(of: issuer) {
      guard let json = await document(place) else { continue }
      // Compared letter by letter (RFC 8414 §3.3); keys travel encrypted, or inside this machine.
      guard json["issuer"]?.string == issuer, let address = json["jwks_uri"]?.string, let target = Origin(address),
        let own = Origin(issuer), target.isPrivate, target.reach >= own.reach
      else { continue }
      guard let entries = await document(address)?["keys"]?.array else { return nil }
      return entries.prefix(Self.mostKeys).compactMap(IssuerKey.init)
    }
    return nil
  }

  private func document(_ url: String) async -> JSONValue? {
    let request = FetchRequest(
      url: url, headers: [(name: "Accept", value: "application/json")], headTimeout: pace.deadline,
      idleTimeout: pace.deadline)
    // Whatever goes wrong: the next reading tries again.
    guard let response = try? await http.fetch(request), response.status == 200,
      let bytes = try? await response.collect(upTo: Self.longestDocument)
    else { return nil }
    return try? JSONReader.read(bytes)
  }
}
