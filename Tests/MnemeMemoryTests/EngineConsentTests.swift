import Foundation
import MnemeCore
import MnemeSQLite
import MnemeTestSupport
import Testing

@testable import MnemeMemory

/// Asking before remembering, keeping for a time only, and generalising what comes back.
@Suite struct EngineConsentTests {
  private func texts(_ memories: [Memory]) -> [String] { memories.map(\.text).sorted() }

  private func speaking(_ home: EngineHome) async throws -> [String] {
    texts(try await home.engine.memories(in: .me, includeInactive: false, before: nil, limit: 50))
  }

  // MARK: Inbox

  @Test func aMemoryOfTheInboxIsSilentUntilItIsApproved() async throws {
    let home = try EngineHome { $0.asksFirst = true }
    try await home.say("My favourite tea is sencha.")
    try await home.work()
    let waiting = try await home.engine.inbox(in: .me, limit: 10)
    #expect(waiting.count == 1)
    #expect(try await speaking(home) == [])
    #expect(try await home.recalled("favourite tea") == [], "neither the memory nor its message")
    let id = try #require(waiting.first?.id)
    _ = try await home.engine.change(.approve(id: id, reason: "asked"), in: .me)
    #expect(try await speaking(home).count == 1)
    #expect(try await home.recalled("favourite tea").contains { $0.contains("sencha") })
    #expect(try await home.engine.inbox(in: .me, limit: 10).isEmpty)
    try home.close()
  }

  @Test func aNewerStatementReplacesNothingBeforeItIsApproved() async throws {
    let home = try EngineHome { $0.asksFirst = true }
    _ = try await home.engine.remember(Statement(text: "I live in Ghent."), in: .me)
    home.clock.advance(by: 86_400)
    try await home.say("I live in Antwerp now.")
    try await home.work()
    #expect(try await speaking(home) == ["I live in Ghent."])
    let waiting = try #require(try await home.engine.inbox(in: .me, limit: 10).first)
    _ = try await home.engine.change(.approve(id: waiting.id, reason: "asked"), in: .me)
    #expect(try await speaking(home).map { $0.contains("Antwerp") } == [true])
    let old = try await home.engine.memories(in: .me, includeInactive: true, before: nil, limit: 9)
      .first { $0.text.contains("Ghent") }
    #expect(old?.supersededBy == waiting.id && old?.validTo == waiting.validFrom)
    try home.close()
  }

  @Test func whatWaitsIsNotAskedTwice() async throws {
    let home = try EngineHome { $0.asksFirst = true }
    for _ in 0..<3 {
      try await home.say("My favourite tea is sencha.")
      try await home.work()
      home.clock.advance(by: 60)
    }
    let waiting = try await home.engine.inbox(in: .me, limit: 10)
    #expect(waiting.map(\.repetitions) == [3])
    try home.close()
  }

  // MARK: What stands for a memory

  private func answer(_ text: String, to message: Message, _ home: EngineHome, isEcho: Bool) async throws {
    let id = "answer-\(message.id)"
    _ = try await home.engine.append(
      [
        NewMessage(
          id: id, space: .me, session: message.session, role: .assistant, text: text, trust: .assistant,
          createdAt: home.clock.now(), externalID: isEcho ? Message.echoPrefix + id : nil, parent: message.id,
          jobs: [.embedMessage])
      ], channel: "test")
  }

  @Test func whatIsForgottenTakesItsAnswersAlong() async throws {
    let home = try EngineHome()
    let told = try await home.say("I own a turquoise accordion.")
    try await answer("Noted: \u{201C}I own a turquoise accordion.\u{201D}", to: told, home, isEcho: true)
    let asked = try await home.say("What do I own?", session: "s2")
    try await answer("You said: \u{201C}I own a turquoise accordion.\u{201D}", to: asked, home, isEcho: true)
    try await home.work()
    let receipt = try await home.engine.forget(.message(told.id), in: .me, dryRun: false)
    #expect(receipt.messages == 3)
    #expect(try home.traces(of: "turquoise") == [])
    try home.close()
  }

  @Test func anAnswerFromMemoryIsNoSource() async throws {
    let home = try EngineHome()
    let told = try await home.say("I own a turquoise accordion.")
    try await answer("Noted: \u{201C}I own a turquoise accordion.\u{201D}", to: told, home, isEcho: true)
    try await home.work()
    #expect(try await home.recalled("turquoise accordion") == ["I own a turquoise accordion."])
    try home.close()
  }

  @Test func aMessageIsSilentOnceItsMemoryIsWordedAnew() async throws {
    let home = try EngineHome()
    let memory = try await home.engine.remember(Statement(text: "My favourite fruit is pears."), in: .me)
    _ = try await home.engine.change(
      .reword(id: memory.id, text: "My favourite fruit is quinces.", reason: "r"), in: .me)
    try await home.work()
    #expect(try await home.recalled("favourite fruit") == ["My favourite fruit is quinces."])
    try home.close()
  }

  @Test func whatStaysHereTakesItsAnswersAlong() async throws {
    let home = try EngineHome()
    let told = try await home.say("My favourite medicine is aspirin.")
    try await answer("I will think of the aspirin.", to: told, home, isEcho: false)
    try await home.work()
    let memory = try #require(
      try await home.engine.memories(in: .me, includeInactive: false, before: nil, limit: 9).first)
    _ = try await home.engine.change(.mark(id: memory.id, labels: [], isLocalOnly: true, reason: "r"), in: .me)
    #expect(
      try await home.store.localOnlyItems(in: .me) == [memory.id, told.id, "answer-\(told.id)"])
    _ = try await home.engine.change(.retire(id: memory.id, reason: "r"), in: .me)
    #expect(try await home.recalled("aspirin") == [])
    try home.close()
  }

  @Test func aQuestionIsNotItsOwnAnswer() async throws {
    let home = try EngineHome()
    try await home.say("The spare key is under the flowerpot.")
    try await home.say("Where is the spare key?", session: "s2")
    try await home.work()
    #expect(try await home.recalled("Where is the spare key?") == ["The spare key is under the flowerpot."])
    try home.close()
  }

  @Test func jobsAreTold() async throws {
    let home = try EngineHome()
    try await home.say("My favourite tea is sencha.")
    let worker = Task { await home.engine.run() }  // awaited below
    _ = try await home.engine.queueStatus(of: .me, wait: true)
    worker.cancel()
    await worker.value
    let steps = home.engine.events.recent(100, of: .jobProgressed, in: .me)
    #expect(
      steps.contains { event in
        if case .jobProgressed(.reflectMessage, 1, 0, _) = event.payload { true } else { false }
      })
    try home.close()
  }

  // MARK: Retention

  @Test func oldMessagesGoUnlessAMemoryComesFromThem() async throws {
    let home = try EngineHome { $0.retentionDays = 100 }
    try await home.say("My favourite tea is sencha.")
    try await home.say("The quartzite tram was late.")
    try await home.work()
    home.clock.advance(by: 101 * 86_400)
    try await home.say("The basalt tram was late.")
    try await home.work()
    #expect(try await home.engine.maintain(.me, dryRun: true).spaces.map(\.outlived) == [1])
    #expect(try !home.traces(of: "quartzite").isEmpty)
    #expect(try await home.engine.maintain(nil, dryRun: false).spaces.map(\.outlived) == [1])
    #expect(try home.traces(of: "quartzite") == [])
    #expect(try await home.recalled("tram").contains("The basalt tram was late."))
    #expect(try await home.recalled("favourite tea").contains { $0.contains("sencha") })
    #expect(try await home.engine.maintain(nil, dryRun: false).spaces.map(\.outlived) == [0])
    try home.close()
  }

  @Test func nothingGoesByItself() async throws {
    let home = try EngineHome()
    try await home.say("The quartzite tram was late.")
    try await home.work()
    home.clock.advance(by: 4000 * 86_400)
    #expect(try await home.engine.maintain(nil, dryRun: false).spaces.map(\.outlived) == [0])
    #expect(try await home.recalled("tram") == ["The quartzite tram was late."])
    try home.close()
  }

  // MARK: Episodes

  private func episode(_ number: Int, _ text: String, _ home: EngineHome, importance: Double = 0.6) async throws {
    let memory = Memory(
      id: "episode-\(100 + number)", space: .me, text: text, kind: .event, importance: importance, trust: .user,
      validFrom: home.clock.now(), recordedAt: home.clock.now())
    _ = try await home.store.apply([.add(memory, reason: "test")], in: .me, at: home.clock.now(), finishing: [])
  }

  @Test func whatComesBackIsGeneralisedOnceWithItsOrigins() async throws {
    let home = try EngineHome()
    for number in 0..<4 {
      try await episode(number, "I went swimming in the cold lake near the mill, time \(number)", home)
      home.clock.advance(by: 86_400)
    }
    try await episode(9, "The accordion concert in the town hall was sold out", home)
    try await home.work()
    home.clock.advance(by: 6 * 86_400)
    let planned = try await home.engine.maintain(.me, dryRun: true).spaces
    #expect(planned.map(\.semantic) == [1] && planned.map(\.generalised) == [4])
    #expect(try await speaking(home).count == 5, "a dry run writes nothing")
    let done = try await home.engine.maintain(.me, dryRun: false).spaces
    #expect(done.map(\.semantic) == [1] && done.map(\.generalised) == [4])
    let all = try await home.engine.memories(in: .me, includeInactive: false, before: nil, limit: 50)
    let semantic = try #require(all.first { $0.kind == .semantic })
    #expect(semantic.derivedFrom == (0..<4).map { "episode-\(100 + $0)" })
    #expect(semantic.text.hasPrefix("Comes up often (4 times from ") && semantic.text.contains("swimming"))
    #expect(all.filter { $0.kind == .event && $0.text.contains("swimming") }.allSatisfy { $0.importance < 0.6 })
    #expect(all.first { $0.text.contains("accordion") }?.importance == 0.6)
    #expect(try await home.engine.maintain(.me, dryRun: false).spaces.map(\.semantic) == [0], "once")
    try home.close()
  }

  @Test func aGeneralisationGrowsAndGoesWithWhatItComesFrom() async throws {
    let home = try EngineHome()
    for number in 0..<3 {
      try await episode(number, "I went swimming in the cold lake near the mill, time \(number)", home)
      home.clock.advance(by: 86_400)
    }
    try await home.work()
    home.clock.advance(by: 6 * 86_400)
    _ = try await home.engine.maintain(.me, dryRun: false)
    try await episode(5, "I went swimming in the cold lake near the mill, time 5", home)
    try await home.work()
    home.clock.advance(by: 6 * 86_400)
    _ = try await home.engine.maintain(.me, dryRun: false)
    let semantic = try await home.engine.memories(in: .me, includeInactive: true, before: nil, limit: 50)
      .filter { $0.kind == .semantic }
    #expect(semantic.filter(\.isActive).map(\.derivedFrom.count) == [4])
    #expect(semantic.filter { !$0.isActive }.map(\.supersededBy) == semantic.filter(\.isActive).map(\.id))
    _ = try await home.engine.forget(.memory("episode-101", withSources: true), in: .me, dryRun: false)
    #expect(
      try await home.engine.memories(in: .me, includeInactive: true, before: nil, limit: 50)
        .allSatisfy { $0.kind != .semantic })
    try home.close()
  }

  @Test(arguments: [(2, 2), (3, 1)]) func seldomOrAllAtOnceIsNoHabit(count: Int, days: Int) async throws {
    let home = try EngineHome()
    for number in 0..<count {
      try await episode(number, "I went swimming in the cold lake near the mill, time \(number)", home)
      if days > 1 { home.clock.advance(by: 86_400) }
    }
    try await home.work()
    home.clock.advance(by: 6 * 86_400)
    #expect(try await home.engine.maintain(.me, dryRun: false).spaces.map(\.semantic) == [0])
    try home.close()
  }

  // MARK: Graph and decay

  @Test func whatTheGraphTiesToOthersDoesNotExpire() async throws {
    let home = try EngineHome()
    for place in ["Arendal", "Molde", "Halden", "Narvik", "Alta", "Moss"] {
      try await home.say("My friend Torvald Ek visited \(place).")
    }
    try await home.work()
    try await episode(1, "Torvald Ek wore a red hat", home, importance: 0.4)
    try await episode(2, "The soup was too salty", home, importance: 0.4)
    try await home.work()
    home.clock.advance(by: 400 * 86_400)
    _ = try await home.engine.maintain(.me, dryRun: false)
    let left = try await speaking(home)
    #expect(left.contains("Torvald Ek wore a red hat"))
    #expect(!left.contains("The soup was too salty"))
    try home.close()
  }
}
