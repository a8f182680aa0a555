import Foundation
import MnemeCore
import Testing

@testable import MnemeHTTP

/// A call with wrong input: method, path, body, and what is said about it.
struct Refusal: Sendable, CustomTestStringConvertible {
  let method: String
  let path: String
  let json: String?
  let status: Int
  let param: String?

  init(_ method: String, _ path: String, _ json: String? = nil, _ status: Int = 400, _ param: String? = nil) {
    self.method = method
    self.path = path
    self.json = json
    self.status = status
    self.param = param
  }

  var testDescription: String { "\(method) \(path) \(json ?? "")" }

  func check() async throws {
    try await TestServer.run { server in
      let answer = try await server.send(method, path, json: json)
      #expect(answer.status == status)
      #expect(answer.error["param"] as? String == param)
      #expect(answer.error["request_id"] as? String == answer.headers["x-request-id"])
      #expect((answer.error["message"] as? String)?.isEmpty == false)
      #expect(server.memory.changes.isEmpty && server.engine.forgetting.orders.isEmpty)
      #expect(server.engine.maintenance.calls.isEmpty)
    }
  }
}

@Suite struct CurationTests {
  private func withMemory(
    _ text: String = "Lives in Lisbon.", _ body: (TestServer) async throws -> Void
  ) async throws {
    try await TestServer.run { server in
      let added = try await server.send("POST", "/v1/memories", json: #"{"text":"\#(text)","importance":0.5}"#)
      #expect(added.status == 201)
      try await body(server)
    }
  }

  @Test func memoryIsShownWithAllItsMembers() async throws {
    try await withMemory { server in
      let answer = try await server.send("GET", "/v1/memories/m-1")
      #expect(answer.status == 200)
      #expect(answer.json["text"] as? String == "Lives in Lisbon.")
      for name in ["pinned", "preserved", "awaits_approval", "local_only"] {
        #expect(answer.json[name] as? Bool == false, "\(name)")
      }
      #expect((answer.json["labels"] as? [Any])?.isEmpty == true)
      #expect((answer.json["derived_from"] as? [Any])?.isEmpty == true)
      #expect(answer.json["confidence"] as? Double == 1)
      #expect(answer.json["superseded_at"] is NSNull)
    }
  }

  @Test func everyFieldOfAPatchIsAChangeOfItsOwn() async throws {
    try await withMemory { server in
      let answer = try await server.send(
        "PATCH", "/v1/memories/m-1",
        json: #"""
          {"text":"Lives in Porto.","importance":0.9,"pinned":true,"labels":["work","health","work"],"local_only":true}
          """#)
      #expect(answer.status == 200)
      #expect(answer.json["text"] as? String == "Lives in Porto.")
      #expect(answer.json["importance"] as? Double == 0.9)
      #expect(answer.json["pinned"] as? Bool == true)
      #expect(answer.json["labels"] as? [String] == ["health", "work"])
      #expect(answer.json["local_only"] as? Bool == true)
      #expect(
        server.memory.changes == [
          .reword(id: "m-1", text: "Lives in Porto.", reason: "requested"),
          .reassess(id: "m-1", importance: 0.9, reason: "requested"),
          .pin(id: "m-1", isPinned: true, reason: "requested"),
          .mark(id: "m-1", labels: ["health", "work"], isLocalOnly: true, reason: "requested"),
        ])
    }
  }

  @Test func whatIsSoAlreadyIsNoChange() async throws {
    try await withMemory { server in
      let same = try await server.send(
        "PATCH", "/v1/memories/m-1", json: #"{"text":"Lives in Lisbon.","importance":0.5,"pinned":false,"labels":[]}"#)
      #expect(same.status == 200)
      #expect(same.json["id"] as? String == "m-1")
      #expect(server.memory.changes.isEmpty)
      // One of the two that are marked together keeps the other.
      _ = try await server.send("PATCH", "/v1/memories/m-1", json: #"{"labels":["health"]}"#)
      let marked = try await server.send("PATCH", "/v1/memories/m-1", json: #"{"local_only":true}"#)
      #expect(marked.json["labels"] as? [String] == ["health"])
      #expect(server.memory.changes.count == 2)
    }
  }

  @Test func wrongPatchChangesNothingEvenWhereAnotherFieldIsRight() async throws {
    try await withMemory { server in
      let answer = try await server.send("PATCH", "/v1/memories/m-1", json: #"{"text":"Moved.","importance":1.5}"#)
      #expect(answer.status == 400)
      #expect(answer.error["param"] as? String == "importance")
      #expect(server.memory.changes.isEmpty)
      let long = String(repeating: "x", count: Limits.memoryCharacters + 1)
      let tooLong = try await server.send("PATCH", "/v1/memories/m-1", json: #"{"text":"\#(long)"}"#)
      #expect(tooLong.status == 413)
    }
  }

  @Test func retiredMemoryIsRestoredAndChangesAreUndone() async throws {
    try await withMemory { server in
      _ = try await server.send("DELETE", "/v1/memories/m-1")
      let restored = try await server.send("POST", "/v1/memories/m-1/restore")
      #expect(restored.json["active"] as? Bool == true)
      _ = try await server.send("PATCH", "/v1/memories/m-1", json: #"{"pinned":true}"#)
      let undone = try await server.send("POST", "/v1/memories/m-1/undo", json: "{}")
      #expect(undone.json["pinned"] as? Bool == false)
      for _ in 0..<2 { _ = try await server.send("POST", "/v1/memories/m-1/undo") }
      let nothing = try await server.send("POST", "/v1/memories/m-1/undo")
      #expect(nothing.status == 409)
      #expect(nothing.error["code"] as? String == "conflict")
    }
  }

  @Test func memoriesOfTheInboxWaitForApproval() async throws {
    try await withMemory("perhaps moving") { server in
      let inbox = try await server.send("GET", "/v1/memories/inbox")
      #expect((inbox.json["memories"] as? [[String: Any]])?.map { $0["id"] as? String } == ["m-1"])
      let other = try await server.send("GET", "/v1/memories/inbox", headers: ["X-Mneme-Space": "team"])
      #expect((other.json["memories"] as? [Any])?.isEmpty == true)
      let approved = try await server.send("POST", "/v1/memories/m-1/approve")
      #expect(approved.json["awaits_approval"] as? Bool == false)
      let empty = try await server.send("GET", "/v1/memories/inbox")
      #expect((empty.json["memories"] as? [Any])?.isEmpty == true)
    }
  }

  @Test(arguments: [("right", 1.0, true), ("wrong", 0.2, true), ("outdated", 1.0, false)])
  func feedbackChangesConfidenceOrRetires(_ judgement: String, _ confidence: Double, _ isActive: Bool) async throws {
    try await withMemory { server in
      let answer = try await server.send(
        "POST", "/v1/memories/m-1/feedback", json: #"{"judgement":"\#(judgement)"}"#)
      #expect(answer.status == 200)
      #expect(answer.json["confidence"] as? Double == confidence)
      #expect(answer.json["active"] as? Bool == isActive)
    }
  }

  @Test func historyShowsFieldsBeforeAndAfterAsAMemoryShowsThem() async throws {
    try await withMemory { server in
      let answer = try await server.send("GET", "/v1/memories/m-1/history")
      let entry = try #require((answer.json["history"] as? [[String: Any]])?.first)
      let before = try #require(entry["before"] as? [String: Any])
      #expect(before["text"] as? String == "Lives in Porto.")
      #expect(before["valid_to"] is NSNull)
      #expect(before.count == 2)
      let after = try #require(entry["after"] as? [String: Any])
      #expect(after["valid_to"] as? String == "2025-06-15T15:06:40Z")
      #expect(after["importance"] as? Double == 1)
      #expect(after["labels"] as? [String] == ["health"])
      #expect(after["session_id"] as? String == "s-1")
      #expect(after["pinned"] as? Bool == true)
    }
  }

  @Test func memoriesAreListedAsTheyWereAtATime() async throws {
    try await withMemory { server in
      for number in 2...4 { _ = try await server.send("POST", "/v1/memories", json: #"{"text":"fact \#(number)"}"#) }
      let past = try await server.send("GET", "/v1/memories?as_of=2025-06-15T15:06:40.002Z&limit=1")
      #expect((past.json["memories"] as? [[String: Any]])?.map { $0["id"] as? String } == ["m-2"])
      #expect(past.json["next_before"] as? Int == 2)
      let next = try await server.send("GET", "/v1/memories?as_of=2025-06-15T15:06:40.002Z&limit=1&before=2")
      #expect((next.json["memories"] as? [[String: Any]])?.map { $0["id"] as? String } == ["m-1"])
      #expect(next.json["next_before"] is NSNull)
      // The plus sign of an offset need not be escaped.
      let known = try await server.send("GET", "/v1/memories?known_at=2025-06-16T00:06:40+09:00")
      #expect((known.json["memories"] as? [Any])?.isEmpty == true)
      #expect(server.memory.asked.last == AsOf(valid: nil, known: Date(milliseconds: 1_750_000_000_000)))
    }
  }

  @Test func explainIsASearchThatIsNeverObserved() async throws {
    try await withMemory { server in
      for json in [#"{"query":"Lisbon"}"#, #"{"query":"Lisbon","explain":false,"limit":3}"#] {
        let answer = try await server.send("POST", "/v1/memories/explain", json: json)
        #expect(answer.status == 200)
        let hit = try #require((answer.json["results"] as? [[String: Any]])?.first)
        #expect(hit["explanation"] is [String: Any])
        #expect(answer.json["dropped"] is [Any])
      }
      #expect(server.memory.queries.allSatisfy { $0.explain && !$0.observe })
    }
  }

  @Test func explainShowsWhatAPromptWouldHold() async throws {
    try await withMemory { server in
      let path = "/v1/memories/explain"
      let bare = try await server.send("POST", path, json: #"{"query":"Lisbon"}"#)
      #expect(bare.json["context"] == nil)
      let answer = try await server.send("POST", path, json: #"{"query":"Lisbon","context":true,"model":"poet"}"#)
      let context = try #require(answer.json["context"] as? [String: Any])
      #expect(context["model"] as? String == "poet" && context["leaves_home"] as? Bool == false)
      #expect(context["note_room"] as? Int == 800 && context["note_tokens"] as? Int == 30)
      let layer = try #require((context["layers"] as? [[String: Any]])?.first)
      #expect(layer["layer"] as? String == "memories" && layer["budget"] as? Int == 360)
      let candidates = try #require(context["candidates"] as? [[String: Any]])
      #expect(candidates.map { $0["kept"] as? Bool } == [true, false])
      #expect(candidates[1]["verdict"] as? String == "dropped: Lisbon")
      let absent = try await server.send("POST", path, json: #"{"query":"Lisbon","context":true,"model":"absent"}"#)
      #expect(absent.status == 404)
      let search = try await server.send(
        "POST", "/v1/memories/search", json: #"{"query":"Lisbon","context":true}"#)
      #expect(search.status == 200 && search.json["context"] == nil, "only with reasons")
    }
  }

  @Test func callsInAnotherSpaceDoNotFindTheMemory() async throws {
    try await withMemory { server in
      let team = ["X-Mneme-Space": "team"]
      for (method, path, json) in [
        ("GET", "", nil), ("PATCH", "", #"{"pinned":true}"#), ("POST", "/undo", nil), ("POST", "/restore", nil),
        ("POST", "/approve", nil), ("POST", "/feedback", #"{"judgement":"right"}"#), ("GET", "/history", nil),
        ("DELETE", "", nil),
      ] as [(String, String, String?)] {
        let answer = try await server.send(method, "/v1/memories/m-1" + path, headers: team, json: json)
        #expect(answer.status == 404, "\(method) \(path)")
      }
      #expect(server.memory.changes.isEmpty)
    }
  }

  @Test func formsOfOtherSitesChangeNothing() async throws {
    try await withMemory { server in
      for verb in ["undo", "restore", "approve"] {
        let answer = try await server.send(
          "POST", "/v1/memories/m-1/\(verb)", headers: ["Content-Type": "application/x-www-form-urlencoded"])
        #expect(answer.status == 415)
      }
      #expect(server.memory.changes.isEmpty)
    }
  }

  @Test(arguments: [
    Refusal("GET", "/v1/memories?as_of=yesterday", nil, 400, "as_of"),
    Refusal("GET", "/v1/memories?known_at=99999-01-01", nil, 400, "known_at"),
    Refusal("GET", "/v1/memories?as_of=2026-01-01&include_inactive=1", nil, 400, "include_inactive"),
    Refusal("GET", "/v1/memories/inbox?limit=0", nil, 400, "limit"),
    Refusal("PATCH", "/v1/memories/m-1", "{}"), Refusal("PATCH", "/v1/memories/m-1", "[]"),
    Refusal("PATCH", "/v1/memories/m-1", #"{"text":" "}"#, 400, "text"),
    Refusal("PATCH", "/v1/memories/m-1", #"{"pinned":"yes"}"#, 400, "pinned"),
    Refusal("PATCH", "/v1/memories/m-1", #"{"pined":true}"#, 400, "pined"),
    Refusal("PATCH", "/v1/memories/m-1", #"{"labels":[""]}"#, 400, "labels[0]"),
    Refusal("PATCH", "/v1/memories/m-1", #"{"labels":["a",7]}"#, 400, "labels[1]"),
    Refusal("PATCH", "/v1/memories/m-1", #"{"labels":["a\n"]}"#, 400, "labels[0]"),
    Refusal("PATCH", "/v1/memories/none", #"{"pinned":true}"#, 404),
    Refusal("POST", "/v1/memories/m-1/feedback", #"{"judgement":"great"}"#, 400, "judgement"),
    Refusal("POST", "/v1/memories/m-1/feedback", "{}", 400, "judgement"),
    Refusal("POST", "/v1/memories/none/feedback", #"{"judgement":"right"}"#, 404),
    Refusal("GET", "/v1/memories/none", nil, 404), Refusal("POST", "/v1/memories/none/approve", nil, 404),
    Refusal("POST", "/v1/memories/explain", #"{"query":" "}"#, 400, "query"),
    Refusal("POST", "/v1/memories/explain", #"{"query":"x","limit":201}"#, 400, "limit"),
  ])
  func wrongInputIsNamed(_ refusal: Refusal) async throws { try await refusal.check() }

  @Test(arguments: [
    ("PUT", "/v1/memories/m-1", "GET, PATCH, DELETE, HEAD, OPTIONS"), ("GET", "/v1/memories/m-1/undo", "POST, OPTIONS"),
    ("POST", "/v1/memories/inbox", "GET, HEAD, OPTIONS"), ("GET", "/v1/memories/explain", "POST, OPTIONS"),
    ("DELETE", "/v1/sessions", "GET, HEAD, OPTIONS"), ("POST", "/v1/sessions/s", "GET, DELETE, HEAD, OPTIONS"),
    ("GET", "/v1/messages/m", "DELETE, OPTIONS"), ("POST", "/v1/graph", "GET, HEAD, OPTIONS"),
    ("POST", "/v1/events", "GET, HEAD, OPTIONS"), ("GET", "/v1/forget", "POST, OPTIONS"),
    ("POST", "/v1/export", "GET, HEAD, OPTIONS"), ("GET", "/v1/maintenance", "POST, OPTIONS"),
    ("GET", "/v1/maintenance/rebuild", "POST, OPTIONS"),
  ])
  func wrongMethodIsA405WithAllow(_ method: String, _ path: String, _ allow: String) async throws {
    try await TestServer.run { server in
      let answer = try await server.send(method, path)
      #expect(answer.status == 405)
      #expect(answer.headers["allow"] == allow)
    }
  }
}
