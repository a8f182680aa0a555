import Foundation
import MnemeCore
import Testing

@testable import mneme

/// `mneme memories …` and `mneme explain`, on the data directory and through a server.
@Suite struct MemoryVerbTests {
  @Test(arguments: Reach.allCases) func memoriesAreListedAndShown(_ reach: Reach) async throws {
    try await reach.run { program in
      let list = try await program.out("memories")
      #expect(list.contains("  fact        I live in Lisbon.\n"))
      #expect(
        try await program.out("memories", "list", "--limit", "1").hasSuffix("(There are more: --limit shows them.)\n"))
      let id = try await program.memory("I live in Lisbon")
      let details = try await program.out("memories", "show", id)
      #expect(details.hasPrefix("I live in Lisbon.\n"))
      #expect(details.contains("  id            \(id)\n") && details.contains("  state         active\n"))
      let memory = try await program.decode(WireMemory.self, "memories", "show", id)
      #expect(memory.id == id && memory.active && memory.sources == ["a1"] || memory.sources.count == 1)
      let statistics = try await program.out("memories", "stats")
      #expect(statistics.contains("\nmessages       5\n") || statistics.contains("messages"))
      try await program.refuses("memories", "show", "nobody", saying: "There is no memory with this id")
      try await program.refuses("memories", "history", "nobody", saying: "There is no memory with this id")
    }
  }

  @Test(arguments: Reach.allCases) func whatHeldAtATimeIsListed(_ reach: Reach) async throws {
    try await reach.run { program in
      let held = try await program.out("memories", "--as-of", "2026-05-10")
      #expect(held.contains("Lisbon"))
      #expect(try await program.out("memories", "--as-of", "2001-01-01") == "Nothing was remembered then.\n")
      #expect(try await program.out("memories", "--known-at", "2001-01-01") == "Nothing was remembered then.\n")
    }
  }

  @Test(arguments: Reach.allCases) func everyChangeIsShownAndInTheHistory(_ reach: Reach) async throws {
    try await reach.run { program in
      let id = try await program.memory("I live in Lisbon")
      #expect(try await program.out("memories", "pin", id).hasSuffix("I live in Lisbon.  (pinned)\n"))
      #expect(try await program.out("memories", "unpin", id).hasSuffix("I live in Lisbon.\n"))
      #expect(try await program.out("memories", "edit", id, "I live", "in Porto.").hasSuffix("I live in Porto.\n"))
      let importance = try await program.decode(WireMemory.self, "memories", "reassess", id, "0.25").importance
      #expect(importance == 0.25)
      let right = try await program.decode(WireMemory.self, "memories", "judge", id, "wrong")
      #expect(right.confidence == 0.2 && right.active)
      #expect(try await program.out("memories", "retire", id).hasSuffix("(retired)\n"))
      #expect(try await program.out("memories", "restore", id).hasSuffix("I live in Porto.\n"))
      #expect(try await program.out("memories", "judge", id, "outdated").hasSuffix("(retired)\n"))
      #expect(try await program.out("memories", "undo", id).hasSuffix("I live in Porto.\n"))
      let history = try await program.out("memories", "history", id)
      let actions = history.split(separator: "\n").map { $0.split(separator: " ")[1] }
      #expect(
        actions == [
          "added", "pinned", "unpinned", "reworded", "reassessed", "judged", "retired", "restored", "retired", "undone",
        ])
      #expect(history.contains("I live in Porto.  (requested)"))
      let entries = try await program.decode(WireHistory.self, "memories", "history", id).history
      #expect(entries.count == actions.count)
      #expect(entries[3].before?.fields[.text] == .text("I live in Lisbon."))
      #expect(entries[4].after?.fields[.importance] == .number(0.25))
    }
  }

  @Test(arguments: Reach.allCases) func undoGoesBackToTheBeginningAndThenSaysSo(_ reach: Reach) async throws {
    try await reach.run { program in
      let id = try await program.memory("I live in Lisbon")
      _ = try await program.out("memories", "pin", id)
      #expect(try await program.out("memories", "undo", id).hasSuffix("I live in Lisbon.\n"))
      #expect(try await program.out("memories", "undo", id).hasSuffix("(retired)\n"))
      try await program.refuses("memories", "undo", id, saying: "no change of this memory left to undo")
      try await program.refuses("memories", "undo", "nobody", saying: "There is no memory with this id")
    }
  }

  @Test(arguments: Reach.allCases) func marksAreSetAndTakenAway(_ reach: Reach) async throws {
    try await reach.run { program in
      let id = try await program.memory("I live in Lisbon")
      #expect(try await program.out("memories", "mark", id, "--local-only").hasSuffix("(local only)\n"))
      let labelled = try await program.decode(
        WireMemory.self, "memories", "mark", id, "--label", "town", "--label", "home")
      #expect(labelled.labels == ["home", "town"] && labelled.localOnly)
      let bare = try await program.decode(
        WireMemory.self, "memories", "mark", id, "--unlabel", "town", "--no-local-only")
      #expect(bare.labels == ["home"] && !bare.localOnly)
      let many = (0..<20).flatMap { ["--label", "l\($0)"] }
      let outcome = try await program.run(["memories", "mark", id] + many)
      #expect(outcome.status == 1 && outcome.error == "mneme: A memory has at most 20 labels.\n")
    }
  }

  @Test(arguments: Reach.allCases) func theInboxIsApprovedOrRejected(_ reach: Reach) async throws {
    let program = try Program()
    // Two memories that wait, as an export of another space holds them.
    try await program.fill()
    let lines = try await program.out("export").split(separator: "\n").map {
      $0.replacingOccurrences(of: #""awaits_approval":false"#, with: #""awaits_approval":true"#)
    }
    _ = try await program.run("import", "-", "--space", "ada", input: lines.joined(separator: "\n"))
    try await reach.run(on: program) { program in
      let inbox = try await program.decode(WireMemories.self, "memories", "inbox", "--space", "ada").memories
      try #require(inbox.count >= 2)
      #expect(try await program.out("memories", "inbox", "list", "--space", "ada").contains("(waits for approval)"))
      let approved = try await program.out("memories", "inbox", "approve", inbox[0].id, "--space", "ada")
      #expect(!approved.contains("waits"))
      let rejected = try await program.out("memories", "inbox", "reject", inbox[1].id, "--space", "ada")
      #expect(rejected.contains("(retired"))
      // A memory that speaks is not retired by a wrong id.
      for verb in ["approve", "reject"] {
        try await program.refuses(
          "memories", "inbox", verb, inbox[0].id, "--space", "ada", saying: "does not wait for approval")
      }
      let left = try await program.decode(WireMemories.self, "memories", "inbox", "--space", "ada").memories
      #expect(left.map(\.id) == inbox.dropFirst(2).map(\.id))
      #expect(try await program.out("memories", "inbox") == "Nothing waits for approval.\n")
    }
  }

  @Test(arguments: Reach.allCases) func explainShowsEveryCandidateAndLeavesNoTrace(_ reach: Reach) async throws {
    try await reach.run { program in
      let text = try await program.out("explain", "Where", "does", "Ingrid", "live", "--limit", "1")
      #expect(text.hasPrefix("1. ") && text.contains("lexical #1") && text.contains("\nLooked at and dropped:\n-  "))
      let result = try await program.decode(WireRecallResult.self, "explain", "Ingrid", "--limit", "1")
      #expect(result.results.count == 1 && result.results[0].explanation != nil)
      #expect(result.dropped?.isEmpty == false)
      #expect(try await program.decode(WireRecallResult.self, "recall", "Ingrid").dropped == nil)
      // Being explained is not being used: the export holds no access counter of it.
      let space = try await program.run("explain", "boat")
      #expect(space.status == 0)
    }
  }

  @Test(arguments: Reach.allCases) func anotherSpaceHasNothing(_ reach: Reach) async throws {
    try await reach.run { program in
      let id = try await program.memory("I live in Lisbon")
      #expect(try await program.out("memories", "--space", "ada") == "Nothing is remembered yet.\n")
      #expect(try await program.out("sessions", "--space", "ada") == "There are no conversations yet.\n")
      try await program.refuses(
        "memories", "pin", id, "--space", "ada", saying: "There is no memory with this id")
    }
  }
}
