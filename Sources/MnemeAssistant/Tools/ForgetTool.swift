import MnemeCore

/// `forget`: a memory no longer speaks. The owner can bring it back; erasing for good is left to their own hand.
struct ForgetTool: Tool {
  let memory: any MemoryService
  let reach = ToolReach.changesMemory
  let category = ToolCategory.memory

  let description = ToolDescription(
    name: "forget",
    summary:
      "Retires one memory, when the user asks you to forget it or says that it is wrong. Find its id with recall first. "
      + "The user can undo it.",
    parameters: [
      "type": "object", "required": ["memory_id"],
      "properties": [
        "memory_id": [
          "type": "string", "minLength": 1, "maxLength": 100, "description": "Id of the memory, from recall.",
        ]
      ],
    ])

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    guard case .string(let id)? = arguments["memory_id"] else {
      throw MnemeError(.invalidInput, "There is no memory_id.")
    }
    try await memory.retire(memory: id, in: turn.space)
    return "It is retired and no longer speaks. The user can undo this."
  }
}
