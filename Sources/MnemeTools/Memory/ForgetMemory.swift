package import MnemeCore

/// `forget`: a memory no longer speaks. The owner can bring it back; erasing for good is left to their own hand.
package struct ForgetMemory: Tool {
  private let memory: any MemoryService
  package let reach = ToolReach.changesMemory
  package let category = ToolCategory.memory

  package init(memory: any MemoryService) { self.memory = memory }

  package let description = ToolDescription(
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
    ], annotations: ToolAnnotations(isReadOnly: false, isDestructive: true, isIdempotent: true))

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    try await memory.retire(memory: arguments.string("memory_id") ?? "", in: turn.space)
    return ToolOutput("It is retired and no longer speaks. The user can undo this.").owned()
  }
}
