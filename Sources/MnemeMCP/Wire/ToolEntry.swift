package import MnemeCore

/// A tool as `tools/list` tells of it: read from JSON and kept as it came.
package struct ToolEntry: Sendable, Hashable {
  package let json: JSONValue
  package let name: String

  /// - Throws: `invalidParams` without a name and a schema of an object.
  package init(_ json: JSONValue) throws(RPCError) {
    guard let name = json["name"]?.string, json["inputSchema"]?["type"] == "object" else {
      throw .invalidParams("A tool has a 'name' and an 'inputSchema' of type object.")
    }
    self.json = json
    self.name = name
  }

  package init(_ tool: ToolDescription) {
    name = tool.name
    let notes = tool.annotations
    var hints: [String: JSONValue] = [
      "readOnlyHint": .bool(notes.isReadOnly), "idempotentHint": .bool(notes.isIdempotent),
      "openWorldHint": .bool(notes.isOpenWorld),
    ]
    if !notes.isReadOnly { hints["destructiveHint"] = .bool(notes.isDestructive) }
    var members: [String: JSONValue] = [
      "name": .string(tool.name), "description": .string(tool.summary), "inputSchema": tool.parameters,
      "annotations": .object(hints),
    ]
    members["title"] = tool.title.map(JSONValue.string)
    members["outputSchema"] = tool.output
    json = .object(members)
  }

  package var inputSchema: JSONValue { json["inputSchema"] ?? ToolDescription.noParameters }
  package var outputSchema: JSONValue? { json["outputSchema"] }

  /// What the server hints at; where it says nothing, the protocol's own defaults, which are the careful ones.
  package var annotations: ToolAnnotations {
    let hints = json["annotations"]
    return ToolAnnotations(
      isReadOnly: hints?["readOnlyHint"]?.bool ?? false, isDestructive: hints?["destructiveHint"]?.bool ?? true,
      isIdempotent: hints?["idempotentHint"]?.bool ?? false, isOpenWorld: hints?["openWorldHint"]?.bool ?? true)
  }

  /// - Parameter name: another one than the server's, where several servers are joined.
  package func description(named name: String? = nil) -> ToolDescription {
    ToolDescription(
      name: name ?? self.name, title: json["title"]?.string ?? json["annotations"]?["title"]?.string,
      summary: json["description"]?.string ?? self.name, parameters: inputSchema, output: outputSchema,
      annotations: annotations)
  }
}
