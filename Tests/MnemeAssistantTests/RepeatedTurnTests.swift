import Foundation
import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeTestSupport
import Testing

/// Breaks off in the first answer and gives whole ones after it.
private final class FrailModel: ChatModel {
  let isLocal = true
  let name = "scripted"
  private let first = ScriptedModel(pieces: ["Half"], failure: MnemeError(.upstream, "broken"))
  private let later = ScriptedModel(pieces: ["A whole one."])

  func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    first.requests.isEmpty ? first.stream(request) : later.stream(request)
  }
}

@Suite struct RepeatedTurnTests {
  private func users(_ house: House) async throws -> [String] {
    try await house.messages().filter { $0.role == .user }.map(\.text)
  }

  // MARK: Keys

  @Test func aKeyUsedForOtherWordsIsRefusedAndNothingIsStored() async throws {
    let house = try House()
    try await house.say([(.user, "Book the table.")]) { $0.idempotencyKey = "k1" }
    let error = await #expect(throws: MnemeError.self) {
      try await house.say([(.user, "Cancel the table.")]) { $0.idempotencyKey = "k1" }
    }
    #expect(error?.code == .unprocessable)
    #expect(error?.message.contains("Idempotency-Key") == true)
    #expect(try await users(house) == ["Book the table."])
    #expect(house.model.requests.count == 1)
    try house.close()
  }

  @Test func aKeyUsedInAnotherConversationIsRefused() async throws {
    let house = try House()
    func say(_ session: String) async throws {
      try await house.say([(.user, "yes")]) {
        $0.idempotencyKey = "k1"
        $0.session = session
      }
    }
    try await say("a")
    try await say("a")
    await #expect(throws: MnemeError.self) { try await say("b") }
    #expect(try await users(house) == ["yes"])
    try house.close()
  }

  // MARK: Retries

  @Test func aRetryAfterTwoMinutesIsANewMessage() async throws {
    let house = try House()
    try await house.say([(.user, "How are the bees?")])
    house.clock.advance(by: 121)
    try await house.say([(.user, "How are the bees?")]) { $0.isRetry = true }
    #expect(try await users(house).count == 2)
    #expect(house.model.requests.count == 2)
    try house.close()
  }

  @Test func aRetryInAnotherConversationIsANewMessage() async throws {
    let house = try House()
    try await house.say([(.user, "How are the bees?")]) { $0.user = "ada" }
    try await house.say([(.user, "How are the bees?")]) {
      $0.user = "ravi"
      $0.isRetry = true
    }
    try await house.say([(.user, "How are the bees?")]) {
      $0.session = "named"
      $0.isRetry = true
    }
    #expect(try await users(house).count == 3)
    #expect(house.model.requests.count == 3)
    try house.close()
  }

  @Test func aRetrySoonAfterItsAnswerGetsThatAnswer() async throws {
    let house = try House()
    for change in [{ _ in }, { $0.session = "named" }] as [(inout ChatRequest) -> Void] {
      try await house.say([(.user, "How are the bees?")], change: change)
      let before = house.model.requests.count
      let again = try await house.say([(.user, "How are the bees?")]) {
        change(&$0)
        $0.isRetry = true
      }
      #expect(again.text == "Hello there.")
      #expect(house.model.requests.count == before)
    }
    #expect(try await users(house).count == 2)
    try house.close()
  }

  @Test func aLateRetryOfAKnownTurnIsAnsweredAnew() async throws {
    let house = try House()
    try await house.say([(.user, "one")])
    let turns: [(Role, String)] = [(.user, "one"), (.assistant, "Hello there."), (.user, "two")]
    try await house.say(turns)
    try await house.say(turns) { $0.isRetry = true }
    #expect(house.model.requests.count == 2)
    house.clock.advance(by: 3600)
    try await house.say(turns) { $0.isRetry = true }
    #expect(house.model.requests.count == 3)
    #expect(try await users(house) == ["one", "two"])
    try house.close()
  }

  @Test func anAnswerThatBrokeOffIsNotRepeatedAsAWholeOne() async throws {
    for change in [{ $0.isRetry = true }, { $0.idempotencyKey = "k1" }] as [(inout ChatRequest) -> Void] {
      let house = try House(answering: FrailModel())
      await #expect(throws: MnemeError.self) { try await house.say([(.user, "A story, please.")], change: change) }
      let again = try await house.say([(.user, "A story, please.")], change: change)
      #expect(again.text == "A whole one.")
      let third = try await house.say([(.user, "A story, please.")], change: change)
      #expect(third.text == "A whole one.")
      #expect(try await house.messages().map(\.text) == ["A story, please.", "Half", "A whole one."])
      try house.close()
    }
  }

  // MARK: The first message once more

  @Test func theFirstMessageOfANamedSessionOnceMoreIsARegeneration() async throws {
    let house = try House(answering: FrailModel())
    await #expect(throws: MnemeError.self) { try await house.say([(.user, "one")]) { $0.session = "s" } }
    try await house.say([(.user, "one")]) { $0.session = "s" }
    let messages = try await house.messages()
    #expect(messages.map(\.text) == ["one", "Half", "A whole one."])
    #expect(messages[1].parent == messages[0].id && messages[2].parent == messages[0].id)
    try house.close()
  }

  @Test func aFirstMessageThatWasNeverAnsweredWaitsForItsRetry() async throws {
    let house = try House(model: ScriptedModel(pieces: [], failure: MnemeError(.upstream, "broken")))
    for _ in 0..<2 {
      await #expect(throws: MnemeError.self) { try await house.say([(.user, "one")]) { $0.session = "s" } }
      house.clock.advance(by: 5 * 3600)
    }
    #expect(try await users(house) == ["one"])
    try house.close()
  }

  @Test func theSameReportHoursLaterIsNews() async throws {
    let house = try House()
    try await house.say([(.user, "The boiler was serviced.")]) { $0.session = "boiler" }
    house.clock.advance(by: 3 * 3600)
    try await house.say([(.user, "The boiler was serviced.")]) { $0.session = "boiler" }
    #expect(try await users(house).count == 2)
    try house.close()
  }

  @Test func aClientWithHistoryRegeneratesAndEditsItsFirstMessage() async throws {
    let house = try House()
    try await house.say([(.user, "one")]) { $0.session = "s" }
    try await house.say([(.user, "one"), (.assistant, "Hello there."), (.user, "two")]) { $0.session = "s" }
    house.clock.advance(by: 3 * 3600)
    try await house.say([(.user, "one")]) { $0.session = "s" }
    try await house.say([(.user, "one, edited")]) { $0.session = "s" }
    let messages = try await house.messages()
    #expect(messages.filter { $0.role == .user }.map(\.text) == ["one", "two", "one, edited"])
    let first = try #require(messages.first)
    #expect(messages.filter { $0.role == .assistant && $0.parent == first.id }.count == 2)
    let edited = try #require(messages.first { $0.text == "one, edited" })
    #expect(edited.parent == nil)
    // What was said in the other branch is not this conversation's history.
    #expect(house.model.requests.last?.history == [])
    try house.close()
  }

  // MARK: What the store lacks

  @Test func whatWasSaidWhileTheServerWasDownIsStoredBeforeTheNextMessage() async throws {
    let house = try House()
    func say(_ turns: [(Role, String)]) async throws { try await house.say(turns) { $0.session = "web-1" } }
    try await say([(.user, "My hamster is called Biscuit."), (.user, "I like rain.")])
    try await say([
      (.user, "My hamster is called Biscuit."), (.user, "I like rain."), (.assistant, "Hello there."), (.user, "So?"),
    ])
    let messages = try await house.messages()
    #expect(
      messages.map(\.text) == ["My hamster is called Biscuit.", "I like rain.", "Hello there.", "So?", "Hello there."])
    #expect(messages[0].parent == nil && messages[1].parent == messages[0].id)
    #expect(messages[3].parent == messages[2].id)
    #expect(Set(messages.map(\.session)) == ["web-1"])
    try house.close()
  }

  @Test func aClientThatResendsItsLastTurnsOnlyStoresNothingTwice() async throws {
    let house = try House()
    var turns: [(Role, String)] = []
    for number in 1...12 {
      // Every third remark is the same word.
      turns.append((.user, number.isMultiple(of: 3) ? "Yes." : "Remark \(number)"))
      try await house.say(Array(turns.suffix(5))) { $0.session = "s" }
      turns.append((.assistant, "Hello there."))
    }
    #expect(try await users(house) == turns.filter { $0.0 == .user }.map(\.1))
    try house.close()
  }

  @Test func aConversationThatGetsItsNameLaterIsNotStoredAgain() async throws {
    let house = try House()
    try await house.say([(.user, "one")])
    try await house.say([(.user, "one"), (.assistant, "Hello there."), (.user, "two")]) { $0.session = "named" }
    #expect(try await users(house) == ["one", "two"])
    try house.close()
  }

  @Test func anUnknownHistoryIsUsedAndNotStored() async throws {
    let house = try House()
    let examples: [(Role, String)] = [
      (.user, "I work as a pilot."), (.assistant, "Noted."), (.user, "What is my job?"),
    ]
    try await house.say(examples)
    #expect(try await users(house) == ["What is my job?"])
    let request = try #require(house.model.requests.first)
    #expect(request.history.map(\.content) == ["I work as a pilot.", "Noted."])
    #expect(request.messages.dropFirst().dropLast() == request.history[...])
    #expect(request.memory == .full)
    try await house.say(examples) { $0.memory = .read }
    #expect(house.model.requests.last?.memory == .read)
    #expect(house.model.requests.last?.history == request.history)
    try house.close()
  }

  // MARK: The hint

  @Test func theHintIsShownOnceAndNeverStored() async throws {
    let house = try House(answering: RecallResponder())
    let hint = "MNEME_MODEL_URL"
    let first = try await house.say([(.user, "I keep goats.")])
    #expect(first.text.contains(hint))
    let second = try await house.say([(.user, "Thanks a lot!")])
    #expect(!second.text.contains(hint))
    // A client that resends what it was shown is known by it.
    try await house.say([(.user, "I keep goats."), (.assistant, first.text), (.user, "안녕")]) {
      $0.options.maxTokens = 25
    }
    let messages = try await house.messages()
    #expect(messages.map(\.role) == [.user, .assistant, .user, .assistant, .user, .assistant])
    #expect(
      messages.allSatisfy { !$0.text.contains("(I answer") && !$0.text.contains("(지금은") && !$0.text.contains(hint) })
    #expect(messages[4].parent == messages[1].id)
    try house.close()
  }
}
