import Foundation
import MnemeCore
import Testing

@testable import mneme

/// `mneme sessions`, `search` and `graph`, on the data directory and through a server.
@Suite struct ArchiveVerbTests {
  @Test(arguments: Reach.allCases) func conversationsAreListedShownSearchedAndEnded(_ reach: Reach) async throws {
    try await reach.run { program in
      let list = try await program.out("sessions").split(separator: "\n")
      #expect(list.count == 2)
      #expect(list[0].hasPrefix("2026-05-09T09:01:00Z  2 messages  import  kitchen"))
      #expect(list[1].hasPrefix("2026-05-08T13:58:00Z  3 messages  import  harbour"))
      #expect(try await program.out("sessions", "list", "--to", "2026-05-09").hasPrefix("2026-05-08T13:58:00Z"))
      #expect(try await program.out("sessions", "--from", "2027-01-01") == "There is no such conversation.\n")
      #expect(try await program.out("sessions", "search", "zeppelin") == "There is no such conversation.\n")

      let shown = try await program.out("sessions", "show", "harbour")
      #expect(shown.contains("  messages       3\n"))
      let texts = ["I live in Lisbon.", "Noted: a green boat.", "My sister Ingrid lives in Oslo."]
      #expect(
        shown.split(separator: "\n").filter { $0.hasPrefix("  ") && texts.contains($0.dropFirst(2).description) }
          .map { String($0.dropFirst(2)) } == texts)
      let cut = try await program.out("sessions", "show", "harbour", "--limit", "1")
      #expect(cut.contains("There are earlier messages"))
      let newest = try await program.decode(WireConversation.self, "sessions", "show", "harbour", "--limit", "1")
      #expect(newest.messages.map(\.externalId) == ["a3"])
      let whole = try await program.decode(WireConversation.self, "sessions", "show", "kitchen")
      #expect(whole.messages.map(\.externalId) == ["b1", "b2"] && whole.messages[1].speaker == "Ravi")

      _ = try await program.out("remember", "I like green tea.")
      let open = try #require(
        try await program.decode(WireSessions.self, "sessions").sessions.first { $0.endedAt == nil })
      #expect(try await program.decode(WireSession.self, "sessions", "end", open.id).endedAt != nil)
      try await program.refuses("sessions", "show", "nowhere", saying: "There is no conversation with this id")
      try await program.refuses("sessions", "end", "nowhere", saying: "There is no conversation with this id")
    }
  }

  @Test(arguments: Reach.allCases) func turnsAreListedInNumbers(_ reach: Reach) async throws {
    let program = try Program()
    try await reach.run(on: program) { program in
      #expect(try await program.out("interactions") == "No turns are logged.\n")
      #expect(try await program.run("chat", input: "My tortoise is called Otto.\n/quit\n").status == 0)
      let turns = try await program.decode(WireInteractions.self, "interactions").interactions
      #expect(turns.map(\.model) == ["recall"] && turns.map(\.outcome) == [.stop])
      let line = try await program.out("interactions", "--limit", "1")
      #expect(line.contains("recall  stop") && line.contains("ms in all") && !line.contains("Otto"))
      let session = try #require(turns.first?.sessionId)
      #expect(try await program.out("interactions", "--session", "nowhere") == "No turns are logged.\n")
      _ = try await program.out("forget", "--session", session, "--yes")
      #expect(try await program.out("interactions") == "No turns are logged.\n")
    }
  }

  @Test(arguments: Reach.allCases) func aLongConversationIsReadInPages(_ reach: Reach) async throws {
    let program = try Program()
    let lines = (0..<450).map {
      #"{"external_id":"\#($0)","session":"a/b","time":"2026-05-08T13:56:00Z","role":"user","text":"Line \#($0)"}"#
    }
    #expect(try await program.run("import", "-", input: lines.joined(separator: "\n")).status == 0)
    try await reach.run(on: program) { program in
      let all = try await program.decode(WireConversation.self, "sessions", "show", "a/b", "--limit", "1000")
      #expect(all.messages.map(\.externalId) == (0..<450).map { String($0) })
      let some = try await program.decode(WireConversation.self, "sessions", "show", "a/b", "--limit", "201")
      #expect(some.messages.map(\.externalId) == (249..<450).map { String($0) })
    }
  }

  @Test(arguments: Reach.allCases) func messagesAreSearchedByWordsPhrasesAndTimes(_ reach: Reach) async throws {
    try await reach.run { program in
      let cases: [(arguments: [String], found: [String])] = [
        (["boat", "green"], ["b2", "a2"]), ([#""green boat""#], ["a2"]), (["boat", "--to", "2026-05-09"], ["a2"]),
        (["--from", "2026-05-09T09:01:00Z"], ["b2"]), (["boat", "--limit", "1"], ["b2"]),
      ]
      for (arguments, found) in cases {
        let outcome = try await program.run(["search"] + arguments + ["--json"])
        let answer = try JSONDecoder.api.decode(WireMessages.self, from: Data(outcome.out.utf8))
        #expect(answer.messages.compactMap(\.externalId) == found, "\(arguments)")
      }
      #expect(try await program.out("search", "zeppelin") == "Nothing was said with these words.\n")
      #expect(
        try await program.out("search", "Lumen").contains("2026-05-09T09:00:00Z  user: Ingrid works at Lumen Labs.\n"))
    }
  }

  @Test(arguments: Reach.allCases) func theGraphIsSummedUpListedAndWalked(_ reach: Reach) async throws {
    try await reach.run { program in
      #expect(try await program.out("graph").contains("entities"))
      let sizes = try await program.decode(GraphSummary.self, "graph", "stats")
      #expect(sizes.entities >= 4 && sizes.relations >= 3)
      let all = try await program.decode(WireEntities.self, "graph", "entities").entities
      let ingrid = try #require(all.first { $0.name == "Ingrid" })
      #expect(
        try await program.decode(WireEntities.self, "graph", "entities", "ingrid").entities.first?.name == "Ingrid")
      #expect(try await program.out("graph", "entities", "zeppelin") == "Nothing in the graph is called so.\n")

      let around = try await program.out("graph", "entity", "Ingrid")
      #expect(around.contains("\nAround it:\n") && around.contains("Lumen Labs") && around.contains("Oslo"))
      #expect(around.contains("\nRelations:\n") && around.contains("\nMentioned in, newest first:\n"))
      #expect(try await program.out("graph", "entity", String(ingrid.ordinal)) == around)
      let path = try await program.out("graph", "path", "Oslo", "Lumen Labs")
      #expect(path.split(separator: "\n").count == 2)
      #expect(try await program.decode(WirePath.self, "graph", "path", "Oslo", "Lumen Labs").path?.entities.count == 3)
      #expect(
        try await program.out("graph", "path", "Oslo", "Lumen Labs", "--depth", "1")
          == "There is no path between them.\n")
      try await program.refuses("graph", "entity", "zeppelin", saying: "Nothing in the graph is called 'zeppelin'")
      try await program.refuses("graph", "entity", "999999", saying: "There is no entity")
      try await program.refuses("graph", "path", "Oslo", "999999", saying: "There is no entity")
    }
  }
}
