import MnemeCore

/// `update_memory`: pins or judges a memory; its words change by new statements alone, which nobody can put into the user's mouth. Every change is in the ledger and can be undone.
struct UpdateMemory: Tool {
  let access: MemoryAccess
  let reach = ToolReach.changesMemory
  let category = ToolCategory.memory

  let description = ToolDescription(
    name: "update_memory",
    summary: "Pins a memory so that it never fades, or judges it right, wrong or outdated, when the user says so. "
      + "The user can undo it. To change its words, remember the new statement: it replaces the old one.",
    parameters: [
      "type": "object", "required": ["memory_id", "action"],
      "properties": [
        "memory_id": [
          "type": "string", "minLength": 1, "maxLength": 100, "description": "Id of the memory, from recall.",
        ],
        "action": [
          "type": "string", "enum": ["pin", "unpin", "right", "wrong", "outdated"],
          "description": "What to do with it.",
        ],
      ],
    ], annotations: ToolAnnotations(isReadOnly: false, isDestructive: true))

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let memory = try await access.memory(arguments.string("memory_id") ?? "", in: turn)
    let action = arguments.string("action") ?? ""
    let change: MemoryChange =
      if let judgement = Judgement(rawValue: action) {
        judgement.change(of: memory)
      } else {
        .pin(id: memory.id, isPinned: action == "pin", reason: "requested")
      }
    let changed = try await access.curation.change(change, in: turn.space)
    return ToolOutput(
      changed.isActive
        ? "Done. The user can undo this." : "Done: it no longer speaks. The user can undo this."
    ).owned()
  }
}
