import Foundation
import Logging
import MnemeCore
import MnemeMCP
import MnemeSQLite
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeHTTP
@testable import mneme_conformance

@Suite struct KeyTests {
  private func directory(_ store: SQLiteStore, clock: any WallClock = SystemClock()) -> AccessDirectory {
    AccessDirectory(
      store: store, clock: clock, identifiers: UUIDv7Source(), loginDays: 30,
      hash: PasswordHash(rounds: 2, blockSize: 1, parallelism: 1))
  }

  private func withDirectory(
    clock: any WallClock = SystemClock(), _ body: (AccessDirectory, SQLiteStore) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mneme-keys-\(UUID().uuidString)")
    let store = try SQLiteStore.open(directory: folder.path)
    try await body(directory(store, clock: clock), store)
    try store.close()
    try FileManager.default.removeItem(at: folder)
  }

  private func bearer(_ key: String, _ more: [String: String] = [:]) -> [String: String] {
    more.merging(["Authorization": "Bearer \(key)"]) { own, _ in own }
  }

  @Test func aKeyIsShownOnceKeptAsADigestAndOpensNothingOnceRevoked() async throws {
    try await withDirectory { access, store in
      try await TestServer.run(access: access) { server in
        let open = try await server.send("GET", "/v1/memories")
        #expect(open.status == 200, "nobody has a key yet")
        let made = try await server.send(
          "POST", "/v1/keys", json: #"{"name":"plug-in","scopes":["memory:read","admin"]}"#)
        #expect(made.status == 201)
        let secret = try #require(made.json["secret"] as? String)
        #expect(secret.hasPrefix("mn_") && secret.count > 40)
        #expect(try await server.send("GET", "/v1/memories").status == 401)
        let listed = try await server.send("GET", "/v1/keys", headers: bearer(secret))
        #expect(listed.status == 200 && !listed.body.contains(secret) && listed.body.contains(String(secret.prefix(8))))
        let digest = try #require(try await store.apiKeys().first?.digest)
        #expect(digest == AccessDirectory.digest(secret) && !digest.elementsEqual(Data(secret.utf8)))
        // By its other names.
        for headers in [["x-api-key": secret], ["Authorization": "Token \(secret)"]] {
          #expect(try await server.send("GET", "/v1/memories", headers: headers).status == 200)
        }
        let id = try #require((made.json["key"] as? [String: Any])?["id"] as? String)
        #expect(try await server.send("DELETE", "/v1/keys/\(id)", headers: bearer(secret)).status == 204)
        // It was the last one, and what was revoked opens nothing even where nothing is needed.
        #expect(try await server.send("GET", "/v1/memories", headers: bearer(secret)).status == 401)
        #expect(try await server.send("DELETE", "/v1/keys/nowhere").status == 404)
      }
    }
  }

  @Test func aKeyEndsAndItsEndOpensNoDoor() async throws {
    let clock = ManualClock(Date(timeIntervalSince1970: 1_750_000_000))
    try await withDirectory(clock: clock) { access, _ in
      let made = try await access.create(
        key: APIKeyDraft(name: "short", scopes: [.memoryRead], expiresAt: clock.now().addingTimeInterval(60)))
      try await TestServer.run(access: access) { server in
        let good = try await server.send("GET", "/v1/memories", headers: bearer(made.secret))
        #expect(good.status == 200)
        clock.advance(by: 61)
        #expect(try await server.send("GET", "/v1/memories", headers: bearer(made.secret)).status == 401)
        #expect(try await server.send("GET", "/v1/memories").status == 401)
      }
    }
  }

  @Test func everyScopeOpensItsOwnAddressesAlone() async throws {
    try await withDirectory { access, _ in
      var keys: [AccessScope: String] = [:]
      for scope in AccessScope.allCases {
        keys[scope] = try await access.create(key: APIKeyDraft(name: scope.rawValue, scopes: [scope])).secret
      }
      try await TestServer.run(tools: FakeTools(), observer: RecordingObserver(), access: access) { server in
        let asked: [(String, String, AccessScope)] = [
          ("GET", "/v1/memories", .memoryRead), ("POST", "/v1/memories/search", .memoryRead),
          ("POST", "/v1/memories", .memoryWrite), ("DELETE", "/v1/memories/m-1", .memoryWrite),
          ("POST", "/v1/forget", .memoryWrite), ("GET", "/v1/export", .memoryRead),
          ("POST", "/v1/import", .memoryWrite),
          ("POST", "/v1/chat/completions", .chat), ("POST", "/v1/messages", .chat), ("GET", "/v1/tools", .tools),
          ("GET", "/v1/approvals", .approvals), ("GET", "/metrics", .status), ("GET", "/v1/keys", .admin),
          ("POST", "/v1/maintenance", .admin), ("GET", "/v1/tools/audit", .admin),
        ]
        for (method, path, needed) in asked {
          for scope in AccessScope.allCases {
            let answer = try await server.send(method, path, headers: bearer(keys[scope] ?? ""), json: "{}")
            let isRefused = answer.status == 403
            #expect(isRefused == (scope != needed && scope != .admin), "\(method) \(path) with \(scope.rawValue)")
            if isRefused, path != "/v1/messages" { #expect(answer.error["code"] as? String == "insufficient_scope") }
          }
        }
        // A tool may be one of the memory's: all three are needed.
        for scope in [AccessScope.tools, .memoryRead, .memoryWrite] {
          let answer = try await server.send(
            "POST", "/v1/tools/remember", headers: bearer(keys[scope] ?? ""), json: "{}")
          #expect(answer.status == 403)
        }
      }
    }
  }

  /// Asks every address there is, so that one that is added later is asked as well.
  @Test func aKeyOfOneSpaceReachesNoOtherAtAnyAddress() async throws {
    try await withDirectory { access, _ in
      let every = Set(AccessScope.allCases).subtracting([.admin])
      let key = try await access.create(
        key: APIKeyDraft(name: "bound", scopes: every, spaces: [try SpaceID("own")])
      ).secret
      let mcp = HTTPTransport(
        server: MCPServer(
          info: PeerInfo(name: "test", version: "1"), instructions: nil, tools: try FixtureTools(),
          resources: FixtureResources(), prompts: FixturePrompts(), seal: StateSeal(clock: SystemClock()),
          logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }), clock: SystemClock())
      try await TestServer.run(
        tools: FakeTools(), observer: RecordingObserver(), mcp: mcp, access: access
      ) { server in
        #expect(server.addresses.count > 60)
        for address in server.addresses where !address.access.isOpen {
          if case .anyone = address.access { continue }
          let path = address.pattern.split(separator: "/").map { $0.hasPrefix(":") ? "1" : String($0) }
          let answer = try await server.send(
            address.method, "/" + path.joined(separator: "/"), headers: bearer(key, ["X-Mneme-Space": "other"]),
            json: address.method == "GET" ? nil : "{}")
          #expect(answer.status == 403, "\(address.method) \(address.pattern)")
        }
        // Where the body names the space.
        for (path, body) in [
          ("/v1/memories", #"{"text":"x","space":"other"}"#),
          ("/v1/memories/search", #"{"query":"x","space":"other"}"#),
        ] {
          #expect(try await server.send("POST", path, headers: bearer(key), json: body).status == 403)
        }
        // Its own is what it gets without naming one.
        #expect(try await server.send("GET", "/v1/memories", headers: bearer(key)).status == 200)
        #expect(
          try await server.send("GET", "/v1/memories", headers: bearer(key, ["X-Mneme-Space": "own"])).status == 200)
        #expect(
          try await server.send("GET", "/v1/memories", headers: bearer(key, ["X-Mneme-Space": "me"])).status == 403)
      }
    }
  }

  @Test func aRateIsKeptForEachKeyAndSaysWhenToComeAgain() async throws {
    try await withDirectory { access, _ in
      let slow = try await access.create(
        key: APIKeyDraft(name: "slow", scopes: [.memoryRead], requestsPerMinute: 3)
      ).secret
      let other = try await access.create(key: APIKeyDraft(name: "other", scopes: [.memoryRead])).secret
      try await TestServer.run(localToken: "token", access: access) { server in
        var statuses: [Int] = []
        for _ in 0..<4 { statuses.append(try await server.send("GET", "/v1/memories", headers: bearer(slow)).status) }
        #expect(statuses == [200, 200, 200, 429])
        let refused = try await server.send("GET", "/v1/memories", headers: bearer(slow))
        #expect(refused.headers["retry-after"] == "20")
        #expect(try await server.send("GET", "/v1/memories", headers: bearer(other)).status == 200)
        for _ in 0..<5 {
          #expect(try await server.send("GET", "/v1/memories", headers: bearer("token")).status == 200)
        }
      }
    }
  }

  @Test func guessesAreLimitedAndWhatMnemeMadeUpIsLookedAtAlways() async throws {
    try await withDirectory { access, _ in
      let made = try await access.create(key: APIKeyDraft(name: "good", scopes: [.memoryRead])).secret
      try await TestServer.run(access: access, settings: { $0.apiKey = "chosen-key" }) { server in
        var statuses: [Int] = []
        for guess in 0..<25 {
          statuses.append(try await server.send("GET", "/v1/memories", headers: bearer("guess\(guess)")).status)
        }
        #expect(statuses.prefix(20).allSatisfy { $0 == 401 } && statuses.suffix(5).allSatisfy { $0 == 429 })
        // The chosen one could be guessed: it waits.
        let chosen = try await server.send("GET", "/v1/memories", headers: bearer("chosen-key"))
        #expect(chosen.status == 429 && chosen.headers["retry-after"] != nil)
        #expect(try await server.send("GET", "/v1/memories", headers: bearer(made)).status == 200)
      }
    }
  }

  @Test(arguments: [
    #"{"name":"","scopes":["chat"]}"#, #"{"name":"x","scopes":[]}"#, #"{"name":"x","scopes":["root"]}"#,
    #"{"name":"x","scopes":["admin"],"spaces":["a"]}"#, #"{"name":"x","scopes":["chat"],"spaces":["a","a"]}"#,
    #"{"name":"x","scopes":["chat"],"requests_per_minute":0}"#, #"{"name":"x","scopes":["chat"],"more":1}"#,
    #"{"name":"x","scopes":["chat"],"expires_at":"2001-01-01T00:00:00Z"}"#,
    #"{"name":"x","scopes":["chat"],"expires_at":"soon"}"#, #"{"name":"x","scopes":["chat"],"spaces":["a b"]}"#,
  ])
  func wrongKeysAreNotMade(_ body: String) async throws {
    try await withDirectory { access, store in
      try await TestServer.run(access: access) { server in
        let answer = try await server.send("POST", "/v1/keys", json: body)
        #expect(answer.status == 400)
        #expect(try await store.apiKeys().isEmpty)
      }
    }
  }

  @Test func changesAndRefusalsAreNotedWithoutWhatTheySay() async throws {
    final class Trail: AuditTrail {
      let lines = Mutex<[AuditEntry]>([])
      func note(_ entry: AuditEntry) { lines.withLock { $0.append(entry) } }
    }
    let trail = Trail()
    try await withDirectory { access, _ in
      let key = try await access.create(key: APIKeyDraft(name: "k", scopes: [.memoryRead, .memoryWrite]))
      try await TestServer.run(access: access, audit: trail) { server in
        _ = try await server.send("GET", "/v1/memories", headers: bearer(key.secret))
        _ = try await server.send(
          "POST", "/v1/memories", headers: bearer(key.secret), json: #"{"text":"the secret word"}"#)
        _ = try await server.send("GET", "/v1/keys", headers: bearer(key.secret))
        _ = try await server.send("GET", "/v1/memories?q=private", headers: bearer("wrong"))
        _ = try await server.send("GET", "/v1/export", headers: bearer(key.secret))
      }
      let noted = trail.lines.withLock { $0 }
      #expect(noted.map(\.status) == [201, 403, 401, 200])
      #expect(noted.map(\.route) == ["/v1/memories", "/v1/keys", "/v1/memories", "/v1/export"])
      #expect(noted.map(\.caller) == ["key:\(key.key.id)", "key:\(key.key.id)", "nobody", "key:\(key.key.id)"])
      let text = noted.map(\.line).joined()
      for word in ["secret word", "private", key.secret, "wrong"] { #expect(!text.contains(word)) }
    }
  }

  @Test func usesAreNotedAndKeysOutliveTheProcess() async throws {
    let clock = ManualClock(Date(timeIntervalSince1970: 1_750_000_000))
    try await withDirectory(clock: clock) { access, store in
      let made = try await access.create(key: APIKeyDraft(name: "k", scopes: [.chat]))
      #expect(access.caller(presenting: made.secret)?.id == "key:\(made.key.id)")
      #expect(access.caller(presenting: made.secret + "x") == nil)
      let run = Task { await access.run() }
      run.cancel()
      await run.value
      #expect(try await store.apiKeys().map(\.key.usedAt) == [clock.now()])
      let next = directory(store, clock: clock)
      #expect(!next.hasCredentials)
      try await next.load()
      #expect(next.hasCredentials && next.caller(presenting: made.secret) != nil)
    }
  }
}
