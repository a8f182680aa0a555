import Foundation
import MnemeCore
import Testing

@testable import MnemeHTTP

@Suite struct MaintenanceTests {
  @Test func upkeepIsOfOneSpaceUnlessAllAreAskedFor() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("POST", "/v1/maintenance", headers: ["X-Mneme-Space": "team"])
      #expect(answer.status == 200)
      #expect(answer.json["dry_run"] as? Bool == false)
      let space = try #require((answer.json["spaces"] as? [[String: Any]])?.first)
      #expect(space["space"] as? String == "team")
      #expect(
        ["checked", "preserved", "expired", "merged", "reassessed", "generalised", "semantic", "outlived"].map {
          space[$0] as? Int
        } == Array(1...8))
      #expect(answer.json["ended_sessions"] as? Int == 9 && answer.json["archived_sessions"] as? Int == 10)
      #expect(answer.json["findings"] as? [String] == ["one page is damaged"])
      _ = try await server.send("POST", "/v1/maintenance", json: #"{"dry_run":true,"all_spaces":true}"#)
      _ = try await server.send("POST", "/v1/maintenance", json: #"{"all_spaces":false}"#)
      #expect(server.engine.maintenance.calls == ["maintain team false", "maintain all true", "maintain me false"])
    }
  }

  @Test func rebuildTellsWhatItMade() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("POST", "/v1/maintenance/rebuild", json: #"{"vectors":true}"#)
      #expect(answer.status == 200)
      #expect(
        ["spaces", "messages", "memories", "entities", "relations", "queued_embeddings"].map {
          answer.json[$0] as? Int
        } == Array(1...6))
      _ = try await server.send("POST", "/v1/maintenance/rebuild")
      // Clients name the type of a body even where they send none.
      let bare = try await server.send(
        "POST", "/v1/maintenance/rebuild", headers: ["Content-Type": "application/json"])
      #expect(bare.status == 200)
      let form = try await server.send(
        "POST", "/v1/maintenance/rebuild", headers: ["Content-Type": "application/x-www-form-urlencoded"])
      #expect(form.status == 415)
      #expect(server.engine.maintenance.calls == ["rebuild true", "rebuild false", "rebuild false"])
    }
  }

  @Test func onlyOneRunsAtATimeAndTheNextMayWhenItIsDone() async throws {
    let engine = FakeEngine()
    try await TestServer.run(engine: engine) { server in
      engine.maintenance.hold()
      defer { engine.maintenance.letGo() }
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("POST", "/v1/maintenance"))
        try await TestServer.eventually("it runs") { engine.maintenance.calls.count == 1 }
        for path in ["/v1/maintenance", "/v1/maintenance/rebuild"] {
          let refused = try await server.send("POST", path)
          #expect(refused.status == 409)
          #expect(refused.error["code"] as? String == "conflict")
        }
        engine.maintenance.letGo()
        #expect(try await client.answer().status == 200)
      }
      #expect(try await server.send("POST", "/v1/maintenance/rebuild").status == 200)
      #expect(engine.maintenance.calls.count == 2)
    }
  }

  @Test func failureGivesThePlaceBack() async throws {
    try await TestServer.run { server in
      for _ in 0..<2 {
        let answer = try await server.send("POST", "/v1/maintenance", headers: ["X-Mneme-Space": "full"])
        #expect(answer.status == 500)
        #expect(answer.error["code"] as? String == "storage")
      }
    }
  }

  @Test(arguments: [
    Refusal("POST", "/v1/maintenance", #"{"dryrun":true}"#, 400, "dryrun"),
    Refusal("POST", "/v1/maintenance", #"{"dry_run":1}"#, 400, "dry_run"), Refusal("POST", "/v1/maintenance", "[]"),
    Refusal("POST", "/v1/maintenance/rebuild", #"{"vector":true}"#, 400, "vector"),
  ])
  func wrongInputIsNamed(_ refusal: Refusal) async throws { try await refusal.check() }

  @Test func formIsRefused() async throws {
    try await TestServer.run { server in
      for path in ["/v1/maintenance", "/v1/maintenance/rebuild"] {
        let answer = try await server.send("POST", path, headers: ["Content-Type": "text/plain"])
        #expect(answer.status == 415)
      }
      #expect(server.engine.maintenance.calls.isEmpty)
    }
  }
}
