package import MnemeCore

/// `list_directory`: what stands in a folder.
package struct ListDirectory: Tool {
  private let files: FileAccess
  package let reach = ToolReach.none
  package let category = ToolCategory.file
  /// Entries that are told.
  static let limit = 1000

  package init(files: FileAccess) { self.files = files }

  package var isReady: Bool { files.isReady }

  package let description = ToolDescription(
    name: "list_directory", summary: "Lists a folder by its whole path: folders first, then files.",
    parameters: [
      "type": "object", "required": ["path"],
      "properties": [
        "path": ["type": "string", "minLength": 1, "maxLength": 4096, "description": "Whole path of the folder."]
      ],
    ])

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let path = arguments.string("path") ?? ""
    guard path.hasPrefix("/") else { throw ToolFailure(.invalidFormat, "The path must be a whole one, from / on.") }
    return try await files.workers.run { [policy = files.policy] signal in
      let folder = try policy.open(path, folder: true)
      let (entries, isWhole) = try folder.entries(limit: Self.limit)
      try signal.check()
      let sorted = entries.sorted {
        ($0.kind == .folder ? 0 : 1, $0.name.lowercased(), $0.name) < (
          $1.kind == .folder ? 0 : 1, $1.name.lowercased(), $1.name
        )
      }
      var lines = sorted.map { "[\($0.kind.label)] \($0.name)" }
      if lines.isEmpty { lines = ["The folder is empty."] }
      if !isWhole { lines.append("[there are more than \(Self.limit) entries]") }
      return ToolOutput(lines.joined(separator: "\n"))
    }
  }
}
