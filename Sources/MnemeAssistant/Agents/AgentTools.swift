package import MnemeCore

/// `spawn_agent`: hands a task to an agent of its own.
package struct SpawnAgentTool: Tool {
  let agents: AgentRuns
  package let reach = ToolReach.none
  package let category = ToolCategory.delegation

  package init(_ agents: AgentRuns) { self.agents = agents }

  package let description = ToolDescription(
    name: "spawn_agent", title: "Hand a task to an agent",
    summary:
      "Starts an agent that works on one task beside you, in a conversation of its own, with the same tools. It knows nothing "
      + "of this conversation: tell it everything. Returns a run_id at once; get_agent_result waits for the result.",
    parameters: [
      "type": "object", "required": ["task"],
      "properties": [
        "task": ["type": "string", "minLength": 1, "maxLength": .integer(Int64(Limits.taskCharacters))],
        "model_override": [
          "type": "string", "minLength": 1, "maxLength": 200, "description": "Name of another model.",
        ],
        "timeout_seconds": ["type": "integer", "minimum": 1, "maximum": 600, "description": "120 when left out."],
      ],
    ], annotations: ToolAnnotations(isReadOnly: true))

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let timeout = if case .integer(let seconds)? = arguments["timeout_seconds"] { Int(seconds) } else { 120 }
    let run = try await agents.spawn(
      arguments.text("task") ?? "", model: arguments.text("model_override"), timeout: timeout, by: turn)
    return ToolOutput("An agent is at work (run_id \(run.id)).", structured: ["run_id": .string(run.id)]).owned()
  }
}

/// `list_agents`: who is at work, and who was within the last hour.
package struct ListAgentsTool: Tool {
  let agents: AgentRuns
  package let reach = ToolReach.none
  package let category = ToolCategory.delegation

  package init(_ agents: AgentRuns) { self.agents = agents }

  package let description = ToolDescription(
    name: "list_agents", title: "List agents", summary: "Lists the agents at work and those that ended within the hour."
  )

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let runs = await agents.list(for: turn)
    if runs.isEmpty { return "There is no agent." }
    return ToolOutput(runs.map { "\($0.id) (\($0.word)): \($0.task)" }.joined(separator: "\n"))
  }
}

/// `get_agent_result`: what an agent has found.
package struct AgentResultTool: Tool {
  let agents: AgentRuns
  package let reach = ToolReach.none
  package let category = ToolCategory.delegation
  package let deadline: Duration? = .seconds(AgentResultTool.longestWait + 10)
  static let longestWait = 120

  package init(_ agents: AgentRuns) { self.agents = agents }

  package let description = ToolDescription(
    name: "get_agent_result", title: "Get an agent's result",
    summary: "Returns what an agent has found; waits for it as long as you say.",
    parameters: [
      "type": "object", "required": ["run_id"],
      "properties": [
        "run_id": ["type": "string", "minLength": 1, "maxLength": 100],
        "wait_seconds": [
          "type": "integer", "minimum": 0, "maximum": .integer(Int64(AgentResultTool.longestWait)),
          "description": "60 when left out.",
        ],
      ],
    ])

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let wait = if case .integer(let seconds)? = arguments["wait_seconds"] { Int(seconds) } else { 60 }
    guard
      let run = await agents.result(of: arguments.text("run_id") ?? "", for: turn, patience: .seconds(wait))
    else { throw ToolFailure(.notFound, "There is no agent with this run_id; list_agents names those there are.") }
    switch run.state {
    case .waiting, .running: return "The agent is still at work; ask again."
    case .done(let text): return ToolOutput(text.isEmpty ? "The agent had nothing to say." : text)
    case .failed(let reason): throw ToolFailure(.internal, "The agent failed: \(reason)")
    }
  }
}
