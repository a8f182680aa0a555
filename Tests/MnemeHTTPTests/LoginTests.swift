import Foundation
import MnemeCore
import MnemeSQLite
import MnemeTestSupport
import Testing

@testable import MnemeHTTP

@Suite struct LoginTests {
  private static let password = "correct horse battery"

  private func withPeople(
    clock: any WallClock = SystemClock(), _ body: (AccessDirectory, TestServer) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mneme-people-\(UUID().uuidString)")
    let store = try SQLiteStore.open(directory: folder.path)
    let access = AccessDirectory(
      store: store, clock: clock, identifiers: UUIDv7Source(), loginDays: 30,
      hash: PasswordHash(rounds: 2, blockSize: 1, parallelism: 1))
    for name in ["Robin", "Kim"] {
      _ = try await access.add(person: PersonDraft(name: name, password: Self.password))
    }
    try await TestServer.run(localToken: "token", access: access) { try await body(access, $0) }
    try store.close()
    try FileManager.default.removeItem(at: folder)
  }

  private func logIn(_ server: TestServer, _ name: String, _ password: String = password) async throws
    -> (answer: RawClient.Answer, cookie: String)
  {
    let answer = try await server.send(
      "POST", "/v1/login", json: #"{"name":"\#(name)","password":"\#(password)"}"#)
    let cookie = answer.headers["set-cookie"]?.prefix { $0 != ";" } ?? ""
    return (answer, String(cookie))
  }

  @Test func whoLogsInReachesTheirOwnSpaceAloneUntilTheyLogOut() async throws {
    try await withPeople { _, server in
      let asked = try await server.send("GET", "/v1/access")
      #expect(asked.json["key_required"] as? Bool == true && asked.json["people"] as? Bool == true)
      #expect(try await server.send("GET", "/v1/memories").status == 401)
      let (answer, cookie) = try await logIn(server, "robin")
      #expect(answer.status == 200 && answer.json["name"] as? String == "Robin")
      let attributes = answer.headers["set-cookie"] ?? ""
      for wanted in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=2592000"] {
        #expect(attributes.contains(wanted), "\(wanted)")
      }
      #expect(!answer.body.contains("ml_") && !answer.body.contains("scrypt"))
      #expect(try await server.send("GET", "/v1/memories", headers: ["Cookie": "a=b; \(cookie)"]).status == 200)
      let kept = try await server.send("POST", "/v1/memories", headers: ["Cookie": cookie], json: #"{"text":"x"}"#)
      #expect(kept.json["space"] as? String == "robin")
      for space in ["kim", "me", "nobody"] {
        let other = try await server.send(
          "GET", "/v1/memories", headers: ["Cookie": cookie, "X-Mneme-Space": space])
        #expect(other.status == 403, "\(space)")
      }
      #expect(try await server.send("GET", "/v1/people", headers: ["Cookie": cookie]).status == 403)
      let me = try await server.send("GET", "/v1/me", headers: ["Cookie": cookie])
      #expect((me.json["person"] as? [String: Any])?["name"] as? String == "Robin")
      #expect(try await server.send("POST", "/v1/logout", headers: ["Cookie": cookie]).status == 204)
      #expect(try await server.send("GET", "/v1/memories", headers: ["Cookie": cookie]).status == 401)
    }
  }

  /// A page of another site has the cookie sent along where a browser is old, or the site is a neighbour.
  @Test func aCookieIsNoHelpToAnotherSite() async throws {
    try await withPeople { _, server in
      let (_, cookie) = try await logIn(server, "Robin")
      for headers in [
        ["Origin": "http://evil.example"], ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"],
      ] {
        let answer = try await server.send(
          "POST", "/v1/memories", headers: headers.merging(["Cookie": cookie]) { $1 }, json: #"{"text":"x"}"#)
        #expect(answer.status == 403)
      }
      let form = try await server.send(
        "POST", "/v1/memories", headers: ["Cookie": cookie, "Content-Type": "text/plain"], json: #"{"text":"x"}"#)
      #expect(form.status == 415)
    }
  }

  @Test func aWrongPasswordAndAnUnknownNameAreToldAlikeAndLimited() async throws {
    try await withPeople { _, server in
      let wrong = try await logIn(server, "Robin", "wrong horse battery").answer
      let unknown = try await logIn(server, "Nobody").answer
      #expect(wrong.status == 401 && unknown.status == 401)
      #expect(wrong.error["message"] as? String == unknown.error["message"] as? String)
      var statuses: [Int] = []
      for _ in 0..<20 { statuses.append(try await logIn(server, "Robin", "guess").answer.status) }
      #expect(statuses.prefix(18).allSatisfy { $0 == 401 } && statuses.suffix(2).allSatisfy { $0 == 429 })
      #expect(try await logIn(server, "Robin").answer.status == 429, "the right one waits as well")
    }
  }

  @Test func aSharedSpaceOpensAsFarAsTheRoleReaches() async throws {
    try await withPeople { access, server in
      let home = try SpaceID("home")
      let (_, cookie) = try await logIn(server, "Robin")
      let headers = ["Cookie": cookie, "X-Mneme-Space": "home"]
      func statuses() async throws -> [Int] {
        [
          try await server.send("GET", "/v1/memories", headers: headers).status,
          try await server.send("POST", "/v1/memories", headers: headers, json: #"{"text":"x"}"#).status,
          try await server.send("GET", "/v1/persona", headers: headers).status,
        ]
      }
      #expect(try await statuses() == [403, 403, 403])
      let roles: [(SpaceRole?, [Int])] = [
        (.reader, [200, 403, 200]), (.writer, [200, 201, 200]), (.owner, [200, 201, 200]), (nil, [403, 403, 403]),
      ]
      for (role, expected) in roles {
        _ = try await access.set(role: role, ofPerson: "Robin", in: home)
        #expect(try await statuses() == expected, "\(String(describing: role))")
      }
      await #expect(throws: MnemeError.self) {
        _ = try await access.set(role: .reader, ofPerson: "Robin", in: try SpaceID("robin"))
      }
    }
  }

  @Test func aNewPasswordEndsTheLoginsAndNeedsTheOldOne() async throws {
    try await withPeople { _, server in
      let (_, cookie) = try await logIn(server, "Kim")
      let (_, other) = try await logIn(server, "Kim")
      let headers = ["Cookie": cookie]
      func change(_ body: String) async throws -> Int {
        try await server.send("PATCH", "/v1/me", headers: headers, json: body).status
      }
      #expect(try await change(#"{"new_password":"a new long password"}"#) == 403)
      #expect(try await change(#"{"new_password":"short","password":"\#(Self.password)"}"#) == 400)
      #expect(try await change(#"{"language":"ko","time_zone":"Asia/Seoul"}"#) == 200)
      #expect(try await change(#"{"language":"xx"}"#) == 400)
      #expect(try await change(#"{"administrator":true}"#) == 400)
      #expect(try await change(#"{"new_password":"a new long password","password":"\#(Self.password)"}"#) == 200)
      for cookie in [cookie, other] {
        #expect(try await server.send("GET", "/v1/memories", headers: ["Cookie": cookie]).status == 401)
      }
      #expect(try await logIn(server, "Kim").answer.status == 401)
      #expect(try await logIn(server, "Kim", "a new long password").answer.status == 200)
    }
  }

  @Test func aLoginEndsInTimeAndWithItsPerson() async throws {
    let clock = ManualClock()
    try await withPeople(clock: clock) { access, server in
      let robin = try await logIn(server, "Robin").cookie
      let kim = try await logIn(server, "Kim").cookie
      func status(_ cookie: String) async throws -> Int {
        try await server.send("GET", "/v1/memories", headers: ["Cookie": cookie]).status
      }
      clock.advance(by: 30 * 86400 - 1)
      #expect(try await status(robin) == 200)
      try await access.remove(person: "Kim")
      #expect(try await status(kim) == 401)
      clock.advance(by: 1)
      #expect(try await status(robin) == 401)
    }
  }

  @Test func administratorsMayDoEverythingAndMakeOthers() async throws {
    try await withPeople { access, server in
      _ = try await access.change(person: "Robin", PersonChange(isAdministrator: true))
      let (_, cookie) = try await logIn(server, "Robin")
      let headers = ["Cookie": cookie]
      let added = try await server.send(
        "POST", "/v1/people", headers: headers, json: #"{"name":"Lee","password":"a long password","space":"lee"}"#)
      #expect(added.status == 201 && !added.body.contains("scrypt"))
      for (name, space) in [("lee", "other"), ("Other", "lee")] {
        let again = try await server.send(
          "POST", "/v1/people", headers: headers,
          json: #"{"name":"\#(name)","password":"a long password","space":"\#(space)"}"#)
        #expect(again.status == 409)
      }
      let role = try await server.send(
        "PUT", "/v1/people/Lee/roles/home", headers: headers, json: #"{"role":"reader"}"#)
      #expect(role.status == 200 && role.body.contains("reader"))
      #expect(try await server.send("GET", "/v1/people", headers: headers).body.contains("Lee"))
      #expect(try await server.send("DELETE", "/v1/people/Lee", headers: headers).status == 204)
      #expect(try await server.send("DELETE", "/v1/people/Lee", headers: headers).status == 404)
      let elsewhere = try await server.send(
        "GET", "/v1/memories", headers: headers.merging(["X-Mneme-Space": "kim"]) { $1 })
      #expect(elsewhere.status == 200)
    }
  }

  @Test func passwordsAreKeptSlowSaltedAndInOneForm() async throws {
    let hash = PasswordHash(rounds: 16, blockSize: 1, parallelism: 1)
    let (first, second) = (try await hash.make("caf\u{E9} au lait"), try await hash.make("caf\u{E9} au lait"))
    #expect(first != second && first.hasPrefix("scrypt$16$1$1$"))
    #expect(await PasswordHash.matches("cafe\u{301} au lait", first), "composed in another way")
    for (password, text) in [("cafe au lait", first), ("", first), ("x", "scrypt$1$1$1$$"), ("x", "plain"), ("x", "")] {
      #expect(await PasswordHash.matches(password, text) == false)
    }
    #expect(PasswordHash.standard.rounds >= 1 << 15)
  }
}
