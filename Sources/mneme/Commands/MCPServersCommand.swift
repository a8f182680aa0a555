import ArgumentParser
import Foundation
import Logging
import MnemeCore
import MnemeMCP

/// `mneme mcp servers`: the servers whose tools Mneme uses.
struct MCPServersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "servers", abstract: "Servers of other programs whose tools Mneme uses (mcp.json in the data folder).",
    subcommands: [
      ListRemoteServers.self, AddRemoteServer.self, RemoveRemoteServer.self, ReloadRemoteServers.self,
      TestRemoteServer.self, LogInToRemoteServer.self, LogOutOfRemoteServer.self, TrustRemoteServer.self,
    ], defaultSubcommand: ListRemoteServers.self)
}

struct ListRemoteServers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "What is configured, and how it is doing where a server runs.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let setup = RemoteServerSetup(settings, clock: SystemClock(), logger: .commandLine(settings))
      // A server that runs knows how they are doing; where none does, or an older one, the file says what there is.
      let running = try? await RunningRemoteServers.report(settings)
      let report = if let running { running } else { await setup.report() }
      try output.write(report, console) {
        WireRemoteServers($0)
      } text: {
        RemoteServerOutput.list($0)
      }
    }
  }
}

struct AddRemoteServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a server, or replace the one of this name.",
    discussion: """
      A program:  mneme mcp servers add files -- npx -y @modelcontextprotocol/server-filesystem /home/me/notes
      An address: mneme mcp servers add tracker --url https://mcp.example.com/mcp
      Secrets belong into variables: --env TOKEN='${MY_TOKEN}' or --header 'Authorization=Bearer ${MY_TOKEN}'.
      """)

  @OptionGroup var common: CommonOptions
  @Argument(help: "Its name.") var name: String
  @Option(help: "Its address, for one that is reached over HTTP.") var url: String?
  @Flag(help: "It speaks the transport of revision 2024-11-05 (HTTP with SSE).") var sse = false
  @Option(help: ArgumentHelp("A variable of its environment; may be repeated.", valueName: "name=value"))
  var env: [String] = []
  @Option(help: ArgumentHelp("A header of every request; may be repeated.", valueName: "name=value"))
  var header: [String] = []
  @Argument(parsing: .postTerminator, help: "The program and its arguments, after `--`.") var command: [String] = []

  func validate() throws {
    guard RemoteServerList.isName(name) else {
      throw ValidationError("NAME is 1 to 64 letters, digits, '.', '_', '-' and blanks.")
    }
    guard (url == nil) != command.isEmpty else { throw ValidationError("Give either --url or a program after `--`.") }
    for pair in env + header where !pair.contains("=") { throw ValidationError("\(pair): the form is NAME=VALUE.") }
  }

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      try DataDirectory(settings.dataDirectory).prepare()
      var entry: [String: JSONValue] = [:]
      if let url {
        entry["url"] = .string(url)
        if sse { entry["type"] = "sse" }
        if !header.isEmpty { entry["headers"] = Self.pairs(header) }
      } else {
        entry["command"] = .string(command[0])
        entry["args"] = .array(command.dropFirst().map(JSONValue.string))
        if !env.isEmpty { entry["env"] = Self.pairs(env) }
      }
      let path = RemoteServerSetup.listPath(settings)
      try await RemoteServerFile(path).set(name, to: .object(entry))
      let list = RemoteServerList(reading: path, environment: ProcessInfo.processInfo.environment)
      for note in list.notes { console.warn(note) }
      await RunningRemoteServers.tellOfChange(settings)
      console.line("\(name.oneLine) is in \(path). Try it: mneme mcp servers test \(name.oneLine)")
    }
  }

  private static func pairs(_ texts: [String]) -> JSONValue {
    var members: [String: JSONValue] = [:]
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      members[String(parts[0])] = .string(String(parts[1]))
    }
    return .object(members)
  }
}

struct RemoveRemoteServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "remove", abstract: "Take a server out of the list.")

  @OptionGroup var common: CommonOptions
  @Argument(help: "Its name.") var name: String

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let path = RemoteServerSetup.listPath(settings)
      guard try await RemoteServerFile(path).remove(name) else {
        throw MnemeError(.notFound, "There is no server \(name.oneLine) in \(path).")
      }
      await RunningRemoteServers.tellOfChange(settings)
      console.line("\(name.oneLine) is no longer in \(path).")
    }
  }
}
