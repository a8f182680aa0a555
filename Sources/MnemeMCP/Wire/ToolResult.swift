package import MnemeCore

/// The result of `tools/call`, complete.
package struct ToolResult: Sendable, Hashable {
  package let json: JSONValue
  package let content: [ContentBlock]

  /// - Throws: `invalidParams` for what is no result of a tool.
  package init(_ json: JSONValue) throws(RPCError) {
    guard let blocks = json["content"]?.array else { throw .invalidParams("A tool's result has 'content'.") }
    var content: [ContentBlock] = []
    for block in blocks { content.append(try ContentBlock(block)) }
    self.json = json
    self.content = content
  }

  /// - Parameter takesAnyStructure: `structuredContent` need not be an object (from revision 2026-07-28).
  package init(_ output: ToolOutput, takesAnyStructure: Bool) {
    content = output.content.map { ContentBlock($0) }
    var members: [String: JSONValue] = ["content": .array(content.map(\.json))]
    if let failure = output.failure {
      members["isError"] = true
      members["structuredContent"] = .object([
        "error": [
          "code": .string(failure.code.rawValue), "message": .string(failure.message),
          "retryable": .bool(failure.code.isRetryable),
        ]
      ])
    } else if let structured = output.structured, takesAnyStructure || structured.object != nil {
      members["structuredContent"] = structured
    }
    json = .object(members)
  }

  package var isError: Bool { json["isError"]?.bool ?? false }
  package var structured: JSONValue? { json["structuredContent"] }
}
