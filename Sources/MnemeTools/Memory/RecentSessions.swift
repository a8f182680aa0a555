import Foundation
import MnemeCore

/// `recent_sessions`: what the last conversations were about.
struct RecentSessions: Tool {
  let access: MemoryAccess
  let reach = ToolReach.readsMemory
  let category = ToolCategory.memory

  /// Conversations that are told at most.
  static let shown = 20

  let description = ToolDescription(
    name: "recent_sessions", summary: "Tells what the last conversations were about: time, title, summary.",
    parameters: [
      "type": "object",
      "properties": [
        "limit": [
          "type": "integer", "minimum": 1, "maximum": 100, "description": "Conversations at most; 20 when left out.",
        ]
      ],
    ])

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let limit = min(arguments.integer("limit") ?? Self.shown, Self.shown)
    async let listed = access.archive.sessions(SessionSearch(limit: limit), in: turn.space)
    async let counted = access.archive.statistics(of: turn.space)
    let withheld = try await access.withheld(from: turn)
    let (sessions, statistics) = (try await listed, try await counted)
    if sessions.isEmpty { return ToolOutput("No recent sessions.").owned() }
    let lines = sessions.map { session in
      let digest = session.digest.flatMap { $0.sources.contains(where: withheld.contains) ? nil : $0 }
      let about = digest.map { "\($0.title.preview(100)): \($0.summary.preview(500))" } ?? "(no summary yet)"
      return "- [\(session.lastActivityAt.iso8601), \(session.messageCount) messages] \(about)"
    }
    return ToolOutput(
      "\(statistics.sessions) conversations, \(statistics.messages) messages in all\n" + lines.joined(separator: "\n"))
  }
}
