import Foundation
import MnemeAssistant
import MnemeCore
import MnemeSQLite
import MnemeTestSupport
import Testing

@Suite struct TurnTests {
  @Test func bothSidesOfATurnAreKeptInOneSession() async throws {
    let house = try House()
    let answer = try await house.say([(.user, "I live in Porto.")])
    #expect(answer.text == "Hello there.")
    let messages = try await house.messages()
    #expect(messages.map(\.role) == [.user, .assistant])
    #expect(messages[1].parent == messages[0].id)
    #expect(Set(messages.map(\.session)) == [answer.session])
    try house.close()
  }

  @Test func resentHistoryIsNeverStoredTwice() async throws {
    let house = try House()
    let first = try await house.say([(.user, "one")])
    let second = try await house.say([(.user, "one"), (.assistant, "Hello there. \n"), (.user, "two")])
    try await house.say([
      (.user, "one"), (.assistant, "Hello there."), (.user, "two"), (.assistant, "Hello there."), (.user, "three"),
    ])
    #expect(first.session == second.session)
    #expect(try await house.messages().filter { $0.role == .user }.map(\.text) == ["one", "two", "three"])
    try house.close()
  }

  @Test func anEditedTurnBecomesABranchOfTheSameParent() async throws {
    let house = try House()
    try await house.say([(.user, "one")])
    try await house.say([(.user, "one"), (.assistant, "Hello there."), (.user, "two")])
    try await house.say([(.user, "one"), (.assistant, "Hello there."), (.user, "two, edited")])
    let users = try await house.messages().filter { $0.role == .user }
    #expect(users.map(\.text) == ["one", "two", "two, edited"])
    #expect(users[1].parent == users[2].parent)
    try house.close()
  }

  @Test func aRegeneratedAnswerIsASecondAnswerToTheSameMessage() async throws {
    let house = try House()
    try await house.say([(.user, "one")])
    let turns: [(Role, String)] = [(.user, "one"), (.assistant, "Hello there."), (.user, "two")]
    try await house.say(turns)
    try await house.say(turns)
    let messages = try await house.messages()
    #expect(messages.filter { $0.role == .user }.count == 2)
    let second = try #require(messages.last { $0.role == .user })
    #expect(messages.filter { $0.parent == second.id && $0.role == .assistant }.count == 2)
    try house.close()
  }

  @Test func anIdempotencyKeyAppendsOnceAndReplaysTheAnswer() async throws {
    let house = try House()
    try await house.say([(.user, "pay the bill")]) { $0.idempotencyKey = "k1" }
    let again = try await house.say([(.user, "pay the bill")]) { $0.idempotencyKey = "k1" }
    #expect(again.text == "Hello there.")
    #expect(house.model.requests.count == 1)
    #expect(try await house.messages().count == 2)
    try house.close()
  }

  @Test func anSDKRetryIsNotASecondMessage() async throws {
    let house = try House()
    try await house.say([(.user, "hello again")])
    try await house.say([(.user, "hello again")]) { $0.isRetry = true }
    #expect(try await house.messages().filter { $0.role == .user }.count == 1)
    try house.close()
  }

  @Test func theSameWordTwiceInANamedSessionIsTwoMessages() async throws {
    let house = try House()
    for word in ["so?", "yes", "yes"] { try await house.say([(.user, word)]) { $0.session = "s" } }
    #expect(try await house.messages().filter { $0.role == .user }.map(\.text) == ["so?", "yes", "yes"])
    try house.close()
  }

  @Test(arguments: [MemoryMode.off, .read])
  func aTurnWithoutFullMemoryLeavesNothing(mode: MemoryMode) async throws {
    let house = try House()
    try await house.say([(.user, "secret")]) { $0.memory = mode }
    #expect(try await house.messages().isEmpty)
    #expect(try await house.store.status(of: nil, at: house.clock.now()).depth == 0)
    try house.close()
  }

  @Test func aFrontEndsTitleCallIsNotRemembered() async throws {
    let house = try House()
    try await house.say([
      (.user, "### Task:\nGenerate a concise, 3-5 word title.\n### Chat History:\nuser: I live in Porto")
    ])
    #expect(try await house.messages().isEmpty)
    try house.close()
  }

  @Test func silenceBeginsANewSession() async throws {
    let house = try House()
    let first = try await house.say([(.user, "one")])
    house.clock.advance(by: 31 * 60)
    let second = try await house.say([(.user, "two")])
    #expect(first.session != second.session)
    try house.close()
  }

  @Test func aClientThatGoesAwayLeavesThePartialAnswer() async throws {
    let house = try House(model: ScriptedModel(pieces: ["Once upon"], hangs: true))
    let request = ChatRequest(
      space: .me, channel: "test", messages: [ModelMessage(role: .user, content: "a story")])
    for try await event in house.assistant.reply(to: request) {
      if case .text = event { break }
    }
    await house.assistant.drained()
    #expect(try await house.messages().map(\.text) == ["a story", "Once upon"])
    try house.close()
  }

  @Test func aFailingModelLosesNothingThatWasSaid() async throws {
    let house = try House(model: ScriptedModel(pieces: ["Half"], failure: MnemeError(.upstream, "broken")))
    await #expect(throws: MnemeError.self) { try await house.say([(.user, "question")]) }
    #expect(try await house.messages().map(\.text) == ["question", "Half"])
    try house.close()
  }

  @Test func anUnknownModelIsRefusedBeforeAnythingIsStored() async throws {
    let house = try House()
    await #expect(throws: MnemeError.self) { try await house.say([(.user, "hi")]) { $0.model = "nope" } }
    #expect(try await house.messages().isEmpty)
    try house.close()
  }

  @Test func theTurnCostsOneQueryEmbeddingAndTheStableHeadComesFirst() async throws {
    let house = try House()
    try await house.say([(.user, "I keep bees on the roof.")])
    let before = house.embedder.calls
    try await house.say([(.user, "What do I keep on the roof?")])
    #expect(house.embedder.calls - before <= 1)
    let requests = house.model.requests
    #expect(requests[0].messages.first == requests[1].messages.first)
    #expect(requests[1].messages.last?.content.hasSuffix("What do I keep on the roof?") == true)
    try house.close()
  }
}
