import ArgumentParser
import MnemeCore

struct PersonaCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "persona", abstract: "Who the assistant is, and what it has learnt of how to answer.",
    subcommands: [ShowPersona.self, ListInsights.self, UndoInsight.self], defaultSubcommand: ShowPersona.self)
}

struct ShowPersona: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "What a model is told of who it is, and where that comes from.")

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await view.run {
      try await $0.persona.persona(in: view.space)
    } json: {
      WirePersona($0)
    } text: {
      PersonaOutput.persona($0)
    }
  }
}

struct ListInsights: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "insights",
    abstract: "What was learnt, newest first: id, day, confidence, text, and the memories it comes from.")

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await view.run {
      try await $0.persona.insights(in: view.space)
    } json: {
      WireInsights($0)
    } text: {
      PersonaOutput.insights($0)
    }
  }
}

struct UndoInsight: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Take an insight back, for good: it is not learnt again.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The insight's id.") var id: String

  func run() async throws {
    try await view.run {
      try await $0.persona.retire(insight: id, in: view.space)
    } json: {
      WireInsight($0)
    } text: {
      "Taken back: \($0.text.oneLine)\n"
    }
  }
}
