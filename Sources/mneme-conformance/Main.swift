import ArgumentParser

/// For the protocol's official conformance suite (`@modelcontextprotocol/conformance`): a server to be tested, and a client.
@main
struct Conformance: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mneme-conformance",
    abstract: "The server and the client that the Model Context Protocol's conformance suite is run on.",
    subcommands: [FixtureServer.self, ScenarioClient.self])
}
