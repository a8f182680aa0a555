import Foundation
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

  /// Imports the conversation and waits until all is derived from it.
  func fill() async throws {
    let stored = try await run("import", "-", input: Self.conversation)
    try #require(stored.status == 0, "\(stored.error)")
    try #require(stored.out == "accepted 5, skipped 0, errors 0\n")
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
