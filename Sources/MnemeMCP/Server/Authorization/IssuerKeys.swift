import MnemeCore

/// The public keys of one issuer: found by its metadata (RFC 8414, OpenID Connect Discovery), kept, and read again when they are
/// old or a token needs one that is not among them, half a minute after the last reading at the earliest. Who brings a token of a key
/// that is known does not wait for the issuer.
actor IssuerKeys {
  struct Pace: Sendable {
    /// After which they are read again.
    var lifetime = Duration.seconds(3600)
    /// How long keys count as the issuer's while it cannot be asked.
    var patience = Duration.seconds(86_400)
    /// Between the end of a reading and the next one, whoever asks for it.
    var pause = Duration.seconds(30)
    /// Of one reading, metadata and keys together.
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
  /// Whether `run` reads beside the requests.
  private(set) var isServed = false
  private nonisolated let wishes: AsyncStream<Void>
  private nonisolated let wish: AsyncStream<Void>.Continuation

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
    (wishes, wish) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Reads old keys again beside the requests that use them, until it is cancelled. Once; without it such a request reads itself.
  func run() async {
    isServed = true
    for await _ in wishes { await read() }
    isServed = false
  }

  /// The key of this name; all of them where the token names none.
  /// - Returns: nil while the issuer's keys cannot be had.
  func keys(named id: String?) async -> [IssuerKey]? {
    if let readAt, now() - readAt < pace.patience, let found = found(id) {
      if now() - readAt < pace.lifetime { return found }
      if isServed {
        wish.yield()
        return found
      }
    }
    return await keysAfterReading(named: id)
  }

  /// The same after one more reading, where the pause allows one: for a token that none of the known keys signed.
  func keysAfterReading(named id: String?) async -> [IssuerKey]? {
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
    isReading = true
    // Late is as good as not at all.
    if let fresh = try? await withDeadline(pace.deadline, "late", { [self] in await fetch() }) {
      (keys, readAt) = (fresh, now())
    }
    (isReading, triedAt) = (false, now())
    let waiting = self.waiting
    self.waiting = []
    for continuation in waiting { continuation.resume() }
  }

  /// - Returns: nil where the issuer's words cannot be had or are not about itself.
  private nonisolated func fetch() async -> [IssuerKey]? {
    // Who can change its words on the way would be the issuer.
    guard let own = Origin(issuer), own.isPrivate else { return nil }
    for place in AuthorizationServer.places(of: issuer) {
      // The reading took too long.
      if Task.isCancelled { return nil }
      guard let json = await document(place) else { continue }
      // Compared letter by letter (RFC 8414 §3.3); keys travel encrypted, or inside this machine.
      guard json["issuer"]?.string == issuer, let address = json["jwks_uri"]?.string, let target = Origin(address),
        target.isPrivate, target.reach >= own.reach
      else { continue }
      guard let entries = await document(address)?["keys"]?.array else { return nil }
      return entries.prefix(Self.mostKeys).compactMap(IssuerKey.init)
    }
    return nil
  }

  private nonisolated func document(_ url: String) async -> JSONValue? {
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
