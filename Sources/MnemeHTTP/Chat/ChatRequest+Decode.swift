import HTTPTypes
import MnemeCore

extension ChatRequest {
  /// - Throws: `HTTPFailure` 400 or 413 naming the field.
  init(_ body: ChatCompletionBody, scope: RequestScope) throws(HTTPFailure) {
    try body.checkSupported()
    let retries = scope.headers[.stainlessRetryCount].flatMap { Int($0) } ?? 0
    self.init(
      space: try scope.space(), session: try scope.name(.mnemeSession), user: try body.userName(), channel: "api",
      messages: try body.modelMessages(), model: body.model,
      memory: try scope.memoryMode() ?? (body.store == false ? .read : .full),
      idempotencyKey: try scope.name(.idempotencyKey), isRetry: retries > 0, options: try body.sampling())
    tools = try body.toolDescriptions()
    toolChoice = try body.choice(among: tools)
    answerSchema = try body.responseFormat?.answerSchema(at: "response_format")
  }
}

extension ChatCompletionBody {
  /// Answers that one request may ask for.
  static let choices = 8

  /// One for each answer. Only the first is kept: the others are told apart by their seed and leave no trace.
  func requests(_ scope: RequestScope) throws(HTTPFailure) -> [ChatRequest] {
    let first = try ChatRequest(self, scope: scope)
    return [first]
      + (1..<(count?.value ?? 1)).map { number in
        var request = first
        if request.memory == .full { request.memory = .read }
        request.idempotencyKey = nil
        request.isRetry = false
        request.options.seed = first.options.seed.map { $0 &+ number }
        return request
      }
  }
}

extension RequestScope {
  /// `X-Mneme-Memory`: what may become of the turn.
  func memoryMode() throws(HTTPFailure) -> MemoryMode? {
    guard let name = headers[.mnemeMemory] else { return nil }
    guard let mode = MemoryMode(rawValue: name.lowercased()) else {
      throw .invalid("X-Mneme-Memory", "X-Mneme-Memory is off, read or full.")
    }
    return mode
  }
}

extension ChatCompletionBody {
  /// What we cannot do is refused, not quietly left out.
  fileprivate func checkSupported() throws(HTTPFailure) {
    if let count, !(1...Self.choices).contains(count.value) {
      throw .invalid("n", "'n' is a whole number from 1 to \(Self.choices).")
    }
    if let topLogprobs {
      guard logprobs == true else { throw .invalid("top_logprobs", "'top_logprobs' goes with 'logprobs'.") }
      guard (0...20).contains(topLogprobs.value) else {
        throw .invalid("top_logprobs", "'top_logprobs' is a whole number from 0 to 20.")
      }
    }
    if let functions, functions != .null {
      throw .invalid("functions", "Send functions as 'tools'.", code: "unsupported_value")
    }
    if let modalities, modalities.contains(where: { $0 != "text" }) {
      throw .invalid("modalities", "Answers are text.", code: "unsupported_value")
    }
  }

  fileprivate func toolDescriptions() throws(HTTPFailure) -> [ToolDescription] {
    let tools = tools ?? []
    guard tools.count <= Limits.clientTools else {
      throw .invalid("tools", "A request has at most \(Limits.clientTools) tools.")
    }
    var names: Set<String> = []
    var result: [ToolDescription] = []
    for (index, tool) in tools.enumerated() {
      guard tool.type == "function", let function = tool.function else {
        throw .invalid("tools[\(index)]", "Tools are of the type 'function'.", code: "unsupported_value")
      }
      guard ToolDescription.isName(function.name), names.insert(function.name).inserted else {
        throw .invalid(
          "tools[\(index)].function.name",
          "A tool's name is 1 to 64 letters, digits, '_' and '-', and each has its own.")
      }
      let parameters = function.parameters ?? ToolDescription.noParameters
      guard case .object = parameters else {
        throw .invalid("tools[\(index)].function.parameters", "'parameters' is a JSON Schema: an object.")
      }
      result.append(
        ToolDescription(name: function.name, summary: function.description ?? "", parameters: parameters))
    }
    return result
  }

  fileprivate func choice(among tools: [ToolDescription]) throws(HTTPFailure) -> ToolChoice {
    switch toolChoice {
    case nil, .mode("auto"): return .automatic
    case .mode("none"): return .none
    case .mode("required"):
      guard !tools.isEmpty else { throw .invalid("tool_choice", "'required' needs 'tools'.") }
      return .required
    case .mode:
      throw .invalid("tool_choice", "'tool_choice' is none, auto, required or an object that names a function.")
    case .function(let name):
      guard let name, tools.contains(where: { $0.name == name }) else {
        throw .invalid("tool_choice", "'tool_choice' names a function that is not among 'tools'.")
      }
      return .named(name)
    }
  }

  fileprivate func userName() throws(HTTPFailure) -> String? {
    guard let user, !user.isEmpty else { return nil }
    guard user.unicodeScalars.count <= Limits.nameCharacters else {
      throw .invalid("user", "'user' has at most \(Limits.nameCharacters) characters.")
    }
    return user
  }

  fileprivate func modelMessages() throws(HTTPFailure) -> [ModelMessage] {
    guard !messages.isEmpty else { throw .invalid("messages", "'messages' is empty.") }
    var result: [ModelMessage] = []
    var question: String?
    for (index, message) in messages.enumerated() {
      let role = try message.modelRole(index)
      let parts = try message.parts(index)
      let text = parts.text
      guard text.unicodeScalars.count <= Limits.messageCharacters else {
        throw HTTPFailure(
          .contentTooLarge, "message_too_long",
          "A message has at most \(Limits.messageCharacters) characters.", param: "messages[\(index)].content")
      }
      if role == .user { question = text }
      var converted = ModelMessage(role: role, content: text)
      converted.images = parts.images
      converted.files = parts.files
      converted.documents = parts.documents
      converted.toolCalls = try message.calls(index)
      if role == .tool { converted.toolCallID = try message.answeredCall(index) }
      if text.isEmpty, role == .assistant || role == .system, converted.toolCalls.isEmpty { continue }
      result.append(converted)
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
    if let limit, !(1...Limits.answerTokens).contains(limit) {
      let name = maxCompletionTokens == nil ? "max_tokens" : "max_completion_tokens"
      throw .invalid(name, "'\(name)' is 1 to \(Limits.answerTokens).")
    }
    let stops = stop?.all ?? []
    guard stops.count <= 16, stops.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 1000 }) else {
      throw .invalid("stop", "'stop' is at most 16 texts, none empty or longer than 1000 bytes.")
    }
    var effort: ReasoningEffort?
    if let name = reasoningEffort {
      guard let known = ReasoningEffort(rawValue: name) else {
        throw .invalid(
          "reasoning_effort",
          "'reasoning_effort' is one of \(ReasoningEffort.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      effort = known
    }
    var options = SamplingOptions(
      temperature: temperature, topP: topP, maxTokens: limit, stop: stops, seed: seed?.value,
      frequencyPenalty: frequencyPenalty, presencePenalty: presencePenalty, effort: effort)
    if logprobs == true { options.topLogprobs = topLogprobs?.value ?? 0 }
    return options
  }
}

extension ChatMessageBody {
  fileprivate func calls(_ index: Int) throws(HTTPFailure) -> [ToolCall] {
    guard let toolCalls, !toolCalls.isEmpty else { return [] }
    guard role == "assistant" else {
      throw .invalid("messages[\(index)].tool_calls", "Only an assistant's message has 'tool_calls'.")
    }
    var result: [ToolCall] = []
    for (place, call) in toolCalls.enumerated() {
      guard let function = call.function, !call.id.isEmpty, !function.name.isEmpty else {
        throw .invalid(
          "messages[\(index)].tool_calls[\(place)]", "A call has an 'id' and a 'function' with its name.",
          code: "missing_field")
      }
      result.append(ToolCall(id: call.id, name: function.name, arguments: function.arguments ?? "{}"))
    }
    return result
  }

  fileprivate func answeredCall(_ index: Int) throws(HTTPFailure) -> String {
    guard let toolCallID, !toolCallID.isEmpty else {
      throw .invalid(
        "messages[\(index)].tool_call_id", "A tool's message needs its 'tool_call_id'.", code: "missing_field")
    }
    return toolCallID
  }

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

  fileprivate func parts(_ index: Int) throws(HTTPFailure) -> MessageParts {
    var result = MessageParts()
    switch content {
    case nil:
      guard role == "assistant" else {
        throw .invalid("messages[\(index)].content", "A message needs a content.", code: "missing_field")
      }
    case .text(let text): result.text = text
    case .parts(let parts):
      result = try MessageParts(parts, at: "messages[\(index)].content")
      guard role == "user" || result.images.isEmpty && result.files.isEmpty && result.documents.isEmpty else {
        throw .invalid("messages[\(index)].content", "Only messages of the user have attachments.")
      }
    }
    return result
  }
}
