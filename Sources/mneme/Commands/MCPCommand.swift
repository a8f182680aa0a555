import ArgumentParser
import Foundation
import Logging
import MnemeCore

struct MCPCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp", abstract: "Serve memory and tools to a program over standard input and output (MCP).",
    discussion: """
      Programs start this command themselves; 'mneme mcp install' tells them to. A server that runs on the same data \
      directory is used; else this command is one until it ends.
      """,
    subcommands: [MCPServeCommand.self, MCPInstallCommand.self, MCPServersCommand.self],
    defaultSubcommand: MCPServeCommand.self)
}

struct MCPServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stdio", abstract: "Serve over standard input and output (the default).")

  @OptionGroup var common: CommonOptions
  @OptionGroup var owner: SpaceOptions

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      try await StdioSession(settings: settings, space: owner.space).run()
    }
  }
}
