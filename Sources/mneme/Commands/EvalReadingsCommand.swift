import ArgumentParser
import Foundation
import Logging
import MnemeCore

struct EvalReadingsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "readings",
    abstract: "How often feelings, intents and the need of a search are read as people read them.")

  @OptionGroup var common: CommonOptions

  @Option(help: ArgumentHelp("Sentences with their labels (JSON).", valueName: "file"))
  var dataset: String

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      console.line(
        try await Wiring.evaluateReadings(settings, dataset: dataset, json: json, logger: .commandLine(settings)))
    }
  }
}
