import Foundation
import MnemeCore
import Testing

@testable import mneme

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `mneme export` and `import` of exports, on the data directory and through a server.
@Suite struct TransferVerbTests {
  @Test(arguments: Reach.allCases) func whatIsExportedComesBackByteForByte(_ reach: Reach) async throws {
    try await reach.run { program in
      let id = try await program.memory("I live in Lisbon")
      _ = try await program.out("memories", "edit", id, "I live in Porto.")
      _ = try await program.out("memories", "pin", id)
      _ = try await program.out("remember", "I like green tea.")
      let file = program.home.path + "/me.jsonl"
      let told = try await program.out("export", file)
      #expect(told.hasPrefix("Exported 3 conversations, 6 messages, "))
      #expect(try program.home.mode(of: "me.jsonl") == 0o600)
      let lines = program.read("me.jsonl").split(separator: "\n")
      #expect(lines.first?.contains("mneme-export") == true && lines.last?.hasPrefix(#"{"counts":"#) == true)

      let first = try await program.out("import", file, "--space", "copy")
      #expect(first == "accepted \(lines.count - 2), skipped 0, errors 0\n")
      let again = try await program.out("import", file, "--space", "copy")
      #expect(again == "accepted 0, skipped \(lines.count - 2), errors 0\n")
      let copied = try await program.out("export", "--space", "copy").split(separator: "\n")
      #expect(copied.dropFirst() == lines.dropFirst())
      #expect(try await program.out("memories", "show", id, "--space", "copy").hasPrefix("I live in Porto.\n"))
      let names = try FileManager.default.contentsOfDirectory(atPath: program.home.path)
      #expect(!names.contains { $0.hasSuffix(".part") })
    }
  }

  @Test(arguments: Reach.allCases) func anExportThatIsCutOffIsReported(_ reach: Reach) async throws {
    let program = try Program()
    try await program.fill()
    let lines = try await program.out("export").split(separator: "\n").map(String.init)
    try await reach.run(on: program) { program in
      let cut = try await program.run("import", "-", "--space", "cut", input: lines.dropLast().joined(separator: "\n"))
      #expect(cut.status == 1)
      #expect(cut.out == "accepted \(lines.count - 2), skipped 0, errors 0\n")
      #expect(cut.error.contains("The export is cut off: its last line, which counts the others, is missing."))
      #expect(cut.error.contains("Import a whole file again: what is stored is skipped."))

      var gap = lines
      gap.remove(at: 4)
      let missing = try await program.run("import", "-", "--space", "gap", input: gap.joined(separator: "\n"))
      #expect(missing.status == 1)
      #expect(missing.error.contains("The export is not whole: its last line counts \(lines.count - 2) records"))

      // What is missing comes with the whole file.
      let whole = try await program.run("import", "-", "--space", "cut", input: lines.joined(separator: "\n"))
      #expect(whole.status == 0 && whole.out == "accepted 0, skipped \(lines.count - 2), errors 0\n")
    }
  }

  @Test(arguments: Reach.allCases) func aBadLineOfAnExportIsNamedByItsNumber(_ reach: Reach) async throws {
    let program = try Program()
    try await program.fill()
    let lines = try await program.out("export").split(separator: "\n").map(String.init)
    let ledger = try #require(lines.firstIndex { $0.contains(#""type":"ledger""#) })
    try await reach.run(on: program) { program in
      let cases: [(at: Int, line: String, reason: String)] = [
        (2, "{", "The line is not a JSON object."),
        (3, #"{"type":"message","id":"secret"}"#, "The member 'session' is missing."),
        (3, #"{"type":"letter","id":"secret"}"#, "a type this program does not know"),
        (
          ledger, lines[ledger].replacingOccurrences(of: #""kind":"fact""#, with: #""kind":"secret""#),
          "The member 'after'"
        ),
        (
          ledger, lines[ledger].replacingOccurrences(of: #""confidence":1"#, with: #""confidence":7"#),
          "The member 'after'"
        ),
        (0, #"{"space":"me","type":"mneme-export","version":99}"#, "The export has version 99"),
      ]
      for (number, bad) in cases.enumerated() {
        var changed = lines
        changed[bad.at] = bad.line
        // Blank lines count.
        let outcome = try await program.run(
          "import", "-", "--space", "bad\(number)", input: "\n" + changed.joined(separator: "\n"))
        #expect(outcome.status == 1, "\(bad)")
        #expect(outcome.error.contains("mneme: Line \(bad.at + 2): "), "\(outcome.error)")
        #expect(outcome.error.contains(bad.reason) && !outcome.error.contains("secret"), "\(outcome.error)")
      }
    }
  }

  @Test(arguments: Reach.allCases) func aRecordThatRefersToNothingIsKeptAndTheGapReported(_ reach: Reach) async throws {
    let program = try Program()
    _ = try await program.out("remember", "I live in Lisbon.")
    _ = try await program.out("remember", "I moved to Porto.")
    let lines = try await program.out("export").split(separator: "\n").filter {
      !($0.contains(#""action":"added""#) && $0.contains("Porto"))
    }
    try await reach.run(on: program) { program in
      let outcome = try await program.run("import", "-", "--space", "copy", input: lines.joined(separator: "\n"))
      #expect(outcome.status == 1 && outcome.out == "accepted \(lines.count - 2), skipped 0, errors 0\n")
      #expect(outcome.error.contains("The export is not whole: "))
    }
  }

  @Test func whatWasForgottenDoesNotStandInTheWayOfAnImport() async throws {
    let program = try Program()
    _ = try await program.out("remember", "I live in Lisbon.")
    _ = try await program.out("remember", "I moved to Porto.")
    let id = try await program.memory("Porto")
    _ = try await program.out("forget", "--memory", id, "--yes")
    let exported = try await program.out("export")
    #expect(!exported.contains("Porto"))
    #expect(try await program.out("import", "-", "--space", "copy", input: exported).hasPrefix("accepted "))
    let copied = try await program.out("export", "--space", "copy")
    #expect(copied.split(separator: "\n").dropFirst() == exported.split(separator: "\n").dropFirst())
  }

  @Test func placesThatCannotBeWrittenAreRefusedBeforeAnythingIsRead() async throws {
    let program = try Program()
    try await program.refuses("export", program.home.path, saying: "is not a file")
    try await program.refuses("export", program.home.path + "/no/where.jsonl", saying: "its folder does not exist")
    #expect(!FileManager.default.fileExists(atPath: program.data))
  }

  @Test func anExportReplacesAnOlderOneAndClosesIt() async throws {
    let program = try Program()
    let file = try program.home.write("old", to: "me.jsonl")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
    _ = try await program.out("export", file)
    #expect(try program.home.mode(of: "me.jsonl") == 0o600)
    #expect(program.read("me.jsonl").hasPrefix(#"{"space":"me","type":"mneme-export","version":1}"#))
  }
}
