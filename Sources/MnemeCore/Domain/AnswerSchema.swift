/// The shape an answer must have. Servers that know schemas are held to it; whoever asks must still check the answer.
package struct AnswerSchema: Sendable, Hashable {
  /// 1 to 64 letters, digits, `_` and `-`.
  package let name: String
  /// JSON Schema; a strict one is of an object, every member required and none besides them allowed.
  package let schema: JSONValue
  /// Providers that know schemas are asked to keep to it to the letter.
  package let isStrict: Bool

  package init(name: String, schema: JSONValue, isStrict: Bool = true) {
    self.name = name
    self.schema = schema
    self.isStrict = isStrict
  }

  /// Any JSON object: what OpenAI's `json_object` asks for.
  package static let anyObject = AnswerSchema(name: "json_object", schema: ["type": "object"], isStrict: false)
}
