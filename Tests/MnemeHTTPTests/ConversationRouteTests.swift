import Foundation
import MnemeCore
import MnemeSQLite
import Testing

@testable import MnemeHTTP

/// Over a real store: what the routes keep is what is read again.
@Suite struct ConversationRouteTests {
  private static let noon = Date(milliseconds: 1_750_000_000_000)

  private func withStore(_ body: (SQLiteStore) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mneme-routes-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let store = try SQLiteStore(path: folder.appending(path: SQLiteStore.fileName).path)
    let messages = (1...3).map { number in
      NewMessage(
        id: "a\(number)", space: .me, session: "s/1", role: .user, text: "word \(number)", trust: .user,
        createdAt: Self.noon.addingTimeInterval(Double(number)))
    }
    _ = try await store.append(messages, channel: "api")
    let memory = Memory(
      id: "m1", space: .me, text: "Lives by the sea", kind: .fact, importance: 0.7, trust: .user, sources: ["a1"],
      session: "s/1", validFrom: Self.noon, recordedAt: Self.noon)
    _ = try await store.apply([.add(memory, reason: "test")], in: .me, at: Self.noon, finishing: [])
    do { try await body(store) } catch {
      try store.close()
      try FileManager.default.removeItem(at: folder)
      throw error
    }
    try store.close()
    try FileManager.default.removeItem(at: folder)
  }

  @Test func aConversationIsRenamedAndBranched() async throws {
    try await withStore { store in
      try await TestServer.run(kept: store) { server in
        let named = try await server.send("PATCH", "/v1/sessions/s%2F1", json: #"{"title": "By the\nsea"}"#)
        #expect(named.status == 200 && named.json["title"] as? String == "By the sea")
        #expect(named.json["own_title"] as? Bool == true)
        let plain = try await server.send("PATCH", "/v1/sessions/s%2F1", json: #"{"title": null}"#)
        #expect(plain.json["own_title"] as? Bool == false)
        let long = String(repeating: "x", count: 201)
        #expect(try await server.send("PATCH", "/v1/sessions/s%2F1", json: #"{"title": "\#(long)"}"#).status == 400)
        #expect(try await server.send("PATCH", "/v1/sessions/s%2F1", json: #"{"titel": "x"}"#).status == 400)
        #expect(try await server.send("PATCH", "/v1/sessions/none", json: #"{"title": "x"}"#).status == 404)
        let other = ["X-Mneme-Space": "other"]
        #expect(
          try await server.send("PATCH", "/v1/sessions/s%2F1", headers: other, json: #"{"title": "x"}"#).status == 404)

        let branch = try await server.send("POST", "/v1/sessions/s%2F1/branch", json: #"{"message": "a2"}"#)
        #expect(branch.status == 201 && branch.json["branch_of"] as? String == "a2")
        let id = try #require(branch.json["id"] as? String)
        #expect(try await store.messages(session: id, in: .me, before: nil, limit: 9).map(\.id) == ["a1", "a2"])
        #expect(try await server.send("POST", "/v1/sessions/s%2F1/branch").status == 201)
        #expect(
          try await server.send("POST", "/v1/sessions/s%2F1/branch", json: #"{"message": "none"}"#).status == 404)
        #expect(
          try await server.send("POST", "/v1/sessions/s%2F1/branch", headers: other, json: "{}").status == 404)
      }
    }
  }

  @Test func aMessageIsReadInItsOwnSpaceAlone() async throws {
    try await withStore { store in
      try await TestServer.run(kept: store) { server in
        let found = try await server.send("GET", "/v1/messages/a2")
        #expect(found.status == 200 && found.json["text"] as? String == "word 2")
        #expect(try await server.send("GET", "/v1/messages/none").status == 404)
        #expect(try await server.send("GET", "/v1/messages/a2", headers: ["X-Mneme-Space": "other"]).status == 404)
      }
      // Without such a store there are no such methods.
      try await TestServer.run { server in
        let message = try await server.send("GET", "/v1/messages/a2")
        let session = try await server.send("PATCH", "/v1/sessions/s", json: "{}")
        #expect(message.status == 405 && session.status == 405)
      }
    }
  }

  @Test func memoriesAreFilteredAndCountedByDay() async throws {
    try await withStore { store in
      try await TestServer.run(kept: store) { server in
        func count(_ query: String) async throws -> Int? {
          (try await server.send("GET", "/v1/memories?\(query)").json["memories"] as? [Any])?.count
        }
        #expect(try await count("kind=fact,event") == 1)
        #expect(try await count("kind=event") == 0)
        #expect(try await count("trust=user&q=SEA") == 1)
        #expect(try await count("pinned=1") == 0)
        #expect(try await count("from=2025-06-16T00:00:00Z") == 0)
        #expect(try await server.send("GET", "/v1/memories?kind=gossip").status == 400)
        #expect(
          try await server.send("GET", "/v1/memories?pinned=1&as_of=2025-06-16T00:00:00Z").status == 400)
        let days = try await server.send("GET", "/v1/memories/timeline").json["days"] as? [[String: Any]]
        #expect(days?.map { $0["day"] as? String } == ["2025-06-15"])
        #expect(days?.first?["memories"] as? Int == 1 && days?.first?["messages"] as? Int == 3)
      }
    }
  }

  @Test func theGraphIsShownAsFarAsItCanBeDrawn() async throws {
    try await TestServer.run { server in
      let found = try await server.send("GET", "/v1/graph/overview?limit=2")
      #expect(found.status == 200)
      #expect((found.json["entities"] as? [Any])?.count == 2 && (found.json["relations"] as? [Any])?.count == 1)
      #expect(try await server.send("GET", "/v1/graph/overview?limit=5001").status == 400)
      #expect(server.engine.graph.asked == ["overview me 2"])
    }
  }
}
