import Foundation
import MnemeCore
import Synchronization
import Testing

@testable import mneme

/// `mneme forget`, on the data directory and through a server.
@Suite struct ForgetVerbTests {
  @Test(arguments: Reach.allCases) func aDryRunTellsAndErasesNothing(_ reach: Reach) async throws {
    try await reach.run { program in
      let before = try await program.out("export")
      let plan = try await program.out("forget", "--person", "Ingrid", "--dry-run")
      #expect(plan.hasPrefix("This would be forgotten for good, with everything derived from it: 2 messages, "))
      #expect(try await program.out("export") == before)
      #expect(try await program.decode(WireReceipt.self, "forget", "--entity", "Ingrid", "--dry-run").dryRun)
    }
  }

  @Test(arguments: Reach.allCases) func everySelectionIsErasedWithAReceipt(_ reach: Reach) async throws {
    try await reach.run { program in
      let message = try await program.decode(WireMessages.self, "search", "Noted").messages[0].id
      let memory = try await program.memory("I live in Lisbon")
      func receipt(_ arguments: String...) async throws -> WireReceipt {
        let outcome = try await program.run(["forget", "--yes", "--json"] + arguments)
        try #require(outcome.status == 0, "\(outcome.error)")
        return try JSONDecoder.api.decode(WireReceipt.self, from: Data(outcome.out.utf8))
      }
      let first = try await receipt("--message", message)
      #expect(first.messages == 1 && !first.dryRun)
      #expect(try await program.out("search", "Noted") == "Nothing was said with these words.\n")
      let second = try await receipt("--memory", memory)
      #expect(second.memories == 1 && second.messages == 1 && second.ledgerEntries >= 1)
      try await program.refuses("memories", "show", memory, saying: "There is no memory")
      #expect(try await receipt("--from", "2026-05-09T09:01:00Z", "--to", "2026-05-10").messages == 1)
      #expect(try await receipt("--session", "kitchen").messages == 1)
      #expect(try await receipt("--entity", "Ingrid").messages == 1)
      _ = try await program.out("remember", "I like green tea.")
      let text = try await program.out("forget", "--everything", "--yes")
      #expect(text.hasPrefix("Forgotten at ") && text.contains(": 1 message, 1 memory, "))
      #expect(try await program.out("memories") == "Nothing is remembered yet.\n")
      try await program.refuses("forget", "--message", message, "--yes", saying: "There is no message with this id")
      try await program.refuses(
        "forget", "--session", "nowhere", "--yes", saying: "There is no conversation with this id")
      #expect(
        try await program.out("forget", "--person", "Nobody", "--yes")
          == "Nothing was forgotten: there was nothing of the kind.\n")
    }
  }

  @Test func withoutAnyoneToAskItIsWrongUsage() async throws {
    let program = try Program()
    let outcome = try await program.run("forget", "--everything", input: "yes\n")
    #expect(outcome.status == 64)
    #expect(outcome.error.contains("say --yes") && outcome.out.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: program.data))
  }

  private static func receipt(messages: Int, dryRun: Bool) -> ForgetReceipt {
    ForgetReceipt(
      space: .me, at: FakeServices.time, isDryRun: dryRun, messages: messages, memories: 1, lessenedMemories: 2,
      keptSources: ["k"], vectors: 3)
  }

  private func run(_ answer: String?, yes: Bool = false, messages: Int = 2) async throws -> (
    Bool, CapturedConsole, [Bool]
  ) {
    let console = CapturedConsole()
    let calls = Mutex<[Bool]>([])
    let run = ForgetRun(console: console.console, asJSON: false, nextLine: { answer }) { dryRun in
      calls.withLock { $0.append(dryRun) }
      return messages == 0
        ? ForgetReceipt(
          space: .me, at: FakeServices.time, isDryRun: dryRun, messages: 0, memories: 0, lessenedMemories: 0,
          keptSources: [])
        : Self.receipt(messages: messages, dryRun: dryRun)
    }
    let done = try await run.run(dryRun: false, yes: yes, space: .me)
    return (done, console, calls.withLock { $0 })
  }

  @Test func thePersonSeesTheCountAndSaysYes() async throws {
    let (done, console, calls) = try await run(" Yes ")
    #expect(done && calls == [true, false])
    #expect(console.error.contains("for good, with everything derived from it: 2 messages, 1 memory.\n"))
    #expect(console.error.contains("2 memories with other sources would stay."))
    #expect(console.error.hasSuffix("Forget this in the space 'me'? It cannot be undone. Type yes: "))
    #expect(console.out.hasPrefix("Forgotten at 2025-06-15T15:06:40Z: 2 messages, 1 memory, 3 vectors.\n"))
    #expect(console.out.contains("1 message stayed, for other memories too (--with-sources): k\n"))
  }

  @Test(arguments: [nil, "", "y", "no", "yes please"] as [String?])
  func anythingButYesErasesNothing(_ answer: String?) async throws {
    let (done, console, calls) = try await run(answer)
    #expect(!done && calls == [true])
    #expect(console.out == "" && console.error.hasSuffix("Nothing was forgotten.\n"))
  }

  @Test func whatIsNotThereIsNotAskedAbout() async throws {
    let (done, console, calls) = try await run(nil, messages: 0)
    #expect(done && calls == [true])
    #expect(console.error == "Nothing would be forgotten.\n")
  }

  @Test func yesAsksNobody() async throws {
    let (done, console, calls) = try await run(nil, yes: true)
    #expect(done && calls == [false])
    #expect(console.error == "")
  }
}
