import Foundation
import Testing

@testable import mneme

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The program as a person runs it.
@Suite struct ProgramTests {
  @Test func whatIsRememberedIsRecalledByTheNextProcess() async throws {
    let program = try Program()
    let stored = try await program.run("remember", "Our", "parrot", "is", "called", "Mango")
    #expect(stored.status == 0 && stored.error == "")
    let id = stored.out.trimmingCharacters(in: .newlines)
    #expect(!id.isEmpty && !id.contains("\n"))
    let found = try await program.run("recall", "--json", "parrot", "--limit", "5")
    #expect(found.status == 0)
    let answer = try JSONDecoder.api.decode(WireRecallResult.self, from: Data(found.out.utf8))
    #expect(answer.results.contains { $0.content.contains("Mango") })
    #expect(answer.lexicalOnly == true)
    let other = try await program.run("recall", "parrot", "--space", "ravi")
    #expect(other.out.hasPrefix("Nothing is remembered"))
  }

  @Test func importsAreCheckedLineByLineAndRepeatable() async throws {
    let program = try Program()
    let lines = """
      {"external_id":"a","session":"s","time":"2026-05-08T13:56:00Z","speaker":"Ada","text":"The boat is green."}
      {"external_id":"b","session":"s","time":"2026-05-08T13:57:00Z","role":"user","text":"It leaks."}

      {"external_id":"c","session":"s","time":"yesterday","role":"user","text":"x"}
      {"external_id":"d","session":"s","time":"2026-05-08T13:57:00Z","text":"x"}
      nonsense
      """
    let file = try program.home.write(lines, to: "messages.jsonl")
    let first = try await program.run("import", file)
    #expect(first.status == 1)
    #expect(first.out == "accepted 2, skipped 0, errors 3\n")
    let named = first.error.split(separator: "\n").map { $0.prefix { $0 != ":" } + $0.drop { $0 != ":" }.prefix(8) }
    #expect(named.map(String.init) == ["mneme: line 4", "mneme: line 5", "mneme: line 6"])
    #expect(!first.error.contains("yesterday") && !first.error.contains("nonsense"))
    let good = lines.split(separator: "\n").prefix(2).joined(separator: "\n")
    let second = try await program.run("import", "-", input: good)
    #expect(second.status == 0)
    #expect(second.out == "accepted 0, skipped 2, errors 0\n")
    #expect(try await program.run("import", "nowhere.jsonl").status == 1)
  }

  @Test func anImportThatFailsTellsWhatIsStored() async throws {
    let program = try Program()
    let lines = (0..<600).map {
      #"{"external_id":"\#($0)","session":"s","time":"2026-05-08T13:56:00Z","role":"user","text":"Line \#($0)"}"#
    }
    let (server, _) = try await program.serve()
    let file = program.home.path + "/lines"
    try #require(mkfifo(file, 0o600) == 0)
    let command = try program.start(["import", file], name: "import")
    // Opens when the command has.
    let writer = try #require(FileHandle(forWritingAtPath: file))
    try writer.write(contentsOf: Data((lines.joined(separator: "\n") + "\n").utf8))
    // The first batch is stored; what is left of the lines waits for more, which never comes.
    while try await program.run("recall", "Line").out.hasPrefix("Nothing") {}
    #expect(try await program.end(server, SIGKILL) == SIGKILL)
    try writer.close()
    while command.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    #expect(command.terminationStatus == 1)
    #expect(program.read("import.out").hasPrefix("accepted 5"))
    #expect(program.read("import.error").contains("stored messages. Import the file again"))
  }

  @Test func aMissingEncoderIsOneWarningOfTheServer() async throws {
    let program = try Program()
    let (server, _) = try await program.serve()
    while !program.serverWords("error").contains("encoder.missing") { try await Task.sleep(for: .milliseconds(5)) }
    _ = try await program.end(server, SIGTERM)
    #expect(program.serverWords("error").components(separatedBy: "encoder.missing").count == 2)
  }

  @Test func aPipedChatAnswersEveryLineWithoutPrompts() async throws {
    let program = try Program()
    let chat = try await program.run(
      "chat", input: "My tortoise is called Otto.\n/recall tortoise\n/sessions\n/quit\nx\n")
    #expect(chat.status == 0)
    #expect(!chat.out.contains("> "))
    #expect(chat.out.contains("1. My tortoise is called Otto."))
    #expect(chat.out.contains("2 messages  terminal"))
  }

  @Test func aServerIsFoundUsedAndNotDoubled() async throws {
    var program = try Program()
    program.environment["MNEME_API_KEY"] = "a-key"
    let (server, url) = try await program.serve()
    // The commands know no key: the token beside the lock is enough for them, and only for them.
    program.environment["MNEME_API_KEY"] = nil
    #expect(try await program.run("remember", "Our hen is called Greta").status == 0)
    let found = try await program.run("recall", "hen")
    #expect(found.status == 0 && found.out.contains("Greta"))
    let stranger = try await program.run("chat", "--url", url, input: "hi\n")
    #expect(stranger.status == 1 && stranger.error.contains("MNEME_API_KEY"))
    let second = try await program.run("serve")
    #expect(second.status == 75)
    #expect(second.error.contains(url) && second.error.contains("already runs"))
    let health = try await program.run("doctor")
    #expect(health.status == 0)
    #expect(health.out.contains("a server runs: \(url)"))

    #expect(try await program.end(server, SIGKILL) == SIGKILL)
    #expect(FileManager.default.fileExists(atPath: program.data + "/server.json"))
    let after = try await program.run("recall", "hen")
    #expect(after.status == 0 && after.out.contains("Greta"))
    #expect(!FileManager.default.fileExists(atPath: program.data + "/server.json"))
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func aServerThatIsAskedToStopSaysSoAndLeavesNoAddress(_ signal: Int32) async throws {
    let program = try Program()
    let (server, _) = try await program.serve()
    #expect(try await program.end(server, signal) == 0)
    let told = program.serverWords("out")
    #expect(told.contains("\nMneme is stopping") && told.hasSuffix("Mneme has stopped. All that was said is stored.\n"))
    #expect(!FileManager.default.fileExists(atPath: program.data + "/server.json"))
    #expect(try program.home.mode(of: "data") == 0o700)
    #expect(try program.home.mode(of: "data/mneme.sqlite") == 0o600)
  }

  @Test func aFailedCommandIsNoSuccessWhereTheEndOfChildrenIsIgnored() async throws {
    var program = try Program()
    let work = program.home.path + "/work"
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: false)
    program.environment["MNEME_TOOLS_ALLOW_COMMANDS"] = "ls *"
    program.environment["MNEME_TOOLS_ROOTS"] = work
    let call = ["tools", "call", "run_command", "--json", #"{"command":"ls nothing","cwd":"\#(work)"}"#]
    let usual = try await program.run(call)
    // As a program that starts this one may have left it.
    let name = "ignoring"
    let process = try ChildProcess(
      path: "/usr/bin/perl", arguments: ["-e", #"$SIG{CHLD} = "IGNORE"; exec @ARGV"#, Program.path] + call,
      environment: program.environment, directory: program.home.path, input: program.home.write("", to: "\(name).in"),
      output: program.home.path + "/\(name).out", error: program.home.path + "/\(name).error")
    while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    #expect(process.terminationStatus == usual.status)
    #expect(program.read(name + ".out") == usual.out && usual.out.contains("\"exit_code\" : 2"))
  }

  @Test func wrongConfigurationAndWrongUsageHaveTheirOwnStatus() async throws {
    var program = try Program()
    #expect(try await program.run("serve", "--port", "http").status == 78)
    #expect(try await program.run("serve", "--host", "0.0.0.0").status == 78)
    #expect(try await program.run("recall").status == 64)
    for wrong in [
      ["recall", "x", "--limit", "0"], ["recall", "x", "--limit", "201"], ["recall", " "], ["remember", " "],
      ["chat", "--url", "foo"], ["chat", "--url", "http://"], ["chat", "--url", "http://me:hush@127.0.0.1:1"],
      ["eval", "recall", "--dataset", "x", "--k", "0"],
    ] {
      let outcome = try await program.run(wrong)
      #expect(outcome.status == 64, "\(wrong)")
      #expect(outcome.out.isEmpty && outcome.error.contains("Usage:") && !outcome.error.contains("hush"))
    }
    #expect(try await program.run("--version").out == Version.current + "\n")
    program = try Program()
    program.environment["MNEME_RECALL_LIMIT"] = "many"
    let wrong = try await program.run("remember", "x")
    #expect(wrong.status == 78)
    #expect(wrong.error.contains("memory.recall_limit: 'many' from the environment variable MNEME_RECALL_LIMIT"))
    #expect(!FileManager.default.fileExists(atPath: program.data))
  }
}

@Suite struct DoctorTests {
  private func lines(_ outcome: Program.Outcome, _ level: String) -> [String] {
    outcome.out.split(separator: "\n").filter { $0.hasPrefix(level) }.map { line in
      String(line.dropFirst(6).prefix { $0 != " " })
    }
  }

  @Test func withoutAnythingAllIsWellAndNothingIsMade() async throws {
    let program = try Program()
    let outcome = try await program.run("doctor")
    #expect(outcome.status == 0)
    #expect(lines(outcome, "FAIL").isEmpty)
    #expect(lines(outcome, "warn") == ["encoder", "chat"])
    #expect(outcome.out.contains("weak in Korean"))
    #expect(!FileManager.default.fileExists(atPath: program.data))
  }

  @Test func everyWrongSettingIsALine() async throws {
    var program = try Program()
    program.environment["MNEME_PORT"] = "70000"
    program.environment["MNEME_LOG_LEVEL"] = "loud"
    let outcome = try await program.run("doctor")
    #expect(outcome.status == 1)
    #expect(lines(outcome, "FAIL") == ["configuration", "configuration"])
  }

  @Test func aFileInPlaceOfTheFolderFails() async throws {
    let program = try Program()
    _ = try program.home.write("", to: "data")
    let outcome = try await program.run("doctor")
    #expect(outcome.status == 1)
    #expect(lines(outcome, "FAIL") == ["data"])
  }

  @Test func aDamagedDatabaseFails() async throws {
    let program = try Program()
    #expect(try await program.run("remember", "Our dog is called Juniper").status == 0)
    #expect(lines(try await program.run("doctor"), "FAIL").isEmpty)
    let file = program.data + "/mneme.sqlite"
    let other = try Program()
    try FileManager.default.createDirectory(atPath: other.data, withIntermediateDirectories: true)
    try Data(repeating: 7, count: 8192).write(to: URL(fileURLWithPath: other.data + "/mneme.sqlite"))
    #expect(FileManager.default.fileExists(atPath: file))
    let outcome = try await other.run("doctor")
    #expect(outcome.status == 1)
    #expect(lines(outcome, "FAIL") == ["database"])
  }

  @Test func anEmptyDatabaseFileIsNotCalledSound() async throws {
    let program = try Program()
    try FileManager.default.createDirectory(atPath: program.data, withIntermediateDirectories: true)
    _ = try program.home.write("", to: "data/mneme.sqlite")
    let outcome = try await program.run("doctor")
    #expect(outcome.status == 0)
    #expect(lines(outcome, "warn").contains("database"))
    #expect(!outcome.out.contains("sound"))
  }

  @Test func aDatabaseThatCannotBeReachedIsNotCalledAbsent() async throws {
    let program = try Program()
    _ = try program.home.write("", to: "data")
    let outcome = try await program.run("doctor")
    #expect(!outcome.out.contains("none yet"))
    #expect(outcome.out.contains("not looked at"))
  }

  @Test func aDamagedModelFails() async throws {
    let program = try Program()
    try FileManager.default.createDirectory(
      atPath: program.home.path + "/no-model", withIntermediateDirectories: true)
    for name in ["model.safetensors", "vocab.txt"] { _ = try program.home.write("x", to: "no-model/" + name) }
    let outcome = try await program.run("doctor")
    #expect(outcome.status == 1)
    #expect(lines(outcome, "FAIL") == ["encoder"])
  }

  @Test func aPortOfAnotherProgramFailsAndOursDoesNot() async throws {
    var program = try Program()
    let (server, url) = try await program.serve()
    let port = try #require(url.split(separator: ":").last)
    program.environment["MNEME_PORT"] = String(port)
    #expect(try await program.run("doctor").out.contains("listens on http://127.0.0.1:\(port)"))
    program.environment["MNEME_DATA_DIR"] = program.home.path + "/elsewhere"
    let outcome = try await program.run("doctor")
    #expect(outcome.status == 1)
    #expect(lines(outcome, "FAIL") == ["port"])
    _ = try await program.end(server, SIGTERM)
  }

  @Test func aModelServerThatDoesNotAnswerIsAWarning() async throws {
    var program = try Program()
    program.environment["MNEME_MODEL_URL"] = "http://127.0.0.1:1/v1"
    let outcome = try await program.run("doctor")
    #expect(outcome.status == 0)
    #expect(outcome.out.contains("http://127.0.0.1:1/v1 does not answer"))
  }
}
