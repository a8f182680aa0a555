import HTTPTypes
import MnemeCore

extension ChatRequest {
  /// - Throws: `HTTPFailure` 400 or 413 naming the field.
  init(_ body: ChatCompletionBody, scope: RequestScope) throws(HTTPFailure) {
    try body.checkSupported()
    let retries = scope.headers[.stainlessRetryCount].flatMap { Int($0) } ?? 0
    self.init(
      space: try scope.space(), session: try scope.name(.mnemeSession), user: try body.userName(), channel: "api",
      messages: try body.modelMessages(), model: body.model, memory: try body.memoryMode(scope),
      idempotencyKey: try scope.name(.idempotencyKey), isRetry: retries > 0, options: try body.sampling())
  }
}

extension ChatCompletionBody {
  /// What we cannot do is refused, not quietly left out.
  fileprivate func checkSupported() throws(HTTPFailure) {
    if let count, count.value != 1 {
      throw .invalid("n", "One answer is given per request: 'n' is 1.", code: "unsupported_value")
    }
    if logprobs == true {
      throw .invalid("logprobs", "Log probabilities are not available.", code: "unsupported_value")
    }
    if let modalities, modalities.contains(where: { $0 != "text" }) {
      throw .invalid("modalities", "Answers are text.", code: "unsupported_value")
    }
    if let type = responseFormat?.type, type != "text" {
      throw .invalid("response_format", "Answers are free text.", code: "unsupported_value")
    }
    switch toolChoice {
    case nil, .named("auto"), .named("none"): break
    case .named, .function:
      throw .invalid("tool_choice", "Tools of the client are not called: 'auto' or 'none'.", code: "unsupported_value")
    }
  }

  fileprivate func userName() throws(HTTPFailure) -> String? {
    guard let user, !user.isEmpty else { return nil }
    guard user.unicodeScalars.count <= Limits.nameCharacters else {
      throw .invalid("user", "'user' has at most \(Limits.nameCharacters) characters.")
    }
    return user
  }

  /// `X-Mneme-Memory` decides; without it `store: false` means that nothing is kept.
  fileprivate func memoryMode(_ scope: RequestScope) throws(HTTPFailure) -> MemoryMode {
    guard let name = scope.headers[.mnemeMemory] else { return store == false ? .read : .full }
    guard let mode = MemoryMode(rawValue: name.lowercased()) else {
      throw .invalid("X-Mneme-Memory", "X-Mneme-Memory is off, read or full.")
    }
    return mode
  }

  fileprivate func modelMessages() throws(HTTPFailure) -> [ModelMessage] {
    guard !messages.isEmpty else { throw .invalid("messages", "'messages' is empty.") }
    var result: [ModelMessage] = []
    var question: String?
    for (index, message) in messages.enumerated() {
      let role = try message.modelRole(index)
      let text = try message.text(index)
      guard text.unicodeScalars.count <= Limits.messageCharacters else {
        throw HTTPFailure(
          .contentTooLarge, "message_too_long",
          "A message has at most \(Limits.messageCharacters) characters.", param: "messages[\(index)].content")
      }
      if role == .user { question = text }
      // An assistant's message may hold tool calls only.
      if text.isEmpty, role != .user { continue }
      result.append(ModelMessage(role: role, content: text))
    }
    guard let question else { throw .invalid("messages", "No message has the role 'user'.") }
    guard question.contains(where: { !$0.isWhitespace }) else {
      throw .invalid("messages", "The last message of the user is empty.")
    }
    return result
  }

  fileprivate func sampling() throws(HTTPFailure) -> SamplingOptions {
    func check(_ value: Double?, _ name: String, _ range: ClosedRange<Double>) throws(HTTPFailure) {
      if let value, !range.contains(value) {
        throw .invalid(name, "'\(name)' is a number from \(Int(range.lowerBound)) to \(Int(range.upperBound)).")
      }
    }
    try check(temperature, "temperature", 0...2)
    try check(topP, "top_p", 0...1)
    try check(frequencyPenalty, "frequency_penalty", -2...2)
    try check(presencePenalty, "presence_penalty", -2...2)
    let limit = (maxCompletionTokens ?? maxTokens)?.value
    if let limit, limit < 1 {
      let name = maxCompletionTokens == nil ? "max_tokens" : "max_completion_tokens"
      throw .invalid(name, "'\(name)' is at least 1.")
    }
    let stops = stop?.all ?? []
    guard stops.count <= 16, stops.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 1000 }) else {
      throw .invalid("stop", "'stop' is at most 16 texts, none empty or longer than 1000 bytes.")
    }
    return SamplingOptions(
      temperature: temperature, topP: topP, maxTokens: limit, stop: stops, seed: seed?.value,
      frequencyPenalty: frequencyPenalty, presencePenalty: presencePenalty)
  }
}

extension ChatMessageBody {
  fileprivate func modelRole(_ index: Int) throws(HTTPFailure) -> Role {
    switch role {
    case "system", "developer": return .system
    case "user": return .user
    case "assistant": return .assistant
    case "tool", "function": return .tool
    default:
      throw .invalid(
        "messages[\(index)].role", "A role is system, developer, user, assistant or tool.")
    }
  }

  fileprivate func text(_ index: Int) throws(HTTPFailure) -> String {
    switch content {
    case nil:
      guard role == "assistant" else {
        throw .invalid("messages[\(index)].content", "A message needs a content.", code: "missing_field")
      }
      return ""
    case .text(let text): return text
    case .parts(let parts):
      var texts: [String] = []
      for (part, value) in parts.enumerated() {
        let param = "messages[\(index)].content[\(part)]"
        switch value.type {
        case "text", "input_text", "output_text":
          guard let text = value.text else {
            throw .invalid("\(param).text", "A text part needs its text.", code: "missing_field")
          }
          texts.append(text)
        case "refusal": texts.append(value.refusal ?? "")
        default:
          throw .invalid(
            param, "Only text is understood: images, audio and files are not.", code: "unsupported_content")
        }
      }
      return texts.joined(separator: "\n")
    }
  }
}
