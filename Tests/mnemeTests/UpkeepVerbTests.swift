import Foundation
import MnemeCore
import Testing

@testable import mneme

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `mneme maintain`, `rebuild` and `events`.
@Suite struct UpkeepVerbTests {
  @Test(arguments: Reach.allCases) func upkeepSaysWhatItDidOrWouldDo(_ reach: Reach) async throws {
    try await reach.run { program in
      let before = try await program.out("export")
      let plan = try await program.out("maintain", "--dry-run")
      #expect(plan.hasPrefix("Nothing was changed. This would be done:\nme: "))
      #expect(plan.hasSuffix("The database is sound.\n"))
      #expect(try await program.out("export") == before)
      let done = try await program.out("maintain")
      #expect(done.hasPrefix("me: ") && done.contains("idle conversations ended"))
      let report = try await program.decode(WireUpkeep.self, "maintain", "--all-spaces")
      #expect(report.spaces.map(\.space) == [.me] && report.findings.isEmpty && !report.dryRun)
    }
  }

  @Test(arguments: Reach.allCases) func aRebuildTellsWhatWasMade(_ reach: Reach) async throws {
    try await reach.run { program in
      let before = try await program.out("memories", "list", "--all")
      #expect(try await program.out("rebuild").hasPrefix("Made again in 1 space, from 5 messages: "))
      #expect(try await program.out("memories", "list", "--all") == before)
      #expect(try await program.decode(RebuildReport.self, "rebuild").messages == 5)
    }
  }

  @Test func eventsAreFollowedUntilTheServerStops() async throws {
    let program = try Program()
    let (server, _) = try await program.serve()
    let text = try program.start(["events"], name: "events")
    let json = try program.start(["events", "--json"], name: "events-json")
    // Nothing tells when a feed is open: statements are made until both have seen one.
    var number = 0
    while program.read("events.out").isEmpty || program.read("events-json.out").isEmpty {
      number += 1
      _ = try await program.out("remember", "My cat number \(number) is called Tom\(number).")
    }
    #expect(try await program.end(server, SIGTERM) == 0)
    while text.isRunning || json.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    #expect(text.terminationStatus == 0 && json.terminationStatus == 0)
    #expect(program.read("events.error") == "mneme: The server has ended the feed.\n")
    #expect(program.read("events.out").contains("  memory_changed  "))
    #expect(!program.read("events.out").contains("cat"))
    let first = try #require(program.read("events-json.out").split(separator: "\n").first)
    #expect(try JSONDecoder().decode(MemoryEvent.self, from: Data(first.utf8)).space == .me)
  }

  @Test func eventsEndWithCtrlC() async throws {
    let program = try Program()
    let (server, _) = try await program.serve()
    let events = try program.start(["events"], name: "events")
    var number = 0
    while program.read("events.out").isEmpty {
      number += 1
      _ = try await program.out("remember", "My cat number \(number) is called Tom\(number).")
    }
    #expect(try await program.end(events, SIGINT) == SIGINT)
    #expect(try await program.end(server, SIGTERM) == 0)
  }

  @Test func withoutAServerThereIsNothingToFollow() async throws {
    let program = try Program()
    try await program.refuses("events", saying: "start one with 'mneme serve'")
    #expect(!FileManager.default.fileExists(atPath: program.data))
  }
}

/// Wrong usage, in whatever way the memory would be reached.
@Suite struct UsageTests {
  @Test func wrongArgumentsHaveTheUsageAndStatus64() async throws {
    let program = try Program()
    let day = "2026-05-08"
    for wrong in [
      ["memories", "--limit", "0"], ["memories", "list", "--all", "--as-of", day], ["memories", "--as-of", "May"],
      ["memories", "show"], ["memories", "edit", "x"], ["memories", "edit", "x", " "],
      ["memories", "reassess", "x", "2"],
      ["memories", "judge", "x", "maybe"], ["memories", "mark", "x"], ["memories", "mark", "x", "--label", "\t"],
      ["memories", "mark", "x", "--label", "a", "--unlabel", "a"], ["memories", "inbox", "--limit", "201"],
      ["memories", "inbox", "approve"], ["memories", "fly", "x", "y"], ["memories", "--space", "a b"],
      ["explain"], ["explain", " "], ["forget"], ["forget", "--yes"],
      ["forget", "--yes", "--memory", "x", "--everything"], ["forget", "--yes", "--from", day],
      ["forget", "--yes", "--from", day, "--to", day], ["forget", "--yes", "--message", " "],
      ["forget", "--yes", "--message", "x", "--with-sources"], ["sessions", "--limit", "501"],
      ["sessions", "search"], ["sessions", "show"], ["search"], ["search", "x", "--limit", "0"],
      ["search", "x", "--from", day, "--to", day], ["graph", "entities", "--limit", "0"], ["graph", "entity"],
      ["graph", "entity", "x", "--depth", "4"], ["graph", "path", "x"], ["graph", "path", "x", "y", "--depth", "7"],
      ["events", "--after", "-1"], ["import"], ["export", "a", "b"], ["maintain", "now"], ["rebuild", "now"],
    ] {
      let outcome = try await program.run(wrong)
      #expect(outcome.status == 64, "\(wrong)")
      #expect(outcome.out.isEmpty && outcome.error.contains("Usage:"), "\(wrong)")
    }
    #expect(!FileManager.default.fileExists(atPath: program.data))
  }

  @Test func bothWaysPrintTheSame() async throws {
    let program = try Program()
    try await program.fill()
    let id = try await program.memory("I live in Lisbon")
    let asked = [
      ["memories"], ["memories", "list", "--all"], ["memories", "show", id], ["memories", "history", id],
      ["memories", "inbox"], ["memories", "stats"], ["memories", "--as-of", "2026-05-10"], ["sessions"],
      ["sessions", "list", "--all"], ["sessions", "search", "boat"], ["sessions", "show", "harbour"],
      ["search", "boat"],
      ["search", "--from", "2026-05-09"], ["graph"], ["graph", "entities"], ["graph", "entities", "Ingrid"],
      ["graph", "entity", "Ingrid", "--depth", "2"], ["graph", "path", "Oslo", "Lumen Labs"], ["export"],
      ["maintain", "--dry-run"],
    ]
    func answers() async throws -> [String] {
      var all: [String] = []
      for arguments in asked {
        all.append(try await program.run(arguments).out)
        if arguments != ["export"] { all.append(try await program.run(arguments + ["--json"]).out) }
      }
      return all
    }
    let direct = try await answers()
    #expect(direct.allSatisfy { !$0.isEmpty })
    try await Reach.server.run(on: program) { _ in
      let served = try await answers()
      for (one, other) in zip(direct, served) { #expect(one == other) }
    }
  }
}
