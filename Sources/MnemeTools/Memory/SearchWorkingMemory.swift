import Foundation
import MnemeCore

/// `search_working_memory`: what was said last in the open conversation.
struct SearchWorkingMemory: Tool {
  let access: MemoryAccess
  let reach = ToolReach.readsMemory
  let category = ToolCategory.memory

  /// Messages that are looked at, and characters of each that are told.
  static let messages = 50
  static let preview = 200

  let description = ToolDescription(
    name: "search_working_memory",
    summary: "Looks for words in the last 50 messages of the running conversation, newest first.",
    parameters: [
      "type": "object", "required": ["query"],
      "properties": [
        "query": ["type": "string", "minLength": 1, "maxLength": 500, "description": "Words to look for."]
      ],
    ])

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let query = arguments.string("query") ?? ""
    let latest = try await access.archive.sessions(SessionSearch(limit: 1), in: turn.space).first?.id
    guard let session = turn.session ?? latest else { return ToolOutput("No matches.").owned() }
    let withheld = try await access.withheld(from: turn)
    let (_, messages) = try await access.archive.session(session, in: turn.space, before: nil, limit: Self.messages)
    let found = messages.reversed().filter {
      $0.id != turn.message && !withheld.contains($0.id)
        && $0.text.range(of: query, options: [.caseInsensitive, .diacriticInsensitive]) != nil
    }
    guard !found.isEmpty else { return ToolOutput("No matches.").owned() }
    return ToolOutput(
      found.map { "[\($0.createdAt.iso8601), \($0.role.rawValue)] \($0.text.preview(Self.preview))" }
        .joined(separator: "\n")
    ).owned(found.allSatisfy { $0.trust == .user })
  }
}
