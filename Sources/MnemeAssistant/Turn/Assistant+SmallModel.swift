import MnemeCore
import MnemeMemory

/// What a small model is spared: memory answers in its place, word for word.
extension Assistant {
  /// Tokens of a small model's answer; left alone it goes round in circles.
  private static let smallModelAnswer = 256

  /// Nil where the model words the answer: it is not small, or memory has nothing to say to this.
  func answerInPlace(
    of model: any ChatModel, for request: ChatRequest, _ parts: RequestParts, userMessage: Message?,
    safety: TurnSafety
  ) async throws -> (request: ModelRequest, reply: PreparedReply, vector: [Float])? {
    guard model.profile.isSmall, parts.steps.isEmpty, request.tools.isEmpty, request.answerSchema == nil,
      request.options.topLogprobs == nil, parts.question.files.isEmpty,
      parts.question.images.isEmpty,
      let responder = await chatModels.models().last as? RecallResponder
    else { return nil }
    let (asked, _, _, vector) = try await quotingRequest(for: request, parts, userMessage: userMessage, safety: safety)
    return responder.answerInPlace(ofSmallModelFor: asked).map { (asked, $0, vector) }
  }

  /// The client's options; what it leaves open is set so that a small model stays short and does not repeat itself.
  static func options(_ options: SamplingOptions, for model: any ChatModel) -> SamplingOptions {
    guard model.profile.isSmall else { return options }
    var options = options
    options.maxTokens = options.maxTokens ?? smallModelAnswer
    options.temperature = options.temperature ?? 0.3
    options.frequencyPenalty = options.frequencyPenalty ?? 0.6
    return options
  }
}
