import ArgumentParser

struct MCPCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp", abstract: "Other programs' tools for Mneme.", subcommands: [MCPServersCommand.self])
}
