import MnemeAssistant
import MnemeCore
import MnemeMCP

/// Lends the configured model to servers whose entry says `sampling`.
struct RemoteSampling: Sendable {
  private let desk: SamplingDesk

  init(model: LentModel) {
    desk = SamplingDesk { question throws(MnemeError) in
      let answer = try await model.answer(
        for: question.server, instructions: question.instructions,
        messages: question.messages.map { ($0.isModel, $0.text) },
        options: SamplingOptions(
          temperature: question.temperature, maxTokens: question.maxTokens, stop: question.stop))
      return SamplingDesk.Answer(text: answer.text, model: answer.model, isCut: answer.isCut)
    }
  }

  func answer(_ server: String, _ params: JSONValue) async throws -> JSONValue {
    try await desk.answer(server, params)
  }
}
