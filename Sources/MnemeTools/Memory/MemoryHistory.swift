import Foundation
import MnemeCore

/// `memory_history`: what became of a memory, from its ledger.
struct MemoryHistory: Tool {
  let access: MemoryAccess
  let reach = ToolReach.readsMemory
  let category = ToolCategory.memory

  /// Entries that are told, the last ones.
  static let shown = 50

  let description = ToolDescription(
    name: "memory_history", summary: "Tells how a memory came about and changed, oldest first.",
    parameters: [
      "type": "object", "required": ["memory_id"],
      "properties": [
        "memory_id": [
          "type": "string", "minLength": 1, "maxLength": 100, "description": "Id of the memory, from recall.",
        ]
      ],
    ])

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let memory = try await access.memory(arguments.string("memory_id") ?? "", in: turn)
    let entries = try await access.memory.history(of: memory.id, in: turn.space)
    let lines = entries.suffix(Self.shown).map { entry in
      "- [\(entry.at.iso8601)] \(entry.action.rawValue) (\(entry.reason.preview(100)))"
        + (entry.text.map { ": \($0.preview(300))" } ?? "")
    }
    let now = "Now: \(memory.text.preview(300)) (\(memory.isActive ? "speaks" : "no longer speaks"))"
    return ToolOutput(([now] + lines).joined(separator: "\n")).owned(memory.trust == .user)
  }
}
