import ArgumentParser
import Foundation
import Logging
import MnemeCore
import UnixSignals

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
        return await converse(services, console)
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

  /// With an editor, colours and Ctrl-C where a person sits at a terminal that can do so.
  private func converse(_ services: Services, _ console: Console) async -> Bool {
    var loop = ChatLoop(
      services: services, space: owner.space, console: console, isInteractive: StandardInput.isInteractive,
      nextLine: StandardInput.nextLine)
    loop.style = TerminalStyle(
      environment: ProcessInfo.processInfo.environment, isTerminal: StandardInput.isInteractive)
    guard StandardInput.isInteractive,
      let terminal = RawTerminal(
        history: await ChatHistory.load(services.archive, in: owner.space), console: console, style: loop.style)
    else { return await loop.run() }
    let interrupts = Interrupts()
    let signals = await Interrupts.trap()
    // Ends with the conversation, below.
    let listening = Task { await interrupts.run(signals) { terminal.restore() } }
    loop.nextLine = terminal.nextLine
    loop.showsPrompt = false
    loop.interrupted = interrupts.wait
    loop.key = terminal.key
    let allWell = await loop.run()
    listening.cancel()
    terminal.restore()
    return allWell
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
