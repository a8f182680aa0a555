package import MnemeCore
import MnemeMemory

/// Judges a language model by the cases of ``ExtractionCase``: one call for each.
package struct ExtractionTest: ExtractionService {
  private static let maxTokens = 600

  private let source: any ChatModelSource
  private let store: any ExtractionStore
  private let utility: UtilityModel
  private let clock: any WallClock

  package init(source: any ChatModelSource, store: any ExtractionStore, utility: UtilityModel, clock: any WallClock) {
    self.source = source
    self.store = store
    self.utility = utility
    self.clock = clock
  }

  package func testExtraction(of name: String?) async throws(MnemeError) -> ExtractionFloor {
    let models = await source.models().filter { $0.name != RecallResponder.name }
    let wanted = name == Assistant.defaultModelName ? nil : name
    guard let model = wanted.map({ name in models.first { $0.name == name } }) ?? models.first else {
      throw wanted == nil
        ? MnemeError(.unavailable, "No language model is connected; docs/models.md says how.")
        : MnemeError(.notFound, "There is no language model with this name; GET /v1/models lists the names there are.")
    }
    var passed = 0
    for item in ExtractionCase.all {
      if let answer = try await answer(of: model, to: item.text),
        let found = DistillationAnswer.read(answer, messages: ["1"]), item.isMet(by: found.statements.map(\.text))
      {
        passed += 1
      }
    }
    let floor = ExtractionFloor(
      model: model.name, passed: passed, cases: ExtractionCase.all.count, testedAt: clock.now())
    try await store.put(floor)
    return floor
  }

  /// Nil for one that was cut off: the model says too much.
  private func answer(of model: any ChatModel, to text: String) async throws(MnemeError) -> String? {
    do throws(MnemeError) {
      return try await utility.ask(
        model, DistillationPrompt.instructions, DistillationPrompt.content([text]), schema: DistillationPrompt.schema,
        maxTokens: Self.maxTokens)
    } catch {
      if error.code == .tooLarge { return nil }
      throw error
    }
  }

  package func extractionResults() async throws(MnemeError) -> [ExtractionFloor] { try await store.extractionFloors() }
}
