import Foundation
package import MnemeCore

/// `read_log`: the last lines of a log.
package struct ReadLog: Tool {
  private let logs: LogFiles
  package let reach = ToolReach.none
  package let category = ToolCategory.system

  package init(logs: LogFiles) { self.logs = logs }

  package var isReady: Bool { logs.isReady }

  package let description = ToolDescription(
    name: "read_log", summary: "Reads the last lines of a log file that list_logs names.",
    parameters: [
      "type": "object", "required": ["log_file"],
      "properties": [
        "log_file": ["type": "string", "minLength": 1, "maxLength": 255, "description": "Name, such as server.log."],
        "lines": ["type": "integer", "minimum": 1, "maximum": 1000, "description": "Lines at most; 50 when left out."],
        "filter_keyword": [
          "type": "string", "minLength": 1, "maxLength": 200, "description": "Only lines with this text.",
        ],
      ],
    ])

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let count = arguments.integer("lines") ?? 50
    let keyword = arguments.string("filter_keyword")
    // With a filter, lines further back may be wanted.
    let (name, told) = try await logs.tail(
      arguments.string("log_file") ?? "", lines: keyword == nil ? count : 20_000
    ) { lines, signal in
      guard let keyword else { return lines.suffix(count) }
      return try lines.filter { line in
        try signal.check()
        return line.range(of: keyword, options: .caseInsensitive) != nil
      }.suffix(count)
    }
    if told.isEmpty { return ToolOutput(keyword == nil ? "\(name) is empty." : "No lines matching in \(name).") }
    return ToolOutput("Log: \(name) (\(told.count) lines)\n" + told.joined(separator: "\n"))
  }
}

/// `list_logs`.
package struct ListLogs: Tool {
  private let logs: LogFiles
  package let reach = ToolReach.none
  package let category = ToolCategory.system

  package init(logs: LogFiles) { self.logs = logs }

  package var isReady: Bool { logs.isReady }

  package let description = ToolDescription(
    name: "list_logs", summary: "Lists the log files that can be read, the one changed last first.")

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let entries = try await logs.list()
    if entries.isEmpty { return "There are no log files." }
    return ToolOutput(
      entries.map { entry in
        let size = (Double(entry.size) / 1024).formatted(
          .number.precision(.fractionLength(2)).grouping(.never).locale(Locale(identifier: "en_US_POSIX")))
        return "\(entry.name)  \(size) KB  \(entry.changedAt.iso8601)"
      }.joined(separator: "\n"))
  }
}

/// `analyze_logs`: errors and warnings of a log, counted.
package struct AnalyzeLogs: Tool {
  private let logs: LogFiles
  package let reach = ToolReach.none
  package let category = ToolCategory.system
  /// Lines of each kind that are told.
  static let shown = 10

  package init(logs: LogFiles) { self.logs = logs }

  package var isReady: Bool { logs.isReady }

  package let description = ToolDescription(
    name: "analyze_logs", summary: "Counts errors, warnings, exceptions and failures in the last lines of a log.",
    parameters: [
      "type": "object", "required": ["log_file"],
      "properties": [
        "log_file": ["type": "string", "minLength": 1, "maxLength": 255, "description": "Name, such as server.log."],
        "lines": [
          "type": "integer", "minimum": 1, "maximum": 5000, "description": "Lines at most; 500 when left out.",
        ],
      ],
    ],
    output: [
      "type": "object", "required": ["errors", "warnings", "categories", "total_lines", "summary"],
      "properties": [
        "errors": ["type": "array", "items": ["type": "string"]],
        "warnings": ["type": "array", "items": ["type": "string"]],
        "categories": ["type": "object", "additionalProperties": ["type": "integer"]],
        "total_lines": ["type": "integer"], "summary": ["type": "string"],
      ],
    ])

  private static let categories: [(name: String, words: [String])] = [
    ("critical", ["critical", "fatal"]), ("error", ["error"]), ("exception", ["exception", "traceback"]),
    ("failure", ["failed", "failure"]), ("warning", ["warning", "warn"]),
  ]

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let (name, found) = try await logs.tail(
      arguments.string("log_file") ?? "", lines: arguments.integer("lines") ?? 500, Self.look)
    let (counts, errors, warnings) = (found.counts, found.errors, found.warnings)
    let told = Self.categories.compactMap { kind in counts[kind.name].map { "\($0) \(kind.name)" } }
    let summary =
      "\(name): \(found.lines) lines, " + (told.isEmpty ? "no errors or warnings" : told.joined(separator: ", "))
    var text = [summary]
    if !errors.isEmpty { text.append("Last errors:\n" + errors.suffix(Self.shown).joined(separator: "\n")) }
    if !warnings.isEmpty { text.append("Last warnings:\n" + warnings.suffix(Self.shown).joined(separator: "\n")) }
    return ToolOutput(
      text.joined(separator: "\n\n"),
      structured: [
        "errors": .array(errors.suffix(Self.shown).map(JSONValue.string)),
        "warnings": .array(warnings.suffix(Self.shown).map(JSONValue.string)),
        "categories": .object(counts.mapValues(JSONValue.int)), "total_lines": .int(found.lines),
        "summary": .string(summary),
      ])
  }

  private struct Findings: Sendable {
    var lines = 0
    var counts: [String: Int] = [:]
    var errors: [String] = []
    var warnings: [String] = []
  }

  private static func look(_ lines: [String], _ signal: WorkSignal) throws -> Findings {
    var found = Findings(lines: lines.count)
    for line in lines {
      try signal.check()
      let words = Set(line.lowercased().split { !$0.isLetter }.map(String.init))
      let kinds = categories.filter { !words.isDisjoint(with: $0.words) }.map(\.name)
      for kind in kinds { found.counts[kind, default: 0] += 1 }
      if kinds.contains(where: { $0 != "warning" }) {
        found.errors.append(line)
      } else if !kinds.isEmpty {
        found.warnings.append(line)
      }
    }
    return found
  }
}
