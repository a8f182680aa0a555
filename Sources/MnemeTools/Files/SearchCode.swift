package import MnemeCore

/// `search_code` and `search_code_regex`: where something stands in the source files of the roots.
package struct SearchCode: Tool {
  private let search: CodeSearch
  private let isExpression: Bool
  package let reach = ToolReach.none
  package let category = ToolCategory.system
  package let description: ToolDescription
  package let deadline: Duration? = .seconds(60)
  /// Matches that are written out.
  static let shown = 20

  package init(search: CodeSearch, isExpression: Bool) {
    self.search = search
    self.isExpression = isExpression
    let wanted: JSONValue =
      isExpression
      ? [
        "type": "string", "minLength": 1, "maxLength": 1000, "description": "Regular expression, matched line by line.",
      ]
      : ["type": "string", "minLength": 1, "maxLength": 500, "description": "Text to look for."]
    let name = isExpression ? "pattern" : "keyword"
    description = ToolDescription(
      name: isExpression ? "search_code_regex" : "search_code",
      summary: isExpression
        ? "Searches source files by a regular expression." : "Searches source files for a text.",
      parameters: [
        "type": "object", "required": [.string(name)],
        "properties": .object([
          name: wanted,
          "file_pattern": [
            "type": "string", "minLength": 1, "maxLength": 200,
            "description": "Names of files, such as *.swift or *.{py,js}; all when left out.",
          ],
          "case_sensitive": ["type": "boolean", "description": "false when left out."],
          "max_results": ["type": "integer", "minimum": 1, "maximum": 100, "description": "50 when left out."],
        ]),
      ],
      output: [
        "type": "object", "required": ["matches", "total_matches", "files_searched", "truncated"],
        "properties": [
          "matches": [
            "type": "array",
            "items": [
              "type": "object", "required": ["file_path", "line_number", "content"],
              "properties": [
                "file_path": ["type": "string"], "line_number": ["type": "integer"], "content": ["type": "string"],
                "context_before": ["type": "array", "items": ["type": "string"]],
                "context_after": ["type": "array", "items": ["type": "string"]],
              ],
            ],
          ],
          "total_matches": ["type": "integer"], "files_searched": ["type": "integer"], "truncated": ["type": "boolean"],
        ],
      ])
  }

  package var isReady: Bool { search.isReady }

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let ignoresCase = !(arguments.flag("case_sensitive") ?? false)
    let pattern: LinearPattern
    do throws(LinearPattern.Flaw) {
      let source = isExpression ? arguments.string("pattern") ?? "" : Self.literal(arguments.string("keyword") ?? "")
      pattern = try LinearPattern(source, ignoringCase: ignoresCase)
    } catch {
      throw ToolFailure(.invalidFormat, "The expression cannot be used: \(error.message).")
    }
    let found = try await search.run(
      pattern, in: FilePattern(arguments.string("file_pattern") ?? "*"), limit: arguments.integer("max_results") ?? 50)
    let structured: JSONValue = [
      "matches": .array(
        found.matches.map {
          [
            "file_path": .string($0.path), "line_number": .int($0.line), "content": .string($0.content),
            "context_before": .array($0.before.map(JSONValue.string)),
            "context_after": .array($0.after.map(JSONValue.string)),
          ]
        }), "total_matches": .int(found.matches.count), "files_searched": .int(found.files),
      "truncated": .bool(found.isTruncated),
    ]
    return ToolOutput(Self.text(found), structured: structured)
  }

  private static func text(_ found: CodeSearch.Result) -> String {
    var lines = [
      "\(found.matches.count) matches in \(found.files) files\(found.isTruncated ? " (there may be more)" : "")"
    ]
    for match in found.matches.prefix(shown) {
      lines.append("")
      lines.append("\(match.path):\(match.line)")
      lines += match.before.map { "  " + $0 }
      lines.append("> " + match.content)
      lines += match.after.map { "  " + $0 }
    }
    if found.matches.count > shown { lines.append("\n[the first \(shown) are shown]") }
    return lines.joined(separator: "\n")
  }

  /// The text as an expression that means nothing but itself.
  static func literal(_ text: String) -> String {
    String(text.flatMap { "\\^$.|?*+()[]{}/-".contains($0) ? ["\\", $0] : [$0] })
  }
}
