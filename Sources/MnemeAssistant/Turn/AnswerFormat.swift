import MnemeCore

/// JSON in a shape that the client asked for. Models that know schemas are given it with the request; every model is told of
/// it in words, and every answer is checked.
struct AnswerFormat: Sendable {
  let schema: AnswerSchema
  /// Nil checks only that it is JSON.
  let check: (any AnswerCheck)?

  /// How often a model may answer in another shape before the turn fails.
  static let tries = 2

  /// Behind the client's own system messages.
  var instruction: ModelMessage {
    let what =
      schema == .anyObject
      ? "one JSON object"
      : "one JSON value that fits this JSON Schema:\n\(schema.schema.text)"
    return ModelMessage(
      role: .system, content: "Your answer is read by a program. Answer with nothing but \(what)")
  }

  /// The JSON of an answer, without the fence that models put around code; else what is wrong with it.
  func read(_ answer: String) -> (json: String?, flaw: String) {
    let text = Self.unfenced(answer)
    guard let value = try? JSONValue(parsing: String(text)) else { return (nil, "It is no JSON.") }
    if let flaw = check?.flaw(of: value, under: schema.schema) { return (nil, flaw) }
    if schema == .anyObject {
      guard case .object = value else { return (nil, "It is no object.") }
    }
    return (String(text), "")
  }

  /// What the model is told when it is asked once more.
  static func complaint(_ flaw: String) -> ModelMessage {
    ModelMessage(
      role: .user,
      content:
        "That is not the JSON that was asked for: \(flaw) Answer again, with the JSON alone and nothing around it.")
  }

  static func failure(_ flaw: String) -> MnemeError {
    MnemeError(
      .upstream,
      "The model's answer is not the JSON that was asked for: \(flaw) Try again, or choose a model that knows schemas.")
  }

  private static func unfenced(_ answer: String) -> Substring {
    let text = trimmed(Substring(answer))
    guard text.hasPrefix("```"), text.hasSuffix("```"), text.count > 6,
      let line = text.firstIndex(where: \.isNewline)
    else { return text }
    return trimmed(text[text.index(after: line)...].dropLast(3))
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

extension Assistant {
  /// Refuses what the model cannot do, before anything is kept.
  /// - Throws: `invalidInput` that says what it lacks.
  func checkAbility(of model: any ChatModel, for request: ChatRequest) throws(MnemeError) {
    let quotes = model.name == RecallResponder.name
    if let schema = request.answerSchema {
      if quotes {
        throw MnemeError(
          .invalidInput,
          "Answers as JSON need a language model; \(model.name) answers from memory alone, in words. Connect one, or leave out the response format."
        )
      }
      try answerCheck?.validate(schema: schema.schema)
    }
    if quotes, request.toolChoice != .automatic, request.toolChoice != .none {
      throw MnemeError(
        .invalidInput, "\(model.name) answers from memory alone and calls no tools; connect a language model.")
    }
    if request.options.topLogprobs != nil, !model.profile.givesLogprobs {
      throw MnemeError(.invalidInput, "The model \(model.name) gives no log probabilities; leave out 'logprobs'.")
    }
  }
}
