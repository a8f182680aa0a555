import ArgumentParser
import Foundation
import Logging
import MnemeCore

struct EvalRecallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recall", abstract: "How often recall finds the labelled evidence among its first k results.")

  @OptionGroup var common: CommonOptions

  @Option(help: ArgumentHelp("Conversations with questions and their evidence (JSON).", valueName: "file"))
  var dataset: String

  @Option(help: "Depths to measure, separated by commas.")
  var k = "5,10,20"

  @Option(
    help: ArgumentHelp(
      "Conversations that recall was not built on: their figures beside those of the others.", valueName: "id,id"))
  var checkOn: String?

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    try CommandFailure.usage { () throws(MnemeError) in _ = try Self.depths(k) }
  }

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let depths = try Self.depths(k)
      let settings = try await common.settings(console: console)
      let report = try await Wiring.evaluateRecall(
        settings, dataset: dataset, depths: depths, checked: Self.names(checkOn ?? ""), json: json,
        logger: .commandLine(settings))
      console.line(report)
    }
  }

  static func names(_ text: String) -> Set<String> {
    Set(text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
  }

  static func depths(_ text: String) throws(MnemeError) -> [Int] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let depths = parts.compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
    guard depths.count == parts.count, depths.allSatisfy({ (1...Limits.recallResults).contains($0) }) else {
      throw MnemeError(
        .invalidInput, "--k: '\(text)' is not allowed; give numbers from 1 to \(Limits.recallResults), such as 5,10,20."
      )
    }
    return Array(Set(depths)).sorted()
  }
}
