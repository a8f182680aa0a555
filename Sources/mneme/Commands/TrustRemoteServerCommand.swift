import ArgumentParser
import Foundation
import Logging
import MnemeCore
import MnemeMCP

/// `mneme mcp servers trust`: what a server says of its tools, read by its owner.
struct TrustRemoteServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trust", abstract: "Read what a server says of its tools, and trust these words.",
    discussion: """
      Models are told them, so they may hold orders; until they are trusted, whatever a model wants to change needs your \
      approval. When the server says one letter else, nothing of it is trusted any more. Its calls and results stay what \
      they are: another's.
      """)

  @OptionGroup var common: CommonOptions
  @Argument(help: "Its name.") var name: String
  @Flag(help: "Trust them without a question.") var yes = false
  @Flag(help: "Trust them no longer.") var undo = false

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let file = RemoteServerFile(RemoteServerSetup.listPath(settings))
      if undo {
        guard try await file.trust(nil, of: name) else { throw Self.unknown(name) }
        await RunningRemoteServers.tellOfChange(settings)
        console.line("Nothing that \(name.oneLine) says of its tools is trusted.")
        return
      }
      let tools = try await tools(settings)
      for tool in tools { for line in Self.lines(of: tool) { console.line(line) } }
      guard try await isMeant(console, tools.count) else { throw ExitCode(1) }
      guard try await file.trust(TrustedDescriptions.digest(tools), of: name) else { throw Self.unknown(name) }
      await RunningRemoteServers.tellOfChange(settings)
      console.line("What \(name.oneLine) says of its \(tools.count) tools is trusted as it stands.")
    }
  }

  private func tools(_ settings: Settings) async throws -> [RemoteTool] {
    let setup = RemoteServerSetup(settings, clock: SystemClock(), logger: .commandLine(settings))
    let name = name
    return try await setup.running { servers in
      guard let server = servers.server(named: name) else { throw Self.unknown(name) }
      do {
        return try await servers.tools(of: server)
      } catch let error as RemoteServerError {
        throw error.told(of: name)
      }
    }
  }

  private func isMeant(_ console: Console, _ count: Int) async throws -> Bool {
    if yes { return true }
    guard StandardInput.canAsk else {
      throw MnemeError(.invalidInput, "Nobody can be asked here; read what stands above and give --yes to trust it.")
    }
    console.writeError("Trust what \(name.oneLine) says of its \(count) tools? Type yes: ")
    return (await StandardInput.nextLine() ?? "").trimmingCharacters(in: .whitespaces).lowercased() == "yes"
  }

  private static func unknown(_ name: String) -> MnemeError {
    MnemeError(.notFound, "There is no server \(name.oneLine).")
  }

  /// All that a model is told, schema and all; what a reader would not see is written out.
  static func lines(of tool: RemoteTool) -> [String] {
    lines(name: tool.name, tool.told)
  }

  static func lines(name: String, _ told: ToolDescription) -> [String] {
    let words = [told.title, told.summary].compactMap(\.self).joined(separator: "\n").revealed(keeping: ["\n"])
    return [name.revealed()]
      + words.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
      + ["    arguments: \(told.parameters.text.revealed())", ""]
  }
}
