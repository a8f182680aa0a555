import Foundation
import MnemeCore

/// How turns are shown in a terminal: one line each.
enum InteractionOutput {
  static func list(_ turns: [Interaction]) -> String {
    turns.isEmpty ? "No turns are logged.\n" : Output.text(turns.map(line))
  }

  private static func line(_ turn: Interaction) -> String {
    let first = turn.firstTokenMilliseconds.map { "\($0) ms to the first word, " } ?? ""
    let counts = Output.counts([
      (turn.toolCalls, "tool call", "tool calls"), (turn.style.sentences, "sentence", "sentences"),
      (turn.style.hedges, "hedge", "hedges"), (turn.style.listItems, "list item", "list items"),
      (turn.redactions, "redaction", "redactions"),
    ])
    let suspicion = turn.suspicion > 0 ? "suspicion \(Output.number(turn.suspicion))" : ""
    return [
      turn.at.iso8601, turn.model.oneLine, turn.errorCode ?? turn.outcome.rawValue,
      "\(turn.usage.reported ? "" : "~")\(turn.usage.prompt)+\(turn.usage.completion) tokens",
      "\(first)\(turn.totalMilliseconds) ms in all", counts, suspicion, turn.session.oneLine,
    ].filter { !$0.isEmpty }.joined(separator: "  ")
  }
}
