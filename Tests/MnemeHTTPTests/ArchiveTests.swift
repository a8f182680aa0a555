import Foundation
import MnemeCore
import Testing

@testable import MnemeHTTP

@Suite struct ArchiveTests {
  @Test func sessionsAreSearchedAndShownWithTheirDigest() async throws {
    try await TestServer.run { server in
      let answer = try await server.send(
        "GET", "/v1/sessions?q=new+flat%2B&from=2026-01-01&to=2026-02-01T00:00:00Z&include_archived=1&limit=7")
      #expect(answer.status == 200)
      let session = try #require((answer.json["sessions"] as? [[String: Any]])?.first)
      #expect(session["title"] as? String == "Moving")
      #expect(session["summary"] as? String == "About a move.")
      #expect(session["topics"] as? [String] == ["lisbon", "flat"])
      #expect(session["archived_at"] is NSNull)
      #expect(session["message_count"] as? Int == 10)
      #expect(
        server.engine.archive.sessionSearches == [
          SessionSearch(
            text: "new flat+", from: Date(iso8601: "2026-01-01"), to: Date(iso8601: "2026-02-01"),
            includeArchived: true, limit: 7)
        ])
      _ = try await server.send("GET", "/v1/sessions?q=%20")
      #expect(server.engine.archive.sessionSearches.last == SessionSearch())
      let other = try await server.send("GET", "/v1/sessions", headers: ["X-Mneme-Space": "team"])
      #expect((other.json["sessions"] as? [Any])?.isEmpty == true)
    }
  }

  @Test func sessionIsReadFromItsEndInPages() async throws {
    try await TestServer.run { server in
      var texts: [String] = []
      var path: String? = "/v1/sessions/s%2F1?limit=4"
      var pages = 0
      while let next = path {
        let page = try await server.send("GET", next)
        #expect(page.status == 200)
        let session = try #require(page.json["session"] as? [String: Any])
        #expect(session["id"] as? String == "s/1")
        #expect(session["title"] is NSNull)
        let messages = page.json["messages"] as? [[String: Any]] ?? []
        texts = messages.compactMap { $0["text"] as? String } + texts
        path = (page.json["next_before"] as? Int).map { "/v1/sessions/s%2F1?limit=4&before=\($0)" }
        pages += 1
      }
      #expect(pages == 3)
      #expect(texts == (1...10).map { "line \($0)" })
    }
  }

  @Test func messageIsShownWithItsPlaceAndWithoutItsHash() async throws {
    try await TestServer.run { server in
      let page = try await server.send("GET", "/v1/sessions/s%2F1?limit=1")
      let message = try #require((page.json["messages"] as? [[String: Any]])?.first)
      #expect(
        Set(message.keys) == [
          "id", "ordinal", "space", "session_id", "role", "speaker", "text", "trust", "created_at", "external_id",
          "parent",
        ])
      #expect(message["role"] as? String == "assistant")
    }
  }

  @Test func sessionIsEndedAndForgotten() async throws {
    try await TestServer.run { server in
      let ended = try await server.send("POST", "/v1/sessions/s%2F1/end")
      #expect(ended.json["ended_at"] as? String == "2025-06-15T15:06:40Z")
      let receipt = try await server.send("DELETE", "/v1/sessions/s%2F1")
      #expect(receipt.status == 200)
      #expect(receipt.json["dry_run"] as? Bool == false)
      let message = try await server.send("DELETE", "/v1/messages/x-1?dry_run=1", headers: ["X-Mneme-Space": "team"])
      #expect(message.json["dry_run"] as? Bool == true)
      #expect(
        server.engine.forgetting.orders == [
          .init(selection: .session("s/1"), space: .me, dryRun: false),
          .init(selection: .message("x-1"), space: try SpaceID("team"), dryRun: true),
        ])
      let form = try await server.send(
        "POST", "/v1/sessions/s%2F1/end", headers: ["Content-Type": "text/plain"])
      #expect(form.status == 415)
    }
  }

  @Test func messagesAreSearchedByWordsPhraseAndTime() async throws {
    try await TestServer.run { server in
      let found = try await server.send("GET", "/v1/messages/search?q=%22the+move%22&limit=2")
      #expect((found.json["messages"] as? [[String: Any]])?.map { $0["id"] as? String } == ["x-10", "x-9"])
      _ = try await server.send("GET", "/v1/messages/search?from=2026-05-08T13:56:00%2B09:00")
      _ = try await server.send(
        "GET", "/v1/messages/search?q=%EA%B0%80&to=2026-05-08+13:56:00", headers: ["X-Mneme-Space": "a"])
      #expect(
        server.engine.archive.messageQueries == [
          .init(text: "\"the move\"", from: nil, to: nil, space: .me, limit: 2),
          .init(text: "", from: Date(iso8601: "2026-05-08T04:56:00Z"), to: nil, space: .me, limit: 20),
          .init(text: "가", from: nil, to: Date(iso8601: "2026-05-08T13:56:00Z"), space: try SpaceID("a"), limit: 20),
        ])
      let long = String(repeating: "a", count: Limits.queryCharacters + 5)
      _ = try await server.send("GET", "/v1/messages/search?q=\(long)")
      #expect(server.engine.archive.messageQueries.last?.text.count == Limits.queryCharacters)
    }
  }

  @Test func sizesOfTheSpaceAreShown() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("GET", "/v1/memories/stats")
      #expect(answer.status == 200)
      #expect(answer.json["messages"] as? Int == 10)
      #expect(answer.json["memories_by_kind"] as? [String: Int] == ["fact": 1, "preference": 1])
      #expect(answer.body.contains(#""memories_by_kind":{"fact":1,"preference":1}"#))
      #expect(answer.json["waiting_jobs"] as? Int == 7)
      #expect(answer.json["first_message_at"] as? String == "2025-06-15T15:06:40Z")
      let estimate = try #require((answer.json["token_estimates"] as? [[String: Any]])?.first)
      #expect(estimate["model"] as? String == "story" && estimate["samples"] as? Int == 2)
      #expect(estimate["counted"] as? Bool == true && (estimate["factor"] as? Double ?? 0) > 1.05)
      let other = try await server.send("GET", "/v1/memories/stats", headers: ["X-Mneme-Space": "team"])
      #expect(other.json["messages"] as? Int == 0)
      #expect(other.json["first_message_at"] is NSNull)
    }
  }

  @Test(arguments: [
    Refusal("GET", "/v1/sessions?limit=501", nil, 400, "limit"),
    Refusal("GET", "/v1/sessions?from=soon", nil, 400, "from"),
    Refusal("GET", "/v1/sessions?from=2026-02-01&to=2026-02-01", nil, 400, "to"),
    Refusal("GET", "/v1/sessions?q=%FF", nil, 400, "q"),
    Refusal("GET", "/v1/sessions?include_archived=x", nil, 400, "include_archived"),
    Refusal("GET", "/v1/sessions/s%2F1?limit=0", nil, 400, "limit"),
    Refusal("GET", "/v1/sessions/s%2F1?before=x", nil, 400, "before"),
    Refusal("GET", "/v1/sessions/none", nil, 404), Refusal("POST", "/v1/sessions/none/end", nil, 404),
    Refusal("DELETE", "/v1/sessions/none", nil, 404), Refusal("DELETE", "/v1/messages/none", nil, 404),
    Refusal("DELETE", "/v1/messages/x-1?dryrun=1", nil, 400, "dryrun"),
    Refusal("DELETE", "/v1/sessions/s?dry_run=maybe", nil, 400, "dry_run"),
    Refusal("GET", "/v1/messages/search", nil, 400, "q"), Refusal("GET", "/v1/messages/search?q=+", nil, 400, "q"),
    Refusal("GET", "/v1/messages/search?q=x&limit=201", nil, 400, "limit"),
  ])
  func wrongInputIsNamed(_ refusal: Refusal) async throws { try await refusal.check() }
}
