import Foundation
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeMemory

@Suite struct GraphEndTests {
  private func homes(_ home: EngineHome, of name: String = "me") async throws -> [String: Date?] {
    let graph = try await home.engine.graphs.graph(of: .me)
    let person = try #require(name == "me" ? graph.ownerOrdinal : graph.find([name], limit: 1)[0].first?.entity)
    let view = try await home.engine.neighbourhood(of: person, depth: 1, in: .me, limit: 50)
    let names = Dictionary(uniqueKeysWithValues: view.entities.map { ($0.ordinal, $0.key) })
    return Dictionary(
      uniqueKeysWithValues: view.relations.filter { $0.relation.type == .livesIn && $0.relation.source == person }.map {
        (names[$0.relation.target] ?? "", $0.relation.validTo)
      })
  }

  @Test func aNewerHomeGivesTheOlderItsEnd() async throws {
    let home = try EngineHome()
    try await home.say("I live in Porto.")
    home.clock.advance(by: 40 * 86_400)
    try await home.say("My sister Ingrid lives in Oslo.")
    try await home.work()
    #expect(try await homes(home) == ["porto": nil])
    home.clock.advance(by: 400 * 86_400)
    let moved = try await home.say("I moved to Lisbon.")
    try await home.work()
    #expect(try await homes(home) == ["porto": moved.createdAt, "lisbon": nil])
    #expect(try await homes(home, of: "Ingrid") == ["oslo": nil], "another's home is another's")
    // An end that is stated is no new home.
    home.clock.advance(by: 86_400)
    try await home.say("I used to live in Kyoto.")
    try await home.work()
    let all = try await homes(home)
    #expect(all["lisbon"] == .some(nil) && all["porto"] == moved.createdAt && all["kyoto"] != .some(nil))
    // Derived, not written: what is forgotten ends nothing.
    _ = try await home.engine.rebuild(vectors: false)
    try await home.work()
    #expect(try await homes(home) == all)
    _ = try await home.engine.forget(.message(moved.id), in: .me, dryRun: false)
    try await home.work()
    #expect(try await homes(home)["porto"] == .some(nil))
    try home.close()
  }

  @Test func aPromptTellsUntilWhenAndHeedsWhatWasRetired() async throws {
    let home = try EngineHome()
    try await home.say("My sister Ingrid lives in Oslo.", session: "a")
    home.clock.advance(by: 400 * 86_400)
    try await home.say("My sister Ingrid lives in Bergen.", session: "b")
    try await home.work()
    func notes() async throws -> [String] {
      let (context, _) = try await home.engine.context(
        for: ContextRequest(
          space: .me, channel: "test", question: "Where does Ingrid live?", room: 4_000, noteRoom: 2_000, observe: false
        ))
      return context.notes.first { $0.layer == .graph }?.lines ?? []
    }
    let told = try await notes()
    #expect(told.contains { $0.hasSuffix("--[lives_in]--> Bergen") }, "\(told)")
    #expect(told.contains { $0.contains("--[lives_in, until 20") && $0.hasSuffix("Oslo") }, "\(told)")
    let memory = try #require(
      try await home.engine.memories(in: .me, includeInactive: false, before: nil, limit: 9).first {
        $0.text.contains("Bergen")
      })
    try await home.engine.retire(memory: memory.id, in: .me)
    let after = try await notes()
    #expect(
      after.contains { $0.hasSuffix("--[lives_in]--> Oslo") } && !after.contains { $0.contains("Bergen") }, "\(after)")
    #expect(try await homes(home, of: "Ingrid")["oslo"] == .some(nil), "what was retired ends nothing")
    try home.close()
  }
}
