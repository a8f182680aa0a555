import Foundation
import MnemeCore

/// OpenAI's chat completions.
struct OpenAIWire: ChatWire {
  /// `HOST:PORT` for messages.
  let server: String

  func request(_ request: ModelRequest, model: String, dialect: WireDialect) throws(MnemeError) -> WireRequest {
    let options = request.options
    var body = OpenAIRequest(model: model, messages: Self.alternating(request.messages).map(OpenAIRequest.Message.init))
    if dialect.reportsUsage { body.stream_options = .init(include_usage: true) }
    body.temperature = options.temperature
    body.top_p = options.topP
    if dialect.newTokenLimit {
      body.max_completion_tokens = options.maxTokens
    } else {
      body.max_tokens = options.maxTokens
    }
    body.stop = options.stop.isEmpty ? nil : options.stop
    body.seed = options.seed
    body.frequency_penalty = options.frequencyPenalty
    body.presence_penalty = options.presencePenalty
    body.reasoning_effort = options.effort?.rawValue
    if !request.tools.isEmpty, dialect.takesTools || !request.toolsAreOptional {
      body.tools = request.tools.map(OpenAIRequest.Tool.init)
      body.tool_choice = Self.choice(request.toolChoice)
    }
    if let schema = request.answerSchema, dialect.takesSchemas {
      body.response_format =
        schema == .anyObject
        ? ["type": "json_object"]
        : [
          "type": "json_schema",
          "json_schema": [
            "name": .string(schema.name), "strict": .bool(schema.isStrict), "schema": schema.schema,
          ],
        ]
    }
    if let others = options.topLogprobs {
      body.logprobs = true
      body.top_logprobs = others > 0 ? others : nil
    }
    return WireRequest(path: "/chat/completions", body: try body.wireBody())
  }

  /// Words of one role that follow each other become one message: templates of many models demand that roles take turns.
  private static func alternating(_ messages: [ModelMessage]) -> [ModelMessage] {
    var result: [ModelMessage] = []
    for message in messages {
      guard let last = result.last, last.role == message.role, message.role == .user || message.role == .assistant,
        last.toolCalls.isEmpty, message.toolCalls.isEmpty
      else {
        result.append(message)
        continue
      }
      var merged = ModelMessage(role: last.role, content: last.content + "\n\n" + message.content)
      merged.images = last.images + message.images
      result[result.count - 1] = merged
    }
    return result
  }

  private static func choice(_ choice: ToolChoice) -> JSONValue? {
    switch choice {
    case .automatic: nil
    case .none: "none"
    case .required: "required"
    case .named(let name): ["type": "function", "function": ["name": .string(name)]]
    }
  }

  func answer(promptEstimate: Int) -> any WireAnswer { OpenAIAnswer(server: server, promptEstimate: promptEstimate) }

  func models(_ body: [UInt8]) throws(MnemeError) -> WireModels {
    struct List: Decodable {
      struct Model: Decodable {
        let id: String
        let owned_by: String?
      }
      let data: [Model]
    }
    let list = try List.wire(String(decoding: body, as: UTF8.self), from: server)
    return WireModels(
      names: list.data.map(\.id), isMneme: list.data.contains { $0.owned_by?.lowercased() == "mneme" })
  }
}

/// The part of the request that is sent.
struct OpenAIRequest: Encodable {
  struct StreamOptions: Encodable {
    let include_usage: Bool
  }

  struct Message: Encodable {
    let role: String
    var content: Content?
    var tool_calls: [Call]?
    var tool_call_id: String?

    init(_ message: ModelMessage) {
      role = message.role.rawValue
      content =
        if !message.images.isEmpty {
          .parts(
            (message.content.isEmpty ? [] : [.init(text: message.content)]) + message.images.map { .init(image: $0) })
        } else if message.content.isEmpty, !message.toolCalls.isEmpty {
          nil
        } else {
          .text(message.content)
        }
      tool_calls = message.toolCalls.isEmpty ? nil : message.toolCalls.map(Call.init)
      tool_call_id = message.toolCallID
    }
  }

  enum Content: Encodable {
    case text(String)
    case parts([Part])

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .parts(let parts): try container.encode(parts)
      }
    }
  }

  struct Part: Encodable {
    struct URL: Encodable { let url: String }
    let type: String
    var text: String?
    var image_url: URL?

    init(text: String) {
      type = "text"
      self.text = text
    }

    init(image: ModelImage) {
      type = "image_url"
      image_url = URL(url: "data:\(image.type);base64,\(image.data)")
    }
  }

  struct Call: Encodable {
    struct Function: Encodable {
      let name: String
      let arguments: String
    }
    let id: String
    let type = "function"
    let function: Function

    init(_ call: ToolCall) {
      id = call.id
      function = Function(name: call.name, arguments: call.arguments)
    }
  }

  struct Tool: Encodable {
    struct Function: Encodable {
      let name: String
      let description: String
      let parameters: JSONValue
    }
    let type = "function"
    let function: Function

    init(_ tool: ToolDescription) {
      function = Function(name: tool.name, description: tool.summary, parameters: tool.parameters)
    }
  }

  var model: String
  var messages: [Message]
  var stream = true
  var stream_options: StreamOptions?
  var temperature: Double?
  var top_p: Double?
  var max_tokens: Int?
  var max_completion_tokens: Int?
  var stop: [String]?
  var seed: Int?
  var frequency_penalty: Double?
  var presence_penalty: Double?
  var reasoning_effort: String?
  var tools: [Tool]?
  var tool_choice: JSONValue?
  var response_format: JSONValue?
  var logprobs: Bool?
  var top_logprobs: Int?
}
