import MnemeCore

/// How prompts are explained in a terminal.
enum PromptOutput {
  /// The rooms, a line for each layer and one for each candidate; ends with a line feed.
  static func text(_ prompt: PromptExplanation) -> String {
    var lines = [
      "The prompt for \(prompt.model.oneLine): \(prompt.noteTokens) of \(prompt.noteRoom) tokens for notes, "
        + "\(prompt.room) with the conversation, a window of \(prompt.window)"
        + (prompt.leavesHome ? "; the model runs elsewhere" : "")
    ]
    for layer in prompt.layers {
      lines.append(
        "  \(layer.layer): \(layer.tokens) tokens, budget \(layer.budget), \(layer.available) when its turn came; "
          + "\(layer.kept) kept, \(layer.dropped) dropped")
    }
    for note in prompt.candidates {
      lines.append(
        "-  \(note.id.oneLine)  (\(note.layer), \(note.tokens) tokens, score \(Output.number(note.score))): "
          + note.verdict.oneLine)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line for each model; empty when nothing was learnt yet.
  static func estimates(_ estimates: [TokenEstimateQuality]) -> String {
    estimates.map { model in
      "tokens of \(model.model.oneLine): estimates times \(Output.number(model.factor)), off by "
        + "\(percent(model.meanError)) on average (\(percent(model.meanUncorrected)) without), at worst "
        + "\(percent(model.worstUnder)) under, \(Output.count(model.samples, "sample"))"
        + (model.counted ? ", its tokenizer asked" : "") + "\n"
    }.joined()
  }

  private static func percent(_ share: Double) -> String { Output.number(100 * share) + " %" }
}
