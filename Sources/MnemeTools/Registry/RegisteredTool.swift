import MnemeCore

/// A tool with what is made of it once.
struct RegisteredTool: Sendable {
  let tool: any Tool
  let schema: JSONSchema
  /// Name and summary as terms, for the choice among many.
  let terms: Set<String>
  /// Of which group it is.
  let group: String

  var name: String { tool.description.name }

  /// - Throws: `configuration` for a name that providers refuse, or a schema that cannot be checked.
  init(_ tool: any Tool, group: String) throws(MnemeError) {
    guard ToolDescription.isName(tool.description.name) else {
      throw MnemeError(.configuration, "A tool has a name that is none.")
    }
    self.tool = tool
    self.group = group
    schema = try JSONSchema(tool.description.parameters)
    let words = tool.description.name.replacing("_", with: " ").replacing("-", with: " ")
    terms = Set(TextAnalyzer.terms(words + " " + tool.description.summary))
  }
}
