import Foundation
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeMemory

@Suite struct RecallEngineTests {
  @Test func theMessageThatAnswersComesFirst() async throws {
    let world = RecallWorld()
    try await world.say("The weather is grey again.")
    let bees = try await world.say("I keep bees on my roof.", session: "s2")
    try await world.say("Lunch was late today.", session: "s3")
    let result = try await world.ask("Where are the bees?")
    #expect(result.hits.first?.id == bees.id)
    #expect(!result.lexicalOnly)
    #expect(zip(result.hits, result.hits.dropFirst()).allSatisfy { $0.score >= $1.score })
    #expect(result.hits.allSatisfy { (0...1).contains($0.score) })
  }

  @Test func aRecallNeedsOneFetchOfEachSourceAndNoSearchOfTheStore() async throws {
    let world = RecallWorld()
    for i in 0..<50 {
      let message = try await world.say("Note \(i) about bees and honey \(i)", session: "s\(i % 7)")
      try await world.remember("Bees note \(i)", from: [message.id])
    }
    _ = try await world.ask("bees honey", limit: 20)
    world.store.resetCalls()
    _ = try await world.ask("bees honey", limit: 20)
    #expect(world.store.calls == .init(messages: 1, memories: 1))
  }

  @Test func aSpaceIsLoadedOnceHoweverManyAsk() async throws {
    let world = RecallWorld()
    try await world.say("I keep bees.")
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<20 { group.addTask { try await world.ask("bees").hits.count } }
      for try await count in group { #expect(count == 1) }
    }
    #expect(await world.index.loadCount == 1)
  }

  @Test func emptyStoresAndEmptyQuestionsHaveNoHits() async throws {
    let world = RecallWorld()
    #expect(try await world.ask("anything").hits.isEmpty)
    try await world.say("I keep bees.")
    #expect(try await world.ask(" \n").hits.isEmpty)
    _ = try await world.ask("?!")
  }

  @Test func aQuestionOfEightThousandCharactersIsAnswered() async throws {
    let world = RecallWorld()
    let bees = try await world.say("I keep bees on my roof.")
    let long = (0..<900).map { "word\($0)" }.joined(separator: " ") + " bees roof"
    #expect(try await world.ask(long).hits.first?.id == bees.id)
  }

  @Test func withoutAModelWordsDecide() async throws {
    let world = RecallWorld(embedder: MissingEmbedder())
    try await world.say("Lunch was late.", session: "s1")
    let message = try await world.say("저는 서울에 살아요.", session: "s2")
    let result = try await world.ask("서울에서 누가 살아?")
    #expect(result.lexicalOnly)
    #expect(result.hits.map(\.id) == [message.id])
  }

  @Test func theSpeakerNamedInTheQuestionIsPreferred() async throws {
    let world = RecallWorld()
    try await world.say("Wow Ada, I love my red boat.", speaker: "Ravi", session: "s1")
    let ada = try await world.say("I love my red boat.", speaker: "Ada", session: "s2")
    #expect(try await world.ask("What colour is Ada's boat?").hits.first?.id == ada.id)
  }

  @Test func theTimeNamedInTheQuestionIsPreferred() async throws {
    let world = RecallWorld()
    let july = try await world.say("I went hiking.", session: "s1", at: Date(iso8601: "2025-07-10"))
    let august = try await world.say("They went hiking.", session: "s2", at: Date(iso8601: "2025-08-10"))
    #expect(try await world.ask("Who went hiking in July?").hits.first?.id == july.id)
    #expect(try await world.ask("Who went hiking in August?").hits.first?.id == august.id)
  }

  @Test func theNeighbourOfAMatchIsFoundWithIt() async throws {
    let world = RecallWorld()
    for i in 0..<30 { try await world.say("Filler sentence number \(i).", session: "s\(i)") }
    try await world.say("Which instrument do you play?", session: "music")
    let answer = try await world.say("The cello.", session: "music")
    let hits = try await world.ask("instrument play", limit: 2).hits
    #expect(hits.contains { $0.id == answer.id })
  }

  @Test func supersededAndRetiredMemoriesAreSilent() async throws {
    let world = RecallWorld()
    let new = try await world.remember("I live in Lisbon.")
    let old = try await world.remember("I live in Porto.", supersededBy: new.id)
    await world.index.changed([old])
    let result = try await world.ask("Where do I live?", explain: true)
    #expect(result.hits.map(\.id) == [new.id])
  }

  @Test func aMemoryAndItsMessageAreToldOnce() async throws {
    let world = RecallWorld()
    let message = try await world.say("By the way, I live in Lisbon now, it rains.")
    let memory = try await world.remember("I live in Lisbon.", from: [message.id])
    let result = try await world.ask("Where do I live?", explain: true)
    #expect(result.hits.count { $0.id == memory.id || $0.id == message.id } == 1)
    #expect(result.dropped.contains { $0.explanation?.verdict.contains("said by") == true })
  }

  @Test func aMemoryOfTheSameWordsSpeaksForItsMessage() async throws {
    let world = RecallWorld()
    for i in 0..<20 { try await world.say("Filler sentence number \(i) on where people live.", session: "s\(i)") }
    let message = try await world.say("I live in Lisbon.", session: "home", external: "chat-7:1")
    let alone = try #require(try await world.ask("Where do I live?").hits.first)
    #expect(alone.id == message.id && alone.externalID == "chat-7:1")

    let memory = try await world.remember("I live in Lisbon!", from: [message.id])
    let result = try await world.ask("Where do I live?", explain: true)
    let first = try #require(result.hits.first)
    #expect(first.id == memory.id && first.externalID == "chat-7:1")
    #expect(first.score >= alone.score)
    #expect(!result.hits.contains { $0.id == message.id })
  }

  @Test func aMergedMemoryIsAsNewAsItsWording() async throws {
    let world = RecallWorld()
    let old = try await world.say(
      "My typing speed is 55 words.", session: "s1", at: Date(iso8601: "2026-01-10"))
    let new = try await world.say(
      "My typing speed is 72 words after the long course.", session: "s2", at: Date(iso8601: "2026-02-19"))
    let memory = try await world.remember(
      "My typing speed is 72 words after the long course.", from: [old.id, new.id], at: Date(iso8601: "2026-01-10"))
    #expect(try await world.ask("What is my typing speed?").hits.first?.id == memory.id)
  }

  @Test func doubtAboutAMemoryIsDoubtAboutItsMessage() async throws {
    let world = RecallWorld()
    let message = try await world.say("I live in Lisbon.", session: "s1")
    let other = try await world.say("Where I live there is a river.", session: "s2")
    try await world.remember("I live in Lisbon.", from: [message.id], confidence: 0)
    #expect(try await world.ask("Where do I live?").hits.first?.id == other.id)
  }

  @Test func aMemoryHasTheExternalIDOfTheLastMessageItCameFrom() async throws {
    let world = RecallWorld()
    let first = try await world.say("So Lisbon it is.", session: "s1", external: "a")
    let last = try await world.say("Lisbon, then.", session: "s2", external: "b")
    try await world.remember("I live in Lisbon.", from: [first.id, last.id])
    let hit = try #require(try await world.ask("Where do I live?").hits.first)
    #expect(hit.source == .memory && hit.externalID == "b")
  }

  @Test func theSameTextIsToldOnce() async throws {
    let world = RecallWorld()
    try await world.say("I love tea!", session: "s1")
    try await world.say("i love  tea", session: "s2")
    #expect(try await world.ask("tea").hits.count == 1)
  }

  @Test func excludedMessagesAreNotReturned() async throws {
    let world = RecallWorld()
    let first = try await world.say("I love tea.", session: "s1")
    let second = try await world.say("Tea is what I drink.", session: "s2")
    let hits = try await world.ask("tea", limit: 1, excluding: [first.id]).hits
    #expect(hits.map(\.id) == [second.id])
  }

  @Test func anOldFactIsNotBuriedByDecay() async throws {
    let world = RecallWorld()
    let old = try await world.remember("My sister is called Mina.", at: Date(iso8601: "1999-01-01"))
    for i in 0..<20 { try await world.remember("Chatter number \(i) about my day.") }
    #expect(try await world.ask("What is my sister called?").hits.first?.id == old.id)
  }

  @Test func explanationsNameRanksPartsAndVerdicts() async throws {
    let world = RecallWorld()
    for i in 0..<40 { try await world.say("Bees fact \(i) of many.", session: "s\(i)") }
    let result = try await world.ask("bees fact 7", limit: 3, explain: true)
    #expect(result.hits.count == 3)
    #expect(!result.dropped.isEmpty)
    let explanation = try #require(result.hits.first?.explanation)
    #expect(explanation.ranks["lexical"] == 1 && explanation.ranks["dense"] != nil)
    #expect(explanation.parts.contains { $0.name == "cosine" })
    #expect(explanation.verdict.contains("kept"))
    #expect(try await world.ask("bees", limit: 3).hits.allSatisfy { $0.explanation == nil })
  }

  @Test func theSameQuestionHasTheSameAnswer() async throws {
    let world = RecallWorld()
    for i in 0..<60 { try await world.say("Equal words here \(i % 3)", session: "s\(i)") }
    let first = try await world.ask("equal words", limit: 30).hits
    for _ in 0..<5 { #expect(try await world.ask("equal words", limit: 30).hits == first) }
  }

  @Test func aFailingStoreIsAnErrorAndTheNextRecallWorks() async throws {
    let world = RecallWorld()
    try await world.say("I keep bees.")
    world.store.fail(with: MnemeError(.storage, "The disk is full."))
    await #expect(throws: MnemeError.self) { try await world.ask("bees") }
    world.store.fail(with: nil)
    #expect(try await world.ask("bees").hits.count == 1)
  }
}
