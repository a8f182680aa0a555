import Foundation
import MnemeCore
import Testing

@testable import mneme

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How commands reach the memory: every verb answers the same in both ways.
enum Reach: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case directory, server

  var testDescription: String { rawValue }

  /// A home with a conversation in it, and a server on it where that is the way.
  func run(_ body: (Program) async throws -> Void) async throws {
    let program = try Program()
    try await program.fill()
    try await run(on: program, body)
  }

  func run(on program: Program, _ body: (Program) async throws -> Void) async throws {
    guard self == .server else { return try await body(program) }
    let (server, _) = try await program.serve()
    do {
      try await body(program)
    } catch {
      _ = try await program.end(server, SIGTERM)
      throw error
    }
    #expect(try await program.end(server, SIGTERM) == 0)
  }
}

extension Program {
  static let conversation = """
    {"external_id":"a1","session":"harbour","time":"2026-05-08T13:56:00Z","role":"user","text":"I live in Lisbon."}
    {"external_id":"a2","session":"harbour","time":"2026-05-08T13:57:00Z","role":"assistant","text":"Noted: a green boat."}
    {"external_id":"a3","session":"harbour","time":"2026-05-08T13:58:00Z","role":"user","text":"My sister Ingrid lives in Oslo."}
    {"external_id":"b1","session":"kitchen","time":"2026-05-09T09:00:00Z","role":"user","text":"Ingrid works at Lumen Labs."}
    {"external_id":"b2","session":"kitchen","time":"2026-05-09T09:01:00Z","speaker":"Ravi","text":"The boat is green, I think."}

    """

  /// The files of a data directory in which the conversation was imported, all is derived from it and both sessions have ended,
  /// so that upkeep of a server finds nothing to do. Made once.
  private static let filled = Task<[String: Data], any Error> {
    let program = try Program()
    let stored = try await program.run("import", "-", input: conversation)
    try #require(stored.out == "accepted 5, skipped 0, errors 0\n", "\(stored.error)")
    for session in ["harbour", "kitchen"] { _ = try await program.out("sessions", "end", session) }
    var isDerived = false
    // On a busy machine a command does not wait until everything is derived; the next one goes on.
    while !isDerived {
      _ = try await program.out("import", "-", input: conversation)
      let statistics = try await program.decode(SpaceStatistics.self, "memories", "stats")
      let sessions = try await program.decode(WireSessions.self, "sessions").sessions
      isDerived =
        statistics.activeMemories >= 3 && statistics.entities >= 5 && sessions.allSatisfy { $0.title != nil }
    }
    var files: [String: Data] = [:]
    let manager = FileManager.default
    for name in try manager.subpathsOfDirectory(atPath: program.data) where name != "lock" {
      var isDirectory: ObjCBool = false
      let path = program.data + "/" + name
      guard manager.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue else { continue }
      files[name] = try Data(contentsOf: URL(fileURLWithPath: path))
    }
    return files
  }

  /// A data directory with the conversation in it.
  func fill() async throws {
    for (name, content) in try await Self.filled.value {
      let file = URL(fileURLWithPath: data + "/" + name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try content.write(to: file)
    }
  }

  /// What a command prints; the test ends when it fails.
  func out(_ arguments: String..., input: String = "") async throws -> String {
    let outcome = try await run(arguments, input: input)
    try #require(outcome.status == 0, "\(arguments): \(outcome.status) \(outcome.error)")
    #expect(outcome.error == "", "\(arguments)")
    return outcome.out
  }

  func decode<Answer: Decodable>(_ type: Answer.Type, _ arguments: String...) async throws -> Answer {
    let outcome = try await run(arguments + ["--json"])
    try #require(outcome.status == 0, "\(arguments): \(outcome.status) \(outcome.error)")
    return try JSONDecoder.api.decode(type, from: Data(outcome.out.utf8))
  }

  /// The id of the active memory with these words.
  func memory(_ words: String) async throws -> String {
    let list = try await decode(WireMemories.self, "memories", "--limit", "200")
    return try #require(list.memories.first { $0.text.contains(words) }, "\(words)").id
  }

  /// That a command fails with one line that begins so.
  func refuses(_ arguments: String..., status: Int32 = 1, saying words: String) async throws {
    let outcome = try await run(arguments)
    #expect(outcome.status == status, "\(arguments): \(outcome.error)")
    #expect(outcome.out == "", "\(arguments)")
    #expect(outcome.error.contains(words), "\(arguments): \(outcome.error)")
  }
}
