import MnemeCore

/// The part of a request for a response that means something here. Fields not named are ignored.
struct ResponsesBody: Decodable {
  struct Text: Decodable {
    var format: ResponseFormat?
    var verbosity: String?
  }

  struct Reasoning: Decodable {
    var effort: String?
    var summary: String?
  }

  /// An id, or an object with it.
  struct Reference: Decodable {
    var id: String

    private enum Key: String, CodingKey { case id }

    init(from decoder: any Decoder) throws {
      // A text is no object: that is how the two forms are told apart.
      if let text = try? decoder.singleValueContainer().decode(String.self) {
        id = text
      } else {
        id = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .id)
      }
    }
  }

  var model: String?
  /// A text, or a list of items.
  var input: JSONValue?
  var instructions: String?
  var previousResponseID: String?
  var conversation: Reference?
  var store: Bool?
  var stream: Bool?
  var background: Bool?
  var tools: [JSONValue]?
  var toolChoice: JSONValue?
  var parallelToolCalls: Bool?
  var maxToolCalls: WholeNumber?
  var text: Text?
  var reasoning: Reasoning?
  var metadata: [String: String]?
  var maxOutputTokens: WholeNumber?
  var truncation: String?
  var temperature: Double?
  var topP: Double?
  var topLogprobs: WholeNumber?
  var include: [String]?
  var user: String?
  var prompt: JSONValue?

  enum CodingKeys: String, CodingKey {
    case model, input, instructions, conversation, store, stream, background, tools, text, reasoning, metadata,
      truncation
    case temperature, include, user, prompt
    case previousResponseID = "previous_response_id"
    case toolChoice = "tool_choice"
    case parallelToolCalls = "parallel_tool_calls"
    case maxToolCalls = "max_tool_calls"
    case maxOutputTokens = "max_output_tokens"
    case topP = "top_p"
    case topLogprobs = "top_logprobs"
  }

  /// What we cannot do is refused, not quietly left out.
  func check() throws(HTTPFailure) {
    if background == true {
      throw .invalid("background", "Responses are made while their client waits.", code: "unsupported_value")
    }
    if let prompt, prompt != .null {
      throw .invalid(
        "prompt", "There are no stored prompts; send 'instructions' and 'input'.", code: "unsupported_value")
    }
    if previousResponseID != nil, conversation != nil {
      throw .invalid("conversation", "'conversation' and 'previous_response_id' exclude each other.")
    }
    if let truncation, truncation != "auto", truncation != "disabled" {
      throw .invalid("truncation", "'truncation' is auto or disabled.")
    }
    if let maxToolCalls, maxToolCalls.value < 1 {
      throw .invalid("max_tool_calls", "'max_tool_calls' is a whole number from 1.")
    }
    try Self.check(metadata: metadata)
  }

  static func check(metadata: [String: String]?) throws(HTTPFailure) {
    guard let metadata else { return }
    guard metadata.count <= 16,
      metadata.allSatisfy({ $0.key.unicodeScalars.count <= 64 && $0.value.unicodeScalars.count <= 512 })
    else {
      throw .invalid("metadata", "It has at most 16 members, with names of 64 and texts of 512 characters at most.")
    }
  }

  func sampling() throws(HTTPFailure) -> SamplingOptions {
    if let temperature, !(0...2).contains(temperature) {
      throw .invalid("temperature", "'temperature' is a number from 0 to 2.")
    }
    if let topP, !(0...1).contains(topP) { throw .invalid("top_p", "'top_p' is a number from 0 to 1.") }
    if let limit = maxOutputTokens?.value, !(1...Limits.answerTokens).contains(limit) {
      throw .invalid("max_output_tokens", "'max_output_tokens' is 1 to \(Limits.answerTokens).")
    }
    var effort: ReasoningEffort?
    if let name = reasoning?.effort {
      guard let known = ReasoningEffort(rawValue: name) else {
        throw .invalid(
          "reasoning.effort",
          "'effort' is one of \(ReasoningEffort.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      effort = known
    }
    var options = SamplingOptions(
      temperature: temperature, topP: topP, maxTokens: maxOutputTokens?.value, effort: effort)
    if let topLogprobs, !(0...20).contains(topLogprobs.value) {
      throw .invalid("top_logprobs", "'top_logprobs' is a whole number from 0 to 20.")
    }
    if include?.contains("message.output_text.logprobs") == true || (topLogprobs?.value ?? 0) > 0 {
      options.topLogprobs = topLogprobs?.value ?? 0
    }
    return options
  }

  func toolDescriptions() throws(HTTPFailure) -> [ToolDescription] {
    let tools = tools ?? []
    guard tools.count <= Limits.clientTools else {
      throw .invalid("tools", "A request has at most \(Limits.clientTools) tools.")
    }
    var names: Set<String> = []
    var result: [ToolDescription] = []
    for (place, tool) in tools.enumerated() {
      guard case .string("function")? = tool["type"] else {
        throw .invalid(
          "tools[\(place)].type", "Tools are functions of the client's own; Mneme has its own tools beside them.",
          code: "unsupported_value")
      }
      guard case .string(let name)? = tool["name"], ToolDescription.isName(name), names.insert(name).inserted else {
        throw .invalid(
          "tools[\(place)].name", "A tool's name is 1 to 64 letters, digits, '_' and '-', and each has its own.")
      }
      let parameters = tool["parameters"].flatMap { $0 == .null ? nil : $0 } ?? ToolDescription.noParameters
      guard case .object = parameters else {
        throw .invalid("tools[\(place)].parameters", "'parameters' is a JSON Schema: an object.", code: "invalid_type")
      }
      var summary = ""
      if case .string(let text)? = tool["description"] { summary = text }
      result.append(ToolDescription(name: name, summary: summary, parameters: parameters))
    }
    return result
  }

  func choice(among tools: [ToolDescription]) throws(HTTPFailure) -> ToolChoice {
    switch toolChoice {
    case nil, .null, .string("auto"): return .automatic
    case .string("none"): return .none
    case .string("required"):
      guard !tools.isEmpty else { throw .invalid("tool_choice", "'required' needs 'tools'.") }
      return .required
    case .object(let members) where members["type"] == "function":
      guard case .string(let name)? = members["name"], tools.contains(where: { $0.name == name }) else {
        throw .invalid("tool_choice", "'tool_choice' names a function that is not among 'tools'.")
      }
      return .named(name)
    default:
      throw .invalid(
        "tool_choice", "'tool_choice' is none, auto, required or an object that names a function.",
        code: "unsupported_value")
    }
  }
}
