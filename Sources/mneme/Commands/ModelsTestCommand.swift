import ArgumentParser
import MnemeCore

struct ModelsTestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Judge how well a model extracts facts, and let it work in the background if it does well.",
    discussion: """
      One call for each of some twenty messages, in English and Korean. A model that reads four of five right may distil memories, \
      read feelings and find insights in the background; others only answer. The result is kept by the model's name.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  @Option(help: "The model's name; without it the default.")
  var model: String?

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let floor = try await Access.withServices(settings, logger: .commandLine(settings)) {
        try await $0.extraction.testExtraction(of: model)
      }
      try output.write(floor, console) {
        WireFloor($0)
      } text: { floor in
        let verdict = floor.isPassed ? "it may work in the background" : "too few: it only answers"
        return "\(floor.model): \(floor.passed) of \(Output.count(floor.cases, "message")) read right; \(verdict).\n"
      }
    }
  }
}
