import MnemeCore

/// `find_tools`: names tools that fit a purpose, from all that there are.
struct FindTools: Tool {
  static let name = "find_tools"

  /// Part of the registry itself, which must not hold itself.
  private weak let registry: ToolRegistry?
  let reach = ToolReach.none
  let category = ToolCategory.system

  init(registry: ToolRegistry) { self.registry = registry }

  let description = ToolDescription(
    name: FindTools.name,
    summary: "Finds further tools by what they do. Those that it names can be called from then on.",
    parameters: [
      "type": "object", "required": ["query"],
      "properties": [
        "query": ["type": "string", "minLength": 1, "maxLength": 500, "description": "What is to be done."],
        "limit": ["type": "integer", "minimum": 1, "maximum": 25, "description": "Tools at most; 8 when left out."],
      ],
    ])

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    guard let registry else { throw ToolFailure(.internal, "The tools are gone.") }
    let all = registry.visible(to: turn.caller, memory: turn.memory)
    let query = arguments.string("query") ?? ""
    let ranked = ToolRelevance(all, vectors: registry.vectors).ranked(
      for: query, vector: await registry.vectors?.vector(of: query) ?? [])
    let found = ranked.filter { $0.score > 0 && $0.tool.name != Self.name }.prefix(arguments.integer("limit") ?? 8)
    if found.isEmpty { return ToolOutput("There is no tool for this.").owned() }
    // Words of other servers are not ours, unless the owner has read them and trusts them.
    let isOwn = found.allSatisfy { !$0.tool.tool.description.isForeign }
    return ToolOutput(
      found.map { "\($0.tool.name): \($0.tool.tool.description.summary)" }.joined(separator: "\n"),
      structured: ["tools": .array(found.map { .string($0.tool.name) })]
    ).owned(isOwn)
  }
}
