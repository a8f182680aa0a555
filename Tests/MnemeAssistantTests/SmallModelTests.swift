import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeTestSupport
import Testing

/// A model too small to be trusted with facts: memory speaks in its place, and nothing is learnt from it.
@Suite struct SmallModelTests {
  private static let small = ModelProfile(window: 2048, isSmall: true)

  private func house() throws -> House {
    try House(model: ScriptedModel(pieces: ["You live on", " the moon."], profile: Self.small))
  }

  @Test(arguments: [
    ("Where do I live?", "Porto"), ("What is my dog called?", "Bruno"), ("내가 어디에 살아?", ""),
    ("What do you know about me?", "Porto"),
  ])
  func memoryAnswersAboutThePersonInPlaceOfTheModel(question: String, answer: String) async throws {
    let house = try house()
    try await house.say([(.user, "I live in Porto.")])
    try await house.say([(.user, "My dog is called Bruno.")])
    try await house.work()
    let asked = house.model.requests.count
    let said = try await house.say([(.user, question)])
    #expect(said.text.contains(answer) && !said.text.contains("moon"), "\(said.text)")
    #expect(house.model.requests.count == asked)
    try house.close()
  }

  @Test func whatItIsToldIsNotedInPlaceOfTheModel() async throws {
    let house = try house()
    let said = try await house.say([(.user, "My sister Ingrid lives in Rotterdam.")])
    #expect(house.model.requests.isEmpty && said.text.contains("Rotterdam"))
    try house.close()
  }

  @Test func whatItDoesNotKnowOfThePersonIsNotInvented() async throws {
    let house = try house()
    let said = try await house.say([(.user, "What is my sister's name?")])
    #expect(house.model.requests.isEmpty && !said.text.contains("moon"))
    try house.close()
  }

  @Test(arguments: ["Hello!", "Tell me a joke about boats.", "What is the capital of France?", "How are you?"])
  func theModelWordsTheRestAndIsToldLittle(question: String) async throws {
    let house = try house()
    let said = try await house.say([(.user, question)])
    #expect(said.text == "You live on the moon.")
    let request = try #require(house.model.requests.last)
    #expect(request.tools.isEmpty && request.options.maxTokens == 256)
    #expect((request.messages.first?.content.count ?? 0) < 300)
    #expect(request.messages.last?.content == question)
    try house.close()
  }

  @Test func nothingIsLearntFromWhatItSays() async throws {
    let house = try House(
      model: ScriptedModel(pieces: ["I live in Oslo and my cat is called Milo."], profile: Self.small))
    try await house.say([(.user, "Tell me a joke.")])
    try await house.work()
    #expect(try await house.messages().contains { $0.role == .assistant && $0.isEcho })
    let found = try await house.memory.recall(RecallQuery(space: .me, text: "cat Milo Oslo", limit: 5)).hits
    #expect(!found.contains { $0.content.contains("Milo") }, "\(found.map(\.content))")
    try house.close()
  }

  @Test func toolsOfTheClientReachTheModelTheyAreMeantFor() async throws {
    let house = try house()
    let tool = ToolDescription(name: "tide", summary: "Tells the tide.")
    try await house.say([(.user, "Where do I live?")]) { $0.tools = [tool] }
    #expect(house.model.requests.last?.tools.map(\.name) == ["tide"])
    try house.close()
  }
}
