import ArgumentParser
import Foundation
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

  func validate() throws {
    guard let url else { return }
    try CommandFailure.usage { () throws(MnemeError) in try Self.check(url) }
  }

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let talk: @Sendable (Services) async throws -> Bool = { services in
        await services.useRemoteTools(false)
        return await ChatLoop(
          services: services, space: owner.space, console: console, isInteractive: StandardInput.isInteractive,
          nextLine: StandardInput.nextLine
        ).run()
      }
      let allWell =
        if let url {
          try await Access.run(
            RemoteServices.connect(to: url, key: settings.server.apiKey), talk)
        } else {
          try await Access.withServices(settings, logger: .commandLine(settings), draining: .seconds(5), body: talk)
        }
      if !allWell { throw ExitCode(1) }
    }
  }

  /// An address is not repeated in the message: it may carry a password.
  static func check(_ url: String) throws(MnemeError) {
    guard let parts = URLComponents(string: url), ["http", "https"].contains(parts.scheme?.lowercased()),
      parts.host?.isEmpty == false, parts.port.map({ (1...65535).contains($0) }) ?? true
    else {
      throw MnemeError(
        .invalidInput, "--url: this is no address; it must look like http://127.0.0.1:8420 or https://HOST.")
    }
    guard parts.user == nil, parts.password == nil else {
      throw MnemeError(.invalidInput, "--url: no user name or password here; the key is taken from MNEME_API_KEY.")
    }
  }
}
