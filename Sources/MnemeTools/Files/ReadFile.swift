package import MnemeCore

/// What the tools over files share.
package struct FileAccess: Sendable {
  package let policy: PathPolicy
  package let workers: FileWorkers

  package init(policy: PathPolicy, workers: FileWorkers) {
    self.policy = policy
    self.workers = workers
  }

  var isReady: Bool { !policy.roots.isEmpty }
}

/// `read_file`: the text of a file below the folders that the owner opened.
package struct ReadFile: Tool {
  private let files: FileAccess
  package let reach = ToolReach.none
  package let category = ToolCategory.file

  package init(files: FileAccess) { self.files = files }

  package var isReady: Bool { files.isReady }

  package let description = ToolDescription(
    name: "read_file",
    summary: "Reads a text file by its whole path. Long files are read in parts with offset and limit.",
    parameters: [
      "type": "object", "required": ["path"],
      "properties": [
        "path": ["type": "string", "minLength": 1, "maxLength": 4096, "description": "Whole path of the file."],
        "offset": [
          "type": "integer", "minimum": 1, "maximum": 10_000_000, "description": "First line; 1 when left out.",
        ],
        "limit": [
          "type": "integer", "minimum": 1, "maximum": 10_000, "description": "Lines at most; 2000 when left out.",
        ],
      ],
    ])

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let path = arguments.string("path") ?? ""
    guard path.hasPrefix("/") else { throw ToolFailure(.invalidFormat, "The path must be a whole one, from / on.") }
    let first = arguments.integer("offset") ?? 1
    let limit = arguments.integer("limit") ?? 2000
    return try await files.workers.run { [policy = files.policy] _ in
      let file = try policy.open(path)
      let text = try FileText.text(of: file.bytes(upTo: FileText.limit))
      let (lines, total) = FileText.lines(of: text, from: first, count: limit)
      guard first == 1 || !lines.isEmpty else { throw ToolFailure(.outOfRange, "The file has \(total) lines.") }
      var told = lines.joined(separator: "\n")
      if lines.count + first - 1 < total {
        told += "\n[lines \(first) to \(first + lines.count - 1) of \(total); go on with offset \(first + lines.count)]"
      }
      if file.hasOtherNames { told += "\n[the file has other names (hard links)]" }
      return ToolOutput(told)
    }
  }
}
