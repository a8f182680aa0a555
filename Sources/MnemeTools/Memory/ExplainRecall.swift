import Foundation
import MnemeCore

/// `explain_recall`: why a search finds what it finds. Leaves no trace in access counters.
struct ExplainRecall: Tool {
  let access: MemoryAccess
  let reach = ToolReach.readsMemory
  let category = ToolCategory.memory

  let description = ToolDescription(
    name: "explain_recall", summary: "Explains why memories are found for a question, with ranks and scores.",
    parameters: [
      "type": "object", "required": ["query"],
      "properties": [
        "query": ["type": "string", "minLength": 1, "maxLength": 500, "description": "The question."],
        "limit": ["type": "integer", "minimum": 1, "maximum": 20, "description": "Results at most; 5 when left out."],
      ],
    ])

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let result = try await access.memory.recall(
      RecallQuery(
        space: turn.space, text: arguments.string("query") ?? "", limit: arguments.integer("limit") ?? 5, explain: true,
        excluding: turn.message.map { [$0] } ?? [], observe: false, channel: turn.channel))
    let withheld = try await access.withheld(from: turn)
    let told = result.hits.filter { !withheld.contains($0.id) && !$0.sources.contains(where: withheld.contains) }
    if told.isEmpty { return ToolOutput("Nothing was found.").owned() }
    let lines = told.map { hit in
      let ranks = (hit.explanation?.ranks ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      let score = hit.score.formatted(.number.precision(.fractionLength(3)).locale(Locale(identifier: "en_US_POSIX")))
      return "- \(hit.source.rawValue) \(hit.id), score \(score), ranks: \(ranks.joined(separator: ", "))"
        + "; \(hit.explanation?.verdict ?? "")\n  \(hit.content.preview(200))"
    }
    return ToolOutput(lines.joined(separator: "\n")).owned(told.allSatisfy { $0.trust == .user })
  }
}
