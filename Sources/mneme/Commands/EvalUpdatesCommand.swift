import ArgumentParser
import Foundation
import Logging
import MnemeCore

struct EvalUpdatesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "updates", abstract: "How often the newest statement of a fact that changed is recalled first.")

  @OptionGroup var common: CommonOptions

  @Option(help: ArgumentHelp("Chains of statements with their questions (JSON).", valueName: "file"))
  var dataset: String

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      console.line(
        try await Wiring.evaluateUpdates(settings, dataset: dataset, json: json, logger: .commandLine(settings)))
    }
  }
}
