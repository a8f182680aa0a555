import MnemeCore

/// A tool with what is made of it once.
struct RegisteredTool: Sendable {
  let tool: any Tool
  let schema: JSONSchema
  /// Name and summary as terms, for the choice among many.
  let terms: Set<String>
  /// The same as one text.
  let about: String
  /// Of which group it is.
  let group: String

  let name: String

  /// - Throws: `configuration` for a name that providers refuse, or a schema that cannot be checked.
  init(_ tool: any Tool, group: String) throws(MnemeError) {
    name = tool.description.name
    guard ToolDescription.isName(name) else {
      throw MnemeError(.configuration, "A tool has a name that is none.")
    }
    self.tool = tool
    self.group = group
    schema = try JSONSchema(tool.description.parameters)
    let words = name.replacing("_", with: " ").replacing("-", with: " ")
    about = words + ": " + tool.description.summary
    terms = Set(TextAnalyzer.terms(about))
  }
}
