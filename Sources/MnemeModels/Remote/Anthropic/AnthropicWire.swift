import Foundation
import MnemeCore

/// Anthropic's Messages (version 2023-06-01).
///
/// Parts that stay the same between turns are marked for its prompt cache: the tools, the system text and, with a
/// conversation, the last message before the question.
struct AnthropicWire: ChatWire {
  static let version = "2023-06-01"
  /// The API wants a limit for every answer.
  static let defaultMaxTokens = 4096
  /// Its least budget for thinking.
  private static let leastThinking = 1024

  /// `HOST:PORT` for messages.
  let server: String

  func request(_ request: ModelRequest, model: String, dialect: WireDialect) throws(MnemeError) -> WireRequest {
    let options = request.options
    let system = request.messages.filter { $0.role == .system }.map(\.content).joined(separator: "\n\n")
    var body = AnthropicRequest(model: model, max_tokens: options.maxTokens ?? Self.defaultMaxTokens)
    if !system.isEmpty { body.system = [AnthropicRequest.Block(text: system, isCached: true)] }
    body.messages = Self.messages(request.messages)
    body.stop_sequences = options.stop.isEmpty ? nil : options.stop
    if let budget = options.effort?.budget, budget >= Self.leastThinking, Self.mayThink(request.messages) {
      body.thinking = .init(budget_tokens: budget)
      // The budget counts against the limit, which must be larger; a temperature is refused beside it.
      body.max_tokens = options.maxTokens.map { max($0, budget + 1) } ?? Self.defaultMaxTokens + budget
    } else {
      // From 0 to 1 there, 0 to 2 here; newer models refuse both at once.
      body.temperature = options.temperature.map { min($0, 1) }
      body.top_p = options.temperature == nil ? options.topP : nil
    }
    if !request.tools.isEmpty {
      body.tools = request.tools.map(AnthropicRequest.Tool.init)
      body.tools?[request.tools.count - 1].cache_control = .init()
      body.tool_choice = Self.choice(request.toolChoice, thinks: body.thinking != nil)
    }
    return WireRequest(path: "/messages", body: try body.wireBody())
  }

  /// While tools run the thinking that led to their calls must come along; of calls that went through a client it is lost.
  private static func mayThink(_ messages: [ModelMessage]) -> Bool {
    guard let place = messages.lastIndex(where: { !$0.toolCalls.isEmpty }),
      !messages[place...].contains(where: { $0.role == .user })
    else { return true }
    return messages[place].thinking.contains { $0.signature != nil || $0.redacted != nil }
  }

  /// Beside thinking only the free choice is allowed.
  private static func choice(_ choice: ToolChoice, thinks: Bool) -> AnthropicRequest.Choice? {
    switch choice {
    case .automatic: nil
    case .none: .init(type: "none")
    case .required: thinks ? nil : .init(type: "any")
    case .named(let name): thinks ? nil : .init(type: "tool", name: name)
    }
  }

  /// Messages of one role that follow each other become one, as the API wants it: the results of tools are the user's.
  private static func messages(_ messages: [ModelMessage]) -> [AnthropicRequest.Message] {
    var result: [AnthropicRequest.Message] = []
    for message in messages where message.role != .system {
      let blocks = blocks(of: message)
      if blocks.isEmpty { continue }
      let role = message.role == .assistant ? "assistant" : "user"
      if result.last?.role == role {
        result[result.count - 1].content += blocks
      } else {
        result.append(.init(role: role, content: blocks))
      }
    }
    // The first one must be the user's.
    if result.first?.role == "assistant" { result.removeFirst() }
    if result.count > 2 {
      let place = result.count - 2
      result[place].content[result[place].content.count - 1].cache_control = .init()
    }
    return result
  }

  private static func blocks(of message: ModelMessage) -> [AnthropicRequest.Block] {
    if message.role == .tool {
      return [.init(result: message.content, of: message.toolCallID ?? "")]
    }
    var blocks = message.thinking.compactMap(AnthropicRequest.Block.init)
    blocks += message.images.map(AnthropicRequest.Block.init)
    // It refuses texts of white space alone.
    if message.content.contains(where: { !$0.isWhitespace }) { blocks.append(.init(text: message.content)) }
    return blocks + message.toolCalls.map(AnthropicRequest.Block.init)
  }

  func answer(promptEstimate: Int) -> any WireAnswer { AnthropicAnswer(server: server, promptEstimate: promptEstimate) }

  func models(_ body: [UInt8]) throws(MnemeError) -> WireModels {
    struct List: Decodable {
      struct Model: Decodable { let id: String }
      let data: [Model]
    }
    let list = try List.wire(String(decoding: body, as: UTF8.self), from: server)
    return WireModels(names: list.data.map(\.id))
  }
}

/// The part of the request that is sent.
struct AnthropicRequest: Encodable {
  struct CacheControl: Encodable {
    let type = "ephemeral"
  }

  struct Message: Encodable {
    let role: String
    var content: [Block]
  }

  struct Block: Encodable {
    struct Source: Encodable {
      let type = "base64"
      let media_type: String
      let data: String
    }

    let type: String
    var text: String?
    var thinking: String?
    var signature: String?
    var data: String?
    var source: Source?
    var id: String?
    var name: String?
    var input: JSONValue?
    var tool_use_id: String?
    var content: String?
    var cache_control: CacheControl?

    init(text: String, isCached: Bool = false) {
      type = "text"
      self.text = text
      if isCached { cache_control = CacheControl() }
    }

    init(image: ModelImage) {
      type = "image"
      source = Source(media_type: image.type, data: image.data)
    }

    init(call: ToolCall) {
      type = "tool_use"
      id = call.id
      name = call.name
      // Arguments that are no object were the model's mistake; the API takes objects only.
      let arguments = try? JSONValue(parsing: call.arguments)
      input = if case .object? = arguments { arguments } else { [:] }
    }

    init(result: String, of call: String) {
      type = "tool_result"
      tool_use_id = call
      content = result
    }

    init?(_ block: ThinkingBlock) {
      if let redacted = block.redacted {
        type = "redacted_thinking"
        data = redacted
      } else if let signature = block.signature {
        type = "thinking"
        thinking = block.text
        self.signature = signature
      } else {
        return nil
      }
    }
  }

  struct Tool: Encodable {
    let name: String
    let description: String
    let input_schema: JSONValue
    var cache_control: CacheControl?

    init(_ tool: ToolDescription) {
      name = tool.name
      description = tool.summary
      input_schema = tool.parameters
    }
  }

  struct Choice: Encodable {
    let type: String
    var name: String?
  }

  struct Thinking: Encodable {
    let type = "enabled"
    let budget_tokens: Int
  }

  var model: String
  var max_tokens: Int
  var system: [Block]?
  var messages: [Message] = []
  let stream = true
  var temperature: Double?
  var top_p: Double?
  var stop_sequences: [String]?
  var tools: [Tool]?
  var tool_choice: Choice?
  var thinking: Thinking?

  init(model: String, max_tokens: Int) {
    self.model = model
    self.max_tokens = max_tokens
  }
}
