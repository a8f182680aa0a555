import Foundation
import Logging
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeAssistant

@Suite struct PromptInspectionTests {
  @Test func theExplanationOfAPromptNamesWhatIsWithheldAndLeavesNoTrace() async throws {
    let house = try House(model: ScriptedModel(isLocal: false))
    let secret = try await house.memory.remember(Statement(text: "My blood pressure is too high."), in: .me)
    _ = try await house.memory.remember(Statement(text: "My blood oranges come from Sicily."), in: .me)
    _ = try await house.memory.change(
      .mark(id: secret.id, labels: ["health"], isLocalOnly: true, reason: "asked"), in: .me)
    let messages = try await house.messages()
    let prompt = try await house.assistant.explainPrompt(of: "What about my blood?", model: nil, in: .me)
    #expect(prompt.model == "scripted" && prompt.leavesHome && prompt.factor == 1)
    #expect(prompt.layers.map(\.layer) == ["memories", "graph", "messages", "times"])
    #expect(prompt.layers.contains { $0.dropped > 0 } && prompt.noteTokens <= prompt.noteRoom)
    #expect(prompt.candidates.contains { !$0.kept && $0.verdict.contains("withheld") })
    #expect(prompt.candidates.contains { $0.kept })
    #expect(house.memory.events.recent(9, of: .recalled).isEmpty && house.model.requests.isEmpty)
    #expect(try await house.messages() == messages)
    await #expect(throws: MnemeError.self) {
      try await house.assistant.explainPrompt(of: "What?", model: "absent", in: .me)
    }
    try house.close()
  }

  @Test func whatWasLearntOfTokensSurvivesARestart() async throws {
    let house = try House(model: ScriptedModel(promptTokens: 4_000))
    try await house.say([(.user, String(repeating: "many words of a long story ", count: 400))])
    await house.assistant.drained()
    let learnt = try await house.assistant.tokenEstimates()
    #expect(learnt.map(\.model) == ["scripted"] && learnt[0].samples == 1 && learnt[0].factor > 1)
    let next = assistant(of: house, model: house.model)
    #expect(try await next.tokenEstimates() == learnt)
    let prompt = try await next.explainPrompt(of: "What now?", model: nil, in: .me)
    #expect(prompt.factor == learnt[0].factor && prompt.room < Int(Double(prompt.window) / prompt.factor))
    try house.close()
  }

  @Test func aModelsTokenizerIsAskedOnceInItsLife() async throws {
    let model = CountingModel(tokens: 700)
    let house = try House(answering: model)
    for _ in 0..<3 { try await house.say([(.user, "Hello again.")]) }
    await house.assistant.drained()
    #expect(model.texts.count == 1 && (model.texts.first?.unicodeScalars.count ?? 0) > 500)
    let estimate = try #require(try await house.assistant.tokenEstimates().first)
    #expect(estimate.counted && estimate.samples == 1 && estimate.factor != 1)
    let next = assistant(of: house, model: model)
    for try await _ in next.reply(
      to: ChatRequest(space: .me, channel: "test", messages: [ModelMessage(role: .user, content: "And now?")]))
    {}
    await next.drained()
    #expect(model.texts.count == 1)
    try house.close()
  }

  @Test func aModelWithoutATokenizerIsAskedOnceInAProcess() async throws {
    let model = CountingModel(tokens: nil)
    let house = try House(answering: model)
    for _ in 0..<3 { try await house.say([(.user, "Hello again.")]) }
    await house.assistant.drained()
    #expect(model.texts.count == 1)
    #expect(try await house.assistant.tokenEstimates().isEmpty)
    try house.close()
  }

  private func assistant(of house: House, model: any ChatModel) -> Assistant {
    Assistant(
      memory: house.memory, stores: MemoryStores(house.store), chatModels: OneModel(model: model),
      settings: Settings(dataDirectory: house.directory.path), clock: house.clock,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }
}

private struct OneModel: ChatModelSource {
  let model: any ChatModel
  func models() async -> [any ChatModel] { [model] }
}

/// Has a tokenizer that always counts the same, and reports no usage.
private final class CountingModel: ChatModel {
  let name = "counting"
  let isLocal = true
  private let tokens: Int?
  private let asked = Mutex<[String]>([])

  init(tokens: Int?) { self.tokens = tokens }

  var texts: [String] { asked.withLock { $0 } }

  func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    AsyncThrowingStream { continuation in
      continuation.yield(.text("Hello."))
      continuation.yield(.finished(.stop, TokenUsage(prompt: 9, completion: 1, reported: false)))
      continuation.finish()
    }
  }

  func tokenCount(of text: String) async -> Int? {
    asked.withLock { $0.append(text) }
    return tokens
  }
}
