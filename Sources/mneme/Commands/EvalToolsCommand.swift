import ArgumentParser
import Foundation
import Logging
import MnemeCore

struct EvalToolsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tools",
    abstract: "How often the tool that a question needs is among the first that are offered.")

  @OptionGroup var common: CommonOptions

  @Option(help: ArgumentHelp("Tools, and questions with the tool that each needs (JSON).", valueName: "file"))
  var dataset: String

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      console.line(
        try await Wiring.evaluateTools(settings, dataset: dataset, json: json, logger: .commandLine(settings)))
    }
  }
}
