/// What a message is after.
package enum Intent: String, Sendable, Codable, CaseIterable {
  /// Talk, questions and statements without another aim.
  case chat
  /// An order to Mneme itself: settings, switches, slash commands.
  case command
  /// A question to memory.
  case memoryQuery = "memory_query"
  /// To write, invent or design something.
  case creative
  /// Something that takes a tool: the web, a timer, a file, a calculation.
  case toolUse = "tool_use"
}
