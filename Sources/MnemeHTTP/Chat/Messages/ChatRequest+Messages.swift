import HTTPTypes
import MnemeCore

extension ChatRequest {
  /// - Throws: `HTTPFailure` 400 or 413 naming the field.
  init(_ body: MessagesBody, scope: RequestScope) throws(HTTPFailure) {
    let retries = scope.headers[.stainlessRetryCount].flatMap { Int($0) } ?? 0
    self.init(
      space: try scope.space(), session: try scope.name(.mnemeSession), user: try body.userName(), channel: "api",
      messages: try body.modelMessages(), model: body.model, memory: try scope.memoryMode() ?? .full,
      idempotencyKey: try scope.name(.idempotencyKey), isRetry: retries > 0, options: try body.sampling())
    tools = try body.toolDescriptions()
    toolChoice = try body.choice(among: tools)
  }
}

extension MessagesBody {
  fileprivate func userName() throws(HTTPFailure) -> String? {
    guard let user = metadata?.userID, !user.isEmpty else { return nil }
    guard user.unicodeScalars.count <= Limits.nameCharacters else {
      throw .invalid("metadata.user_id", "It has at most \(Limits.nameCharacters) characters.")
    }
    return user
  }

  func modelMessages() throws(HTTPFailure) -> [ModelMessage] {
    guard !messages.isEmpty else { throw .invalid("messages", "'messages' is empty.") }
    var result: [ModelMessage] = []
    if let system {
      result.append(ModelMessage(role: .system, content: try Self.text(system, at: "system")))
    }
    for (index, message) in messages.enumerated() {
      let path = "messages[\(index)].content"
      switch message.role {
      case "user": result += try Self.user(message.content, at: path)
      case "assistant": result.append(try Self.assistant(message.content, at: path))
      default: throw .invalid("messages[\(index)].role", "A role is user or assistant.")
      }
    }
    for message in result where message.content.unicodeScalars.count > Limits.messageCharacters {
      throw HTTPFailure(
        .contentTooLarge, "message_too_long",
        "A message has at most \(Limits.messageCharacters) characters.", param: "messages")
    }
    return result
  }

  /// The words of a content that may have no other parts.
  private static func text(_ content: Content, at path: String) throws(HTTPFailure) -> String {
    switch content {
    case .text(let text): return text
    case .blocks(let blocks):
      var texts: [String] = []
      for (place, block) in blocks.enumerated() {
        guard block.type == "text", let text = block.text else {
          throw .invalid("\(path)[\(place)]", "Only text stands here.", code: "unsupported_content")
        }
        texts.append(text)
      }
      return texts.joined(separator: "\n")
    }
  }

  /// Results of tools are messages of their own, before the words of the user that stand beside them.
  private static func user(_ content: Content, at path: String) throws(HTTPFailure) -> [ModelMessage] {
    guard case .blocks(let blocks) = content else {
      return [ModelMessage(role: .user, content: try text(content, at: path))]
    }
    var results: [ModelMessage] = []
    var parts = MessageParts()
    var lines: [String] = []
    for (place, block) in blocks.enumerated() {
      let param = "\(path)[\(place)]"
      switch block.type {
      case "text":
        guard let text = block.text else { throw .invalid("\(param).text", "A text block needs its text.") }
        lines.append(text)
      case "image":
        parts.images.append(try MessageParts.image(block.source, param))
        lines.append("[Image attached]")
      case "document":
        parts.add(try MessageParts.document(block.title, block.source, param))
        lines.append("[File attached]")
      case "tool_result":
        guard let id = block.toolUseID, !id.isEmpty else {
          throw .invalid("\(param).tool_use_id", "A result names its call.", code: "missing_field")
        }
        var told = ""
        if let content = block.content { told = try text(content, at: "\(param).content") }
        results.append(.result(block.isError == true ? "Error: \(told)" : told, of: id))
      default:
        throw .invalid(
          param, "Text, images, documents and results of tools are understood.", code: "unsupported_content")
      }
    }
    if lines.isEmpty { return results }
    var message = ModelMessage(role: .user, content: lines.joined(separator: "\n"))
    message.images = parts.images
    message.files = parts.files
    message.documents = parts.documents
    return results + [message]
  }

  private static func assistant(_ content: Content, at path: String) throws(HTTPFailure) -> ModelMessage {
    guard case .blocks(let blocks) = content else {
      return ModelMessage(role: .assistant, content: try text(content, at: path))
    }
    var lines: [String] = []
    var calls: [ToolCall] = []
    var thinking: [ThinkingBlock] = []
    for (place, block) in blocks.enumerated() {
      let param = "\(path)[\(place)]"
      switch block.type {
      case "text": lines.append(block.text ?? "")
      case "thinking": thinking.append(ThinkingBlock(text: block.thinking ?? "", signature: block.signature))
      case "redacted_thinking": thinking.append(ThinkingBlock(text: "", signature: nil, redacted: block.data ?? ""))
      case "tool_use":
        guard let id = block.id, let name = block.name, !id.isEmpty, !name.isEmpty else {
          throw .invalid(param, "A call has an 'id' and a 'name'.", code: "missing_field")
        }
        calls.append(ToolCall(id: id, name: name, arguments: (block.input ?? [:]).text))
      default: throw .invalid(param, "Text, thinking and calls of tools are understood.", code: "unsupported_content")
      }
    }
    return .asking(calls, text: lines.joined(separator: "\n"), thinking: thinking)
  }

  func sampling() throws(HTTPFailure) -> SamplingOptions {
    if let temperature, !(0...1).contains(temperature) {
      throw .invalid("temperature", "'temperature' is a number from 0 to 1.")
    }
    if let topP, !(0...1).contains(topP) { throw .invalid("top_p", "'top_p' is a number from 0 to 1.") }
    guard let maxTokens, (1...Limits.answerTokens).contains(maxTokens.value) else {
      throw .invalid("max_tokens", "'max_tokens' is 1 to \(Limits.answerTokens).")
    }
    let stops = stopSequences ?? []
    guard stops.count <= 16, stops.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 1000 }) else {
      throw .invalid("stop_sequences", "They are at most 16 texts, none empty or longer than 1000 bytes.")
    }
    var effort: ReasoningEffort?
    if let thinking, thinking.type == "enabled" {
      guard let budget = thinking.budgetTokens, budget >= 1024 else {
        throw .invalid("thinking.budget_tokens", "'budget_tokens' is at least 1024.")
      }
      effort = ReasoningEffort.allCases.last { $0.budget <= budget }
    }
    return SamplingOptions(
      temperature: temperature, topP: topP, maxTokens: maxTokens.value, stop: stops, effort: effort)
  }

  func toolDescriptions() throws(HTTPFailure) -> [ToolDescription] {
    let tools = tools ?? []
    guard tools.count <= Limits.clientTools else {
      throw .invalid("tools", "A request has at most \(Limits.clientTools) tools.")
    }
    var names: Set<String> = []
    var result: [ToolDescription] = []
    for (index, tool) in tools.enumerated() {
      guard tool.type ?? "custom" == "custom" else {
        throw .invalid(
          "tools[\(index)].type", "Only tools of the client's own are understood.", code: "unsupported_value")
      }
      guard ToolDescription.isName(tool.name), names.insert(tool.name).inserted else {
        throw .invalid(
          "tools[\(index)].name", "A tool's name is 1 to 64 letters, digits, '_' and '-', and each has its own.")
      }
      let schema = tool.inputSchema ?? ToolDescription.noParameters
      guard case .object = schema else {
        throw .invalid("tools[\(index)].input_schema", "'input_schema' is a JSON Schema: an object.")
      }
      result.append(ToolDescription(name: tool.name, summary: tool.description ?? "", parameters: schema))
    }
    return result
  }

  func choice(among tools: [ToolDescription]) throws(HTTPFailure) -> ToolChoice {
    switch toolChoice?.type {
    case nil, "auto": return .automatic
    case "none": return .none
    case "any":
      guard !tools.isEmpty else { throw .invalid("tool_choice", "'any' needs 'tools'.") }
      return .required
    case "tool":
      guard let name = toolChoice?.name, tools.contains(where: { $0.name == name }) else {
        throw .invalid("tool_choice", "'tool_choice' names a tool that is not among 'tools'.")
      }
      return .named(name)
    default: throw .invalid("tool_choice.type", "'type' is auto, any, tool or none.")
    }
  }
}
