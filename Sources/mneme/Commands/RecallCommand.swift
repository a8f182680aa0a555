import ArgumentParser
import Logging
import MnemeCore

struct RecallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recall", abstract: "Show what memory has to say to a query, best first.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var owner: SpaceOptions

  @Argument(help: "What to look for; several words are joined.")
  var query: [String]

  @Option(help: "How many results, 1 to 200.")
  var limit = 10

  @Flag(help: "Print JSON in the shape of POST /v1/memories/search.")
  var json = false

  @Flag(help: "Say why each result stands where it stands, and what was dropped.")
  var explain = false

  func validate() throws {
    try CommandFailure.usage { () throws(MnemeError) in _ = try recallQuery() }
  }

  private func recallQuery() throws(MnemeError) -> RecallQuery {
    try MemoryVerbs.query(query.joined(separator: " "), in: owner.space, limit: limit, explain: explain)
  }

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let query = try recallQuery()
      let settings = try await common.settings(console: console)
      let result = try await Access.withServices(settings, logger: .commandLine(settings)) {
        try await $0.memory.recall(query)
      }
      if json {
        console.line(try RecallOutput.json(result))
      } else {
        console.write(RecallOutput.text(result))
      }
    }
  }
}
