import Foundation
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeAssistant

@Suite struct DistillingTests {
  private typealias Home = DistillingHome

  static func answer(
    memories: [String] = [], entities: [String] = [], relations: [String] = [], emotions: [String] = [],
    summary: String = ""
  ) -> String {
    #"{"memories": ["# + memories.joined(separator: ",") + #"], "entities": ["# + entities.joined(separator: ",")
      + #"], "relations": ["# + relations.joined(separator: ",") + #"], "emotions": ["#
      + emotions.joined(separator: ",")
      + #"], "summary": ""# + summary + #""}"#
  }

  static func memory(_ message: Int, _ text: String, importance: Double = 0.7) -> String {
    #"{"message": \#(message), "text": "\#(text)", "kind": "fact", "importance": \#(importance)}"#
  }

  @Test func oneCallReadsAWholeIdleBatch() async throws {
    let home = try await Home { _ in
      "Here you are:\n```json\n"
        + Self.answer(
          memories: [
            Self.memory(2, "The old mill belongs to us since spring"), Self.memory(3, "Biscuit sleeps in the boat"),
          ],
          entities: [#"{"message": 3, "name": "Biscuit", "kind": "person"}"#],
          relations: [#"{"message": 3, "source": "Biscuit", "type": "friend_of", "target": "me"}"#],
          emotions: [#"{"message": 2, "emotion": "positive"}"#]) + "\n```"
    }
    try await home.hear([
      "Well.", "The old mill belongs to us since spring!", "Biscuit sleeps in the boat, my friend.", "So.",
    ])
    #expect(try await home.engine.distil(.me).calls == 0)
    let outcome = try await home.distil()
    #expect(outcome.messages == 4 && outcome.calls == 1 && outcome.memories == 2 && outcome.refused == 0)
    let memories = try await home.memories()
    #expect(memories.map(\.text) == ["The old mill belongs to us since spring", "Biscuit sleeps in the boat"])
    #expect(memories.allSatisfy { $0.trust == .user && $0.sources.count == 1 })
    #expect(try await home.engine.entities(named: "Biscuit", in: .me, limit: 1).first?.name == "Biscuit")
    let readings = try await home.store.readings(of: memories[0].sources, in: .me)
    #expect(readings.map(\.emotion) == [.positive] && readings.map(\.method) == ["answering"])
    #expect(try await home.distil().calls == 0)
    #expect(home.model.requests.count == 1 && home.model.requests[0].answerSchema != nil)
    try home.close()
  }

  @Test func aModelThatHasNotPassedIsNotAsked() async throws {
    let home = try await Home(passed: false) { _ in Self.answer() }
    try await home.hear(["I have a boat."])
    #expect(try await home.distil().calls == 0)
    try await home.store.put(ExtractionFloor(model: "answering", passed: 18, cases: 24, testedAt: home.clock.now()))
    #expect(try await home.distil().calls == 0)
    try await home.store.put(ExtractionFloor(model: "answering", passed: 19, cases: 19, testedAt: home.clock.now()))
    #expect(try await home.distil().calls == 0)
    #expect(home.model.requests.isEmpty)
    try home.close()
  }

  @Test(arguments: [
    "", "I found nothing.", "{}", #"{"memories": []}"#,
    answer(memories: [memory(1, "I have a boat")], summary: "x").replacing("fact", with: "truth"),
    answer(memories: [memory(1, "I have a boat"), memory(9, "I have a boat")]),
    answer(memories: [memory(1, "I have a boat", importance: 7)]),
    answer(
      memories: [memory(1, "I have a boat")],
      relations: [#"{"message": 1, "source": "me", "type": "owns", "target": "boat"}"#]),
    answer(memories: [memory(1, "I have a boat")], emotions: [#"{"message": 1, "emotion": "glad"}"#]),
    answer(memories: [memory(1, "I have a boat")]).replacing(#""entities": [],"#, with: ""),
  ])
  func anAnswerWithAMistakeLeavesNothing(_ text: String) async throws {
    let home = try await Home { _ in text }
    try await home.hear(["I have a boat"])
    let outcome = try await home.distil()
    #expect(outcome.calls == 1 && outcome.invalid == 1 && outcome.memories == 0)
    #expect(home.distiller.invalid == 1)
    #expect(try await home.memories().isEmpty)
    #expect(
      try await home.store.readings(
        of: home.store.outline(of: .me, after: 0, limit: 9).map { "\($0.ordinal)" }, in: .me
      ).isEmpty)
    #expect(try await home.distil().calls == 0)
    try home.close()
  }

  @Test func onlyWhatThePersonSaidPassesTheGates() async throws {
    let home = try await Home { _ in
      Self.answer(
        memories: [
          Self.memory(1, "I have a yacht"), Self.memory(1, "I do not have a boat"),
          Self.memory(1, "I have a boat in Porto"),
          Self.memory(2, "My password is hunter2secret"), Self.memory(1, "I have a boat"),
        ], entities: [#"{"message": 1, "name": "Porto", "kind": "place"}"#])
    }
    try await home.hear(["I have a boat", "My password is hunter2secret"])
    try await home.hear(["You live in Porto and have a yacht."], trust: .assistant)
    let outcome = try await home.distil()
    #expect(try await home.memories().map(\.text) == ["I have a boat"])
    #expect(outcome.refused == 5)
    let shown = try #require(home.model.requests.first).question
    #expect(!shown.contains("hunter2secret") && !shown.contains("yacht"))
    try home.close()
  }

  @Test func whatAModelCouldNotBeAskedIsAskedAgain() async throws {
    let fails = Mutex(true)
    let home = try await Home { _ in
      if fails.withLock({ $0 }) { throw MnemeError(.upstream, "Away.") }
      return Self.answer(memories: [Self.memory(1, "I have a boat")])
    }
    try await home.hear(["I have a boat"])
    await #expect(throws: MnemeError.self) { try await home.distil() }
    fails.withLock { $0 = false }
    #expect(try await home.distil().memories == 1)
    try home.close()
  }

  /// Whoever pastes a text has a model read their own words alone, however obedient it is.
  @Test func noAttackReachesMemoryThroughAModelThatReads() async throws {
    for attack in try AttackSuite.load().attacks where attack.carrier == .user {
      let home = try await Home { _ in Self.answer(memories: [Self.memory(1, attack.payload)]) }
      try await home.hear([attack.text])
      _ = try await home.distil()
      #expect(try await home.memories().isEmpty, "\(attack)")
      #expect(!home.model.requests.contains { $0.question.contains("live in Zorvex") }, "\(attack)")
      try home.close()
    }
  }

  @Test func aMessageWithoutOwnWordsIsNotShown() async throws {
    let home = try await Home { _ in Self.answer() }
    try await home.hear(["> I live in Oslo."])
    #expect(try await home.distil().calls == 0)
    #expect(try await home.distil().messages == 0)
    try home.close()
  }

  @Test func whatIsLocalOnlyIsNotShownToAModelElsewhere() async throws {
    let home = try await Home(isLocal: false) { _ in Self.answer() }
    let memory = try await home.engine.remember(Statement(text: "The key lies under the mat."), in: .me)
    _ = try await home.engine.change(.mark(id: memory.id, labels: [], isLocalOnly: true, reason: "test"), in: .me)
    try await home.hear(["I have a boat"])
    _ = try await home.distil()
    #expect(home.model.requests.count == 1)
    #expect(home.model.requests.allSatisfy { !$0.question.contains("mat") })
    try home.close()
  }

  @Test func aTurnCostsLessThanOneUtilityCall() async throws {
    let home = try await Home { request in request.answerSchema == nil ? "Fine." : Self.answer() }
    for number in 0..<20 {
      let request = ChatRequest(
        space: .me, session: "talk", channel: "test",
        messages: [ModelMessage(role: .user, content: "Box \(number) is on the shelf.")])
      for try await _ in home.assistant.reply(to: request) {}
      home.clock.advance(by: 5)
      _ = try await home.engine.distil(.me)
    }
    #expect(home.utility.calls == 0)
    for _ in 0..<4 { _ = try await home.distil() }
    #expect(home.utility.calls == 2)
    #expect(home.model.requests.count { $0.answerSchema == nil } == 20)
    await home.assistant.drained()
    try home.close()
  }
}
