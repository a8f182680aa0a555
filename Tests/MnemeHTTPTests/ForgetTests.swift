import Foundation
import MnemeCore
import Testing

@testable import MnemeHTTP

@Suite struct ForgetTests {
  @Test(
    arguments: [
      (#"{"memory":"m-1"}"#, .memory("m-1", withSources: false), false),
      (#"{"memory":"m-1","with_sources":true,"dry_run":true}"#, .memory("m-1", withSources: true), true),
      (#"{"message":"x-1","dry_run":false}"#, .message("x-1"), false), (#"{"session":"s/1"}"#, .session("s/1"), false),
      (#"{"person":"김 민아"}"#, .person("김 민아"), false), (#"{"everything":true}"#, .everything, false),
      (
        #"{"from":"2026-01-01","to":"2026-01-02T00:00:00+09:00"}"#,
        .time(from: Date(milliseconds: 1_767_225_600_000), to: Date(milliseconds: 1_767_279_600_000)), false
      ),
    ] as [(String, ForgetSelection, Bool)])
  func selectionIsForgottenInItsSpaceWithAReceipt(_ json: String, _ selection: ForgetSelection, _ dryRun: Bool)
    async throws
  {
    try await TestServer.run { server in
      let answer = try await server.send("POST", "/v1/forget", headers: ["X-Mneme-Space": "team"], json: json)
      #expect(answer.status == 200)
      #expect(
        server.engine.forgetting.orders == [
          .init(selection: selection, space: try SpaceID("team"), dryRun: dryRun)
        ])
      #expect(
        Set(answer.json.keys) == [
          "space", "at", "dry_run", "messages", "memories", "lessened_memories", "kept_sources", "sessions", "digests",
          "vectors", "ledger_entries", "entities", "relations", "jobs", "backups",
        ])
      #expect(answer.json["space"] as? String == "team")
      #expect(answer.json["dry_run"] as? Bool == dryRun)
      #expect(answer.json["kept_sources"] as? [String] == ["x-7"])
      #expect(answer.json["backups"] as? [String] == ["mneme-1.db"])
      #expect(answer.json["ledger_entries"] as? Int == 6)
    }
  }

  @Test func deletingAMemoryRetiresAndErasesOnlyWhenAsked() async throws {
    try await TestServer.run { server in
      _ = try await server.send("POST", "/v1/memories", json: #"{"text":"one"}"#)
      let retired = try await server.send("DELETE", "/v1/memories/m-1")
      #expect(retired.json["deleted"] as? Bool == true)
      #expect(server.engine.forgetting.orders.isEmpty)
      let erased = try await server.send("DELETE", "/v1/memories/m-1?erase=1&with_sources=1")
      #expect(erased.json["memories"] as? Int == 1)
      _ = try await server.send("DELETE", "/v1/memories/m-1?erase=true&dry_run=1", headers: ["X-Mneme-Space": "team"])
      #expect(
        server.engine.forgetting.orders == [
          .init(selection: .memory("m-1", withSources: true), space: .me, dryRun: false),
          .init(selection: .memory("m-1", withSources: false), space: try SpaceID("team"), dryRun: true),
        ])
    }
  }

  @Test(arguments: [
    Refusal("POST", "/v1/forget", "{}"), Refusal("POST", "/v1/forget", "[]"), Refusal("POST", "/v1/forget", "{"),
    Refusal("POST", "/v1/forget", #"{"dry_run":true}"#), Refusal("POST", "/v1/forget", nil, 415),
    Refusal("POST", "/v1/forget", #"{"memory":"m-1","message":"x-1"}"#),
    Refusal("POST", "/v1/forget", #"{"everything":true,"session":"s"}"#),
    Refusal("POST", "/v1/forget", #"{"everything":false}"#, 400, "everything"),
    Refusal("POST", "/v1/forget", #"{"everything":"true"}"#, 400, "everything"),
    Refusal("POST", "/v1/forget", #"{"everything":true,"dryrun":true}"#, 400, "dryrun"),
    Refusal("POST", "/v1/forget", #"{"everything":true,"space":"other"}"#, 400, "space"),
    Refusal("POST", "/v1/forget", #"{"memory":" "}"#, 400, "memory"),
    Refusal("POST", "/v1/forget", #"{"memory":7}"#, 400, "memory"),
    Refusal("POST", "/v1/forget", #"{"person":""}"#, 400, "person"),
    Refusal("POST", "/v1/forget", #"{"session":"s","with_sources":true}"#, 400, "with_sources"),
    Refusal("POST", "/v1/forget", #"{"from":"2026-01-01"}"#, 400, "to"),
    Refusal("POST", "/v1/forget", #"{"to":"2026-01-01"}"#, 400, "from"),
    Refusal("POST", "/v1/forget", #"{"from":"then","to":"2026-01-01"}"#, 400, "from"),
    Refusal("POST", "/v1/forget", #"{"from":"2026-01-02","to":"2026-01-01"}"#, 400, "to"),
    Refusal("POST", "/v1/forget", #"{"message":"none"}"#, 404),
    Refusal("DELETE", "/v1/memories/none?erase=1", nil, 404),
    Refusal("DELETE", "/v1/memories/m-1?with_sources=1", nil, 400, "with_sources"),
    Refusal("DELETE", "/v1/memories/m-1?dry_run=1", nil, 400, "dry_run"),
    Refusal("DELETE", "/v1/memories/m-1?erase=perhaps", nil, 400, "erase"),
    Refusal("DELETE", "/v1/memories/m-1?erase=1&withsources=1", nil, 400, "withsources"),
  ])
  func wrongInputForgetsNothing(_ refusal: Refusal) async throws { try await refusal.check() }
}
