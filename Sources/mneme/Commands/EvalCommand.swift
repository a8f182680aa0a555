import ArgumentParser

struct EvalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Measure Mneme on labelled data.",
    subcommands: [EvalRecallCommand.self, EvalUpdatesCommand.self, EvalReadingsCommand.self, EvalToolsCommand.self])
}
