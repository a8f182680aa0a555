package import MnemeCore

/// `get_source`: a source file by its path relative to a root.
package struct GetSource: Tool {
  private let files: FileAccess
  package let reach = ToolReach.none
  package let category = ToolCategory.file

  package init(files: FileAccess) { self.files = files }

  package var isReady: Bool { files.isReady }

  package let description = ToolDescription(
    name: "get_source",
    summary: "Reads a source file by its path relative to a folder that is open to tools, as search_code names it.",
    parameters: [
      "type": "object", "required": ["path"],
      "properties": [
        "path": [
          "type": "string", "minLength": 1, "maxLength": 4096, "description": "Relative path, such as src/main.py.",
        ]
      ],
    ])

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let path = arguments.string("path") ?? ""
    guard !path.hasPrefix("/") else { throw ToolFailure(.invalidFormat, "The path must be a relative one.") }
    return try await files.workers.run { [policy = files.policy] _ in
      guard !SourceTree.isExcluded(try PathText(path).components) else { throw PathPolicy.forbidden }
      return ToolOutput(try FileText.text(of: policy.open(path).bytes(upTo: FileText.limit)))
    }
  }
}
