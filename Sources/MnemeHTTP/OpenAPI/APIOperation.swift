import MnemeCore

/// One method of one address, as programs and people are told of it. The table of all of them is the only place where that is
/// written: `/openapi.json` and docs/api.md are made of it, and a test compares it with the routes.
package struct APIOperation: Sendable {
  package enum Tag: String, Sendable, CaseIterable {
    case chat = "Chat"
    case responses = "Responses and conversations"
    case models = "Models and embeddings"
    case memories = "Memories"
    case sessions = "Sessions and messages"
    case graph = "Graph"
    case persona = "Persona"
    case tools = "Tools and schedule"
    case space = "Spaces: export, import, forgetting"
    case access = "Keys, people and logins"
    case upkeep = "Status and upkeep"
    case mcp = "MCP"
    case mem0 = "mem0's clients"
    case letta = "Letta's clients"
    case description = "Description"
  }

  /// An example for people: it is run by a test.
  package struct Example: Sendable {
    /// Behind the path, with its question mark; `$NAME` stands for something that the test makes first.
    var query = ""
    var body: String?
    /// The status that it gets.
    var status: Int
  }

  package let method: String
  /// As the route is declared, with `:name` for parameters.
  package let path: String
  package let id: String
  package let tag: Tag
  package let summary: String
  var parameters: [JSON] = []
  /// JSON Schema.
  var body: JSON?
  var bodyTypes = ["application/json"]
  var isBodyOptional = false
  /// JSON Schema; nil: no body, or another type than JSON.
  var answer: JSON?
  var answerType = "application/json"
  /// An answer may also come as this type.
  var streamType: String?
  var status = 200
  /// Answers without a key.
  var isOpen = false
  package var example: Example?

  init(
    _ method: String, _ path: String, _ id: String, _ tag: Tag, _ summary: String, parameters: [JSON] = [],
    body: JSON? = nil, optional: Bool = false, answer: JSON? = nil, status: Int = 200
  ) {
    self.method = method
    self.path = path
    self.id = id
    self.tag = tag
    self.summary = summary
    self.parameters = parameters
    self.body = body
    isBodyOptional = optional
    self.answer = answer
    self.status = status
    example = Example(status: status)
  }

  /// The same with other members; keeps tables short.
  func with(_ change: (inout APIOperation) -> Void) -> APIOperation {
    var copy = self
    change(&copy)
    return copy
  }

  /// The same with what its example sends.
  func example(_ body: String? = nil, query: String = "", status: Int? = nil) -> APIOperation {
    with { $0.example = Example(query: query, body: body, status: status ?? self.status) }
  }

  /// Names of the parameters in the path, in order.
  package var pathParameters: [String] {
    path.split(separator: "/").filter { $0.hasPrefix(":") }.map { $0.filter { $0 != ":" && $0 != "*" } }
  }

  /// With braces around parameters, as OpenAPI writes it.
  package var template: String {
    "/"
      + path.split(separator: "/").map { part in
        part.hasPrefix(":") ? "{\(part.filter { $0 != ":" && $0 != "*" })}" : String(part)
      }.joined(separator: "/")
  }
}
