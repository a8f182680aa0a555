import Foundation
import MnemeCore

/// Google Gemini's generateContent (v1beta).
struct GeminiWire: ChatWire {
  /// `HOST:PORT` for messages.
  let server: String

  func request(_ request: ModelRequest, model: String, dialect: WireDialect) throws(MnemeError) -> WireRequest {
    let options = request.options
    let system = request.messages.filter { $0.role == .system }.map(\.content).joined(separator: "\n\n")
    var body = GeminiRequest()
    if !system.isEmpty { body.systemInstruction = .init(parts: [.init(text: system)]) }
    body.contents = Self.contents(request.messages)
    var generation = GeminiRequest.Generation()
    generation.temperature = options.temperature
    generation.topP = options.topP
    generation.maxOutputTokens = options.maxTokens
    generation.stopSequences = options.stop.isEmpty ? nil : options.stop
    generation.seed = options.seed
    generation.frequencyPenalty = options.frequencyPenalty
    generation.presencePenalty = options.presencePenalty
    generation.thinkingConfig = options.effort.map {
      .init(thinkingBudget: $0.budget, includeThoughts: $0.budget > 0)
    }
    if let schema = request.answerSchema {
      generation.responseMimeType = "application/json"
      if schema != .anyObject { generation.responseJsonSchema = schema.schema }
    }
    body.generationConfig = generation
    if !request.tools.isEmpty {
      body.tools = [.init(functionDeclarations: request.tools.map(GeminiRequest.Declaration.init))]
      body.toolConfig = Self.choice(request.toolChoice).map { .init(functionCallingConfig: $0) }
    }
    guard let name = Self.path(of: model) else {
      throw MnemeError(.configuration, "The model's name holds characters that no model of \(server) has.")
    }
    return WireRequest(path: "/\(name):streamGenerateContent?alt=sse", body: try body.wireBody())
  }

  /// `models/NAME`, or the tuned model's own folder; nil for a name that is none.
  private static func path(of model: String) -> String? {
    let path = model.contains("/") ? model : "models/\(model)"
    let isPlain = path.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "/"):
        true
      default: false
      }
    }
    return isPlain && !path.contains("..") ? path : nil
  }

  private static func choice(_ choice: ToolChoice) -> GeminiRequest.Calling? {
    switch choice {
    case .automatic: nil
    case .none: .init(mode: "NONE")
    case .required: .init(mode: "ANY")
    case .named(let name): .init(mode: "ANY", allowedFunctionNames: [name])
    }
  }

  /// Messages of one role that follow each other become one content; the results of tools are the user's.
  private static func contents(_ messages: [ModelMessage]) -> [GeminiRequest.Content] {
    var names: [String: String] = [:]
    var result: [GeminiRequest.Content] = []
    for message in messages where message.role != .system {
      for call in message.toolCalls { names[call.id] = call.name }
      var parts: [GeminiRequest.Part] = []
      if message.role == .tool {
        parts = [.init(result: message.content, of: message.toolCallID.flatMap { names[$0] } ?? "tool")]
      } else {
        if !message.content.isEmpty { parts.append(.init(text: message.content)) }
        parts += message.images.map(GeminiRequest.Part.init) + message.toolCalls.map(GeminiRequest.Part.init)
      }
      if parts.isEmpty { continue }
      let role = message.role == .assistant ? "model" : "user"
      if result.last?.role == role {
        result[result.count - 1].parts += parts
      } else {
        result.append(.init(role: role, parts: parts))
      }
    }
    return result
  }

  func answer(promptEstimate: Int) -> any WireAnswer { GeminiAnswer(server: server, promptEstimate: promptEstimate) }

  func models(_ body: [UInt8]) throws(MnemeError) -> WireModels {
    struct List: Decodable {
      struct Model: Decodable {
        let name: String
        let supportedGenerationMethods: [String]?
      }
      let models: [Model]
    }
    let list = try List.wire(String(decoding: body, as: UTF8.self), from: server)
    let chats = list.models.filter { $0.supportedGenerationMethods?.contains("generateContent") ?? true }
    return WireModels(names: chats.map { $0.name.hasPrefix("models/") ? String($0.name.dropFirst(7)) : $0.name })
  }
}

/// The part of the request that is sent.
struct GeminiRequest: Encodable {
  struct Content: Encodable {
    var role: String?
    var parts: [Part]
  }

  struct Part: Encodable {
    struct Blob: Encodable {
      let mimeType: String
      let data: String
    }
    struct Call: Encodable {
      let name: String
      let args: JSONValue
    }
    struct Response: Encodable {
      let name: String
      let response: JSONValue
    }

    var text: String?
    var inlineData: Blob?
    var functionCall: Call?
    var functionResponse: Response?
    var thoughtSignature: String?

    init(text: String) { self.text = text }

    init(image: ModelImage) { inlineData = Blob(mimeType: image.type, data: image.data) }

    init(call: ToolCall) {
      // Arguments that are no object were the model's mistake; the API takes objects only.
      let arguments = try? JSONValue(parsing: call.arguments)
      functionCall = Call(name: call.name, args: GeminiSchema.isObject(arguments) ? arguments ?? [:] : [:])
      thoughtSignature = call.signature
    }

    init(result: String, of name: String) {
      // A result that is an object is told as it is.
      let value = try? JSONValue(parsing: result)
      functionResponse = Response(
        name: name, response: GeminiSchema.isObject(value) ? value ?? [:] : ["result": .string(result)])
    }
  }

  struct Declaration: Encodable {
    let name: String
    let description: String
    /// Left out for a tool without arguments: an object without properties is refused.
    let parameters: JSONValue?

    init(_ tool: ToolDescription) {
      name = tool.name
      description = tool.summary
      parameters = GeminiSchema.parameters(tool.parameters)
    }
  }

  struct Tools: Encodable {
    let functionDeclarations: [Declaration]
  }

  struct Calling: Encodable {
    let mode: String
    var allowedFunctionNames: [String]?
  }

  struct ToolConfig: Encodable {
    let functionCallingConfig: Calling
  }

  struct Thinking: Encodable {
    let thinkingBudget: Int
    let includeThoughts: Bool
  }

  struct Generation: Encodable {
    var temperature: Double?
    var topP: Double?
    var maxOutputTokens: Int?
    var stopSequences: [String]?
    var seed: Int?
    var frequencyPenalty: Double?
    var presencePenalty: Double?
    var thinkingConfig: Thinking?
    var responseMimeType: String?
    var responseJsonSchema: JSONValue?
  }

  var systemInstruction: Content?
  var contents: [Content] = []
  var tools: [Tools]?
  var toolConfig: ToolConfig?
  var generationConfig = Generation()
}
