import MnemeCore

/// OpenAI's `response_format`, and `text.format` of a response, which has the members of `json_schema` beside the type.
struct ResponseFormat: Decodable {
  struct Schema: Decodable {
    var name: String?
    var schema: JSONValue?
    var strict: Bool?
  }

  var type: String?
  var jsonSchema: Schema?
  var name: String?
  var schema: JSONValue?
  var strict: Bool?

  enum CodingKeys: String, CodingKey {
    case type, name, schema, strict
    case jsonSchema = "json_schema"
  }

  /// - Parameter param: where it stands in the request.
  /// - Returns: nil for text.
  func answerSchema(at param: String) throws(HTTPFailure) -> AnswerSchema? {
    switch type {
    case nil, "text": return nil
    case "json_object": return .anyObject
    case "json_schema":
      let wanted = jsonSchema ?? Schema(name: name, schema: schema, strict: strict)
      let path = jsonSchema == nil && schema != nil ? param : "\(param).json_schema"
      guard let name = wanted.name, ToolDescription.isName(name) else {
        throw .invalid("\(path).name", "A schema's name is 1 to 64 letters, digits, '_' and '-'.")
      }
      let schema = wanted.schema ?? [:]
      guard case .object = schema else {
        throw .invalid("\(path).schema", "'schema' is a JSON Schema: an object.", code: "invalid_type")
      }
      return AnswerSchema(name: name, schema: schema, isStrict: wanted.strict ?? false)
    default:
      throw .invalid(
        "\(param).type", "Answers are text, json_object or json_schema.", code: "unsupported_value")
    }
  }
}
