/// The shape an answer must have. Servers that know schemas are held to it; whoever asks must still check the answer.
package struct AnswerSchema: Sendable, Hashable {
  /// 1 to 64 letters, digits, `_` and `-`.
  package let name: String
  /// JSON Schema of an object, every member required and none besides them allowed.
  package let schema: JSONValue

  package init(name: String, schema: JSONValue) {
    self.name = name
    self.schema = schema
  }
}
