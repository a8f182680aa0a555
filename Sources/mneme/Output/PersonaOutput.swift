import MnemeCore

/// How the persona is shown in a terminal.
enum PersonaOutput {
  static func persona(_ persona: PersonaDescription) -> String {
    let origin =
      switch persona.source {
      case .file: "From \(persona.file)"
      case .standard: "The standard persona; write \(persona.file) to have your own"
      case .broken: "The identity file is not used: \(persona.problem ?? "it cannot be read")"
      }
    let learnt = persona.insights == 0 ? "" : ", with \(Output.count(persona.insights, "insight"))"
    return "\(origin.oneLine)\(learnt).\n\n\(persona.text.terminalSafe)\n"
  }

  static func insights(_ insights: [LearnedInsight]) -> String {
    if insights.isEmpty { return "Nothing was learnt yet.\n" }
    return Output.text(
      insights.map { insight in
        let state =
          switch insight.retirement {
          case nil: Output.number(insight.confidence)
          case .owner: "taken back"
          case .replaced: "replaced"
          }
        return "\(insight.id)  \(Output.day(insight.learnedAt))  \(state)  \(insight.text.oneLine)  "
          + "(from \(insight.sources.joined(separator: " ")))"
      })
  }
}
