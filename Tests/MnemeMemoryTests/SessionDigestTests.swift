import Foundation
import MnemeCore
import MnemeSQLite
import Testing

@testable import MnemeMemory

@Suite struct SessionDigestTests {
  private func digest(_ home: EngineHome) async throws -> String {
    let session = try #require(try await home.store.session("s1", in: .me))
    return "\(session.digest?.title ?? "") \(session.digest?.summary ?? "") \(session.digest?.topics ?? [])"
      .lowercased()
  }

  @Test func whatIsRetiredIsInNoTitleAndNoSummary() async throws {
    let home = try EngineHome()
    try await home.say("I live in Zanquibar.")
    try await home.say("We repaired the green boat in the harbour and painted its mast.")
    try await home.work()
    _ = try await home.engine.end(session: "s1", in: .me)
    try await home.work()
    #expect(try await digest(home).contains("zanquibar"))
    let memory = try #require(
      try await home.engine.memories(in: .me, includeInactive: false, before: nil, limit: 9).first {
        $0.text.contains("Zanquibar")
      })
    try await home.engine.retire(memory: memory.id, in: .me)
    #expect(try await !digest(home).contains("zanquibar"), "not even until it is made again")
    try await home.work()
    let remade = try await digest(home)
    #expect(!remade.contains("zanquibar") && remade.contains("boat"))
    _ = try await home.engine.change(.restore(id: memory.id, reason: "requested"), in: .me)
    try await home.work()
    #expect(try await digest(home).contains("zanquibar"))
    try home.close()
  }

  @Test func whatWaitsForConsentIsInNoTitleAndNoSummary() async throws {
    let home = try EngineHome { $0.asksFirst = true }
    try await home.say("I live in Zanquibar.")
    try await home.say("We repaired the green boat in the harbour and painted its mast.")
    try await home.work()
    _ = try await home.engine.end(session: "s1", in: .me)
    try await home.work()
    #expect(try await !digest(home).contains("zanquibar"))
    for memory in try await home.engine.inbox(in: .me, limit: 9) {
      _ = try await home.engine.change(.approve(id: memory.id, reason: "requested"), in: .me)
    }
    try await home.work()
    #expect(try await digest(home).contains("zanquibar"))
    try home.close()
  }
}
