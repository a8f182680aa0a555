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
