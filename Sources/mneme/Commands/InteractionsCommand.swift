import ArgumentParser
import MnemeCore

struct InteractionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interactions",
    abstract: "What was measured of turns, latest first: model, tokens, times, tools and style; never what was said.",
    discussion: "A ~ before the tokens says that they are estimates, because the model's server reported none.")

  @OptionGroup var view: ViewOptions
  @OptionGroup var time: TimeOptions

  @Option(help: ArgumentHelp("Only turns of this conversation.", valueName: "id"))
  var session: String?

  @Option(help: "How many at most, 1 to 500.")
  var limit = 50

  func validate() throws { try Arguments.check(limit: limit, upTo: 500) }

  func run() async throws {
    let search = InteractionSearch(session: session, from: time.from?.date, to: time.to?.date, limit: limit)
    try await view.run {
      try await $0.archive.interactions(search, in: view.space)
    } json: {
      WireInteractions($0)
    } text: {
      InteractionOutput.list($0)
    }
  }
}
