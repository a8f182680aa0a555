import Crypto
import Foundation
import MnemeCore
import MnemeNet
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeMCP

/// Access tokens of an issuer on loopback, good ones and forged ones.
@Suite struct AccessTokenTests {
  static let resource = "https://home.example/mcp"
  static let time = Date(milliseconds: 1_760_000_000_000)
  static let seconds: Int64 = 1_760_000_000

  struct Bench: Sendable {
    let base: String
    let log: Log
    let tokens: AccessTokens
    let now: Moment

    func claims(_ more: JSONValue = [:]) -> JSONValue {
      var claims: [String: JSONValue] = [
        "iss": .string(base), "sub": "owner", "aud": .string(resource), "exp": .integer(seconds + 600),
        "client_id": "editor", "scope": "read write",
      ]
      for (name, value) in more.object ?? [:] { claims[name] = value == .null ? nil : value }
      return .object(claims)
    }

    func outcome(_ token: String) async -> AccessTokens.Refusal? {
      do throws(AccessTokens.Refusal) {
        _ = try await tokens.check(token, for: resource)
        return nil
      } catch { return error }
    }

    var readings: Int { log.at("/keys").count }
  }

  /// A time that is moved by hand.
  final class Moment: Sendable {
    private let value = Mutex(ContinuousClock.now)
    var now: ContinuousClock.Instant { value.withLock { $0 } }
    func pass(_ time: Duration) { value.withLock { $0 += time } }
  }

  static func run(
    _ issuer: IssuerScript, scopes: [String] = [], subjects: [String] = [],
    _ body: @escaping @Sendable (Bench) async throws -> Void
  ) async throws {
    try await withPeer(issuer.answer) { base, log in
      let fetcher = HTTPFetcher()
      let moment = Moment()
      let keys = IssuerKeys(issuer: base, http: fetcher, now: { moment.now })
      let tokens = AccessTokens(
        issuer: base, scopes: scopes, subjects: subjects, keys: keys, clock: ManualClock(time))
      do { try await body(Bench(base: base, log: log, tokens: tokens, now: moment)) } catch {
        await fetcher.shutdown()
        throw error
      }
      await fetcher.shutdown()
    }
  }

  @Test func tokensOfEveryAlgorithmThatIsTakenAreGood() async throws {
    let forge = try TokenForge("a")
    try await Self.run(IssuerScript(try forge.published, place: "/.well-known/openid-configuration")) { bench in
      for key in TokenForge.Key.allCases {
        do {
          let token = try forge.token(bench.claims(), with: key)
          #expect(await bench.outcome(token) == nil, "\(key)")
        }
      }
      let list = bench.claims(["aud": ["https://other.example", "https://HOME.example:443/mcp/"]])
      let grant = try await bench.tokens.check(try forge.token(list), for: Self.resource)
      #expect(grant == .init(subject: "owner", client: "editor"))
      // Asked once, however many tokens came.
      #expect(bench.readings == 1)
    }
  }

  @Test func forgedTokensAreRefused() async throws {
    let (forge, thief) = (try TokenForge("a"), try TokenForge("a"))
    try await Self.run(IssuerScript(try forge.published)) { bench in
      let good = try forge.token(bench.claims())
      #expect(await bench.outcome(good) == nil)
      var forged: [(String, String)] = []
      for key in TokenForge.Key.allCases {
        forged.append(("another's \(key)", try thief.token(bench.claims(), with: key)))
      }
      let parts = good.split(separator: ".").map(String.init)
      let other = Base64URL.encode(JSONWriter.bytes(bench.claims(["sub": "somebody"])))
      forged.append(("other claims", [parts[0], other, parts[2]].joined(separator: ".")))
      forged.append(("a cut signature", String(good.dropLast(4))))
      forged.append(("no signature", parts[0] + "." + parts[1] + "."))
      for name in ["none", "None", "NONE", ""] {
        let bare = TokenForge.signed(["alg": .string(name)], bench.claims())
        forged.append(("alg \(name)", bare + "."))
        forged.append(("alg \(name) with a signature", bare + "." + parts[2]))
      }
      // The public key as the secret of a message authentication code.
      for name in ["HS256", "HS384", "HS512"] {
        let signed = TokenForge.signed(["alg": .string(name), "kid": "a-rsa"], bench.claims())
        let code = SHA256.authenticate(Array(signed.utf8), key: forge.publicText)
        forged.append((name, signed + "." + Base64URL.encode(code)))
      }
      // One key's name and another one's algorithm.
      forged.append(("a key of another kind", try forge.token(bench.claims(), with: .ed25519, kid: "a-rsa")))
      forged.append(("another algorithm", try forge.token(bench.claims(), with: .rsa, head: ["alg": "RS512"])))
      forged.append(("a demand", try forge.token(bench.claims(), head: ["crit": ["b64"], "b64": false])))
      forged.append(("another type", try forge.token(bench.claims(), head: ["typ": "logout+jwt"])))
      let own = try thief.published.first { $0["kty"] == "OKP" } ?? .null
      forged.append(
        ("a key that it brings", try thief.token(bench.claims(), head: ["jwk": own, "jku": "http://127.0.0.1/"])))
      forged.append(("no token", "abc"))
      forged.append(("too long", good + String(repeating: "A", count: 20_000)))
      for (what, token) in forged {
        guard case .invalid? = await bench.outcome(token) else {
          Issue.record("\(what) was taken")
          continue
        }
      }
    }
  }

  @Test func tokensForOthersAndOfOthersAndOfAnotherTimeAreRefused() async throws {
    let forge = try TokenForge("a")
    try await Self.run(IssuerScript(try forge.published), scopes: ["read"], subjects: ["owner"]) { bench in
      let wrong: [(String, JSONValue)] = [
        ("aud", ["aud": "https://home.example/other"]), ("aud of the origin", ["aud": "https://home.example"]),
        ("aud over http", ["aud": "http://home.example/mcp"]),
        ("aud with a query", ["aud": "https://home.example/mcp?a"]),
        ("aud below", ["aud": "https://home.example/mcp/more"]), ("no aud", ["aud": .null]), ("aud number", ["aud": 7]),
        ("iss", ["iss": "https://evil.example"]), ("iss with a slash", ["iss": .string(bench.base + "/")]),
        ("no iss", ["iss": .null]), ("expired", ["exp": .integer(Self.seconds - 61)]), ("no exp", ["exp": .null]),
        ("exp text", ["exp": "9999999999"]), ("nbf", ["nbf": .integer(Self.seconds + 61)]), ("nbf text", ["nbf": "0"]),
        ("sub", ["sub": "somebody"]), ("no sub", ["sub": .null]),
      ]
      for (what, change) in wrong {
        let outcome = await bench.outcome(try forge.token(bench.claims(change)))
        guard case .invalid? = outcome else {
          Issue.record("\(what) was taken")
          continue
        }
      }
      // Clocks differ a little.
      let edges: JSONValue = ["exp": .integer(Self.seconds - 59), "nbf": .integer(Self.seconds + 59)]
      do {
        let token = try forge.token(bench.claims(edges))
        #expect(await bench.outcome(token) == nil)
      }
      for scope in [JSONValue.null, "", "write", "readwrite", "READ"] {
        let claims = bench.claims(["scope": scope])
        do {
          let token = try forge.token(claims)
          #expect(await bench.outcome(token) == .insufficientScope, "\(scope)")
        }
      }
      do {
        let token = try forge.token(bench.claims(["scope": .null, "scp": ["read"]]))
        #expect(await bench.outcome(token) == nil)
      }
    }
  }

  @Test func newKeysAreFoundAndAStormOfUnknownOnesAsksTheIssuerOnce() async throws {
    let (old, new) = (try TokenForge("old"), try TokenForge("new"))
    let issuer = IssuerScript(try old.published)
    try await Self.run(issuer) { bench in
      let (first, second) = (try old.token(bench.claims()), try new.token(bench.claims()))
      #expect(await bench.outcome(first) == nil)
      #expect(bench.readings == 1)
      issuer.publish(try new.published)
      // Just read: who names unknown keys moves nobody.
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<200 {
          group.addTask {
            guard let token = try? old.token(bench.claims(), kid: "unknown-\(number)") else { return }
            _ = await bench.outcome(token)
          }
        }
      }
      #expect(bench.readings == 1)
      bench.now.pass(.seconds(31))
      await withTaskGroup(of: AccessTokens.Refusal?.self) { group in
        for _ in 0..<50 { group.addTask { await bench.outcome(second) } }
        for await outcome in group { #expect(outcome == nil) }
      }
      #expect(bench.readings == 2)
      // Keys that the issuer withdrew are none.
      guard case .invalid? = await bench.outcome(first) else {
        Issue.record("a withdrawn key was taken")
        return
      }
      #expect(bench.readings == 2)
    }
  }

  @Test func aKeyWithoutANameOrAnotherOneUnderTheSameNameIsFound() async throws {
    let (old, new) = (try TokenForge("same"), try TokenForge("same"))
    @Sendable func nameless(_ keys: [JSONValue]) -> [JSONValue] { keys.map { $0.setting("kid", to: nil) } }
    for hasNames in [true, false] {
      let issuer = IssuerScript(hasNames ? try old.published : nameless(try old.published))
      try await Self.run(issuer) { bench in
        let bare: JSONValue = hasNames ? [:] : ["kid": .null]
        let (first, second) = (try old.token(bench.claims(), head: bare), try new.token(bench.claims(), head: bare))
        #expect(await bench.outcome(first) == nil)
        issuer.publish(hasNames ? try new.published : nameless(try new.published))
        // Not oftener than every half minute, whatever is brought.
        guard case .invalid? = await bench.outcome(second) else {
          Issue.record("a key was taken that nobody had published")
          return
        }
        #expect(bench.readings == 1)
        bench.now.pass(.seconds(31))
        #expect(await bench.outcome(second) == nil)
        #expect(bench.readings == 2)
        guard case .invalid? = await bench.outcome(first) else {
          Issue.record("a key was taken that was replaced")
          return
        }
        #expect(bench.readings == 2)
      }
    }
  }

  /// An issuer that answers once, and then leaves who asks waiting.
  private final class TiredIssuer: HTTPFetching {
    private let forge: TokenForge
    private let counts = Mutex((asked: 0, left: 0))
    static let name = "https://issuer.example"
    var asked: Int { counts.withLock { $0.asked } }
    /// Of those that were not answered, how many wait no more.
    var left: Int { counts.withLock { $0.left } }

    /// Called when nobody waits for an answer any more.
    private let onLeave: @Sendable () -> Void

    init(_ forge: TokenForge, onLeave: @escaping @Sendable () -> Void = {}) {
      self.forge = forge
      self.onLeave = onLeave
    }

    func fetch(_ request: FetchRequest) async throws(MnemeError) -> FetchResponse {
      let number = counts.withLock { counts in
        counts.asked += 1
        return counts.asked
      }
      if number > 2 {
        // Ends with the reading.
        try? await Task.sleep(for: .seconds(3600))
        counts.withLock { $0.left += 1 }
        onLeave()
        throw MnemeError(.timeout, "late")
      }
      do {
        let json: JSONValue =
          request.url.hasSuffix("/keys")
          ? ["keys": .array(try forge.published)]
          : ["issuer": .string(Self.name), "jwks_uri": .string(Self.name + "/keys")]
        let bytes = JSONWriter.bytes(json)
        let body = AsyncThrowingStream<[UInt8], any Error> { continuation in
          continuation.yield(bytes)
          continuation.finish()
        }
        return FetchResponse(status: 200, headers: [], body: body)
      } catch {
        throw MnemeError(.internal, "There is no key.")
      }
    }
  }

  @Test func whoBringsATokenOfAKnownKeyDoesNotWaitForTheIssuer() async throws {
    let forge = try TokenForge("a")
    let (issuer, moment) = (TiredIssuer(forge), Moment())
    var pace = IssuerKeys.Pace()
    // Who waited for the issuer would wait for so long.
    pace.deadline = .seconds(20)
    let keys = IssuerKeys(issuer: TiredIssuer.name, http: issuer, pace: pace, now: { moment.now })
    let tokens = AccessTokens(
      issuer: TiredIssuer.name, scopes: [], subjects: [], keys: keys, clock: ManualClock(Self.time))
    let claims: JSONValue = [
      "iss": .string(TiredIssuer.name), "sub": "owner", "aud": .string(Self.resource),
      "exp": .integer(Self.seconds + 600),
    ]
    let token = try forge.token(claims)
    let service = Task { await tokens.run() }
    while await !keys.isServed { try await Task.sleep(for: .milliseconds(1)) }
    _ = try await tokens.check(token, for: Self.resource)
    #expect(issuer.asked == 2)
    moment.pass(.seconds(3601))
    for _ in 0..<5 { _ = try await tokens.check(token, for: Self.resource) }
    // Beside them it is asked all the same, once.
    while issuer.asked < 3 { try await Task.sleep(for: .milliseconds(1)) }
    for _ in 0..<50 { _ = try await tokens.check(token, for: Self.resource) }
    #expect(issuer.asked == 3 && issuer.left == 0)
    service.cancel()
    await service.value
  }

  @Test func aReadingThatTakesTooLongEndsAsAWholeAndThePauseBeginsThen() async throws {
    let forge = try TokenForge("a")
    let moment = Moment()
    let issuer = TiredIssuer(forge) { moment.pass(.seconds(20)) }
    var pace = IssuerKeys.Pace()
    pace.deadline = .milliseconds(50)
    let keys = IssuerKeys(issuer: TiredIssuer.name, http: issuer, pace: pace, now: { moment.now })
    #expect(await keys.keys(named: nil)?.count == 3)
    moment.pass(.seconds(31))
    // Three places of metadata would have a deadline each.
    #expect(await keys.keys(named: "unknown")?.isEmpty == true)
    #expect(issuer.asked == 3 && issuer.left == 1)
    moment.pass(.seconds(29))
    #expect(await keys.keys(named: "unknown")?.isEmpty == true)
    #expect(issuer.asked == 3)
    moment.pass(.seconds(2))
    #expect(await keys.keys(named: "unknown")?.isEmpty == true)
    #expect(issuer.asked == 4)
    // Nearly a day later they still count, and then no more.
    moment.pass(.seconds(86_000))
    #expect(await keys.keys(named: nil)?.count == 3)
    moment.pass(.seconds(400))
    #expect(await keys.keys(named: nil) == nil)
  }

  @Test func anIssuerWhoseWordsCanBeChangedOnTheWayIsNotAsked() async throws {
    let forge = try TokenForge("a")
    try await withPeer(IssuerScript(try forge.published, issuer: { _ in "http://issuer.example" }).answer) {
      base, log in
      // Whatever the name leads to.
      let keys = IssuerKeys(issuer: "http://issuer.example", http: Elsewhere(base: base))
      #expect(await keys.keys(named: nil) == nil)
      #expect(log.all.isEmpty)
    }
  }

  /// Has every host lead to one.
  private struct Elsewhere: HTTPFetching {
    let base: String

    func fetch(_ request: FetchRequest) async throws(MnemeError) -> FetchResponse {
      let fetcher = HTTPFetcher()
      let path = request.url.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" }
      return try await fetcher.fetch(FetchRequest(url: base + path))
    }
  }

  @Test func anIssuerThatSpeaksForAnotherOrCannotBeReachedGivesNoKeys() async throws {
    let forge = try TokenForge("a")
    try await Self.run(IssuerScript(try forge.published, issuer: { $0 + "/" })) { bench in
      let token = try forge.token(bench.claims())
      #expect(await bench.outcome(token) == .unavailable)
      #expect(bench.readings == 0)
    }
    try await Self.run(IssuerScript([], place: "/nowhere")) { bench in
      let token = try forge.token(bench.claims())
      #expect(await bench.outcome(token) == .unavailable)
    }
  }

  @Test func keysThatAreForOtherUsesOrTooWeakAreNone() throws {
    let forge = try TokenForge("a")
    for key in try forge.published {
      #expect(IssuerKey(key) != nil)
      for (name, value) in [("use", "enc"), ("alg", "HS256"), ("kty", "oct"), ("crv", "P-384")] as [(String, JSONValue)]
      {
        if name == "crv", key["kty"] == "RSA" { continue }
        #expect(IssuerKey(key.setting(name, to: value)) == nil, "\(name)")
      }
    }
    let short = try forge.published[0].setting("n", to: TokenForge.text((0..<128).map { UInt8($0) | 0x81 }))
    #expect(IssuerKey(short) == nil)
    #expect(IssuerKey(["kty": "oct", "k": "c2VjcmV0"]) == nil)
  }
}
