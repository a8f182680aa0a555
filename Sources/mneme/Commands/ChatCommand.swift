import ArgumentParser
import Logging
import MnemeCore

struct ChatCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chat", abstract: "Talk in the terminal; with piped input, one message per line.",
    discussion: ChatLoop.help)

  @OptionGroup var common: CommonOptions
  @OptionGroup var owner: SpaceOptions

  @Option(help: "Talk to the server at this address (its key comes from MNEME_API_KEY).")
  var url: String?

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let talk: @Sendable (Services) async throws -> Bool = { services in
        await ChatLoop(
          services: services, space: owner.space, console: console, isInteractive: StandardInput.isInteractive,
          nextLine: StandardInput.nextLine
        ).run()
      }
      let allWell =
        if let url {
          try await Access.run(
            RemoteServices.connect(to: try Self.checked(url), key: settings.server.apiKey), talk)
        } else {
          try await Access.withServices(settings, logger: .commandLine(settings), draining: .seconds(5), body: talk)
        }
      if !allWell { throw ExitCode(1) }
    }
  }

  private static func checked(_ url: String) throws(MnemeError) -> String {
    guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
      throw MnemeError(.invalidInput, "--url must begin with http:// or https://, such as http://127.0.0.1:8420")
    }
    return url
  }
}
