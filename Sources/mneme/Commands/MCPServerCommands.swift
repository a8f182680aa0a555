import ArgumentParser
import Foundation
import Logging
import MnemeCore
import MnemeMCP

struct TestRemoteServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Connect to a server, list its tools, and perhaps call one.",
    discussion: "What a server says is shown as it came: it is nobody's word but its own.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Its name; without one all that are switched on.") var name: String?
  @Option(help: "Call this tool, by the server's own name for it.") var call: String?
  @Option(help: "The call's arguments, a JSON object.") var arguments = "{}"
  @Flag(help: "Log in when the server asks for it.") var login = false
  @Option(help: "Stay connected for so many seconds.") var stay = 0

  func validate() throws {
    guard call == nil || name != nil else { throw ValidationError("--call needs the name of a server.") }
    guard (0...3600).contains(stay) else { throw ValidationError("--stay: it must be from 0 to 3600.") }
  }

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      guard let parameters = try? JSONValue(parsing: arguments), case .object = parameters else {
        throw MnemeError(.invalidInput, "--arguments must be a JSON object.")
      }
      let browser =
        login ? LoopbackBrowser(console: console, environment: ProcessInfo.processInfo.environment) : nil
      var answerers = QuestionAnswerers()
      if StandardInput.canAsk {
        let forms = TerminalForms(console: console, nextLine: StandardInput.nextLine)
        answerers.elicit = { await forms.ask($0, $1) }
      }
      let setup = RemoteServerSetup(
        settings, answerers: answerers, browser: browser, clock: SystemClock(), logger: .commandLine(settings))
      for note in setup.notes { console.warn(note) }
      let chosen = setup.servers.servers.map(\.configuration).filter { server in
        name == nil ? server.isEnabled : server.name == name
      }
      if let name, chosen.isEmpty { throw MnemeError(.notFound, "There is no server \(name.oneLine).") }
      let (call, stay) = (call, stay)
      let trials = try await setup.running { servers in
        var trials: [RemoteServerTrial] = []
        for configuration in chosen {
          guard let server = servers.server(named: configuration.name) else { continue }
          trials.append(await RemoteServerTrial.run(server, of: servers, call: call, parameters, stay: stay))
        }
        return trials
      }
      try output.write(trials, console) {
        WireTrials(servers: $0.map(WireTrial.init))
      } text: {
        Output.text($0.flatMap(RemoteServerOutput.trial))
      }
      if trials.contains(where: { !$0.succeeded }) { throw ExitCode(1) }
    }
  }
}

/// What became of trying a server.
struct RemoteServerTrial: Sendable {
  var health: RemoteServerHealth
  var tools: [ToolDescription] = []
  var output: ToolOutput?
  var progress: [ToolProgress] = []
  var error: String?

  var succeeded: Bool { error == nil && output?.succeeded ?? true }

  static func run(
    _ server: RemoteServer, of servers: RemoteServers, call: String?, _ arguments: JSONValue, stay: Int
  ) async -> RemoteServerTrial {
    var trial = RemoteServerTrial(health: await server.currentHealth())
    do {
      try await server.connect()
      trial.tools = try await servers.tools(of: server).map(\.description)
      if let call {
        let reports = ProgressLog()
        let result = try await server.call(call, arguments: arguments) { reports.add($0) }
        trial.output = RemoteTool.output(result)
        trial.progress = reports.all
      }
      if stay > 0 { try await Task.sleep(for: .seconds(stay)) }
    } catch let error as RemoteServerError {
      trial.error = error.told(of: server.configuration.name).message
    } catch {
      trial.error = "\(server.configuration.name): the test was broken off."
    }
    trial.health = await server.currentHealth()
    return trial
  }
}

struct LogInToRemoteServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "login", abstract: "Log in to a server with the browser; the login is kept and renewed.")

  @OptionGroup var common: CommonOptions
  @Argument(help: "Its name.") var name: String

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let browser = LoopbackBrowser(console: console, environment: ProcessInfo.processInfo.environment)
      let setup = RemoteServerSetup(settings, browser: browser, clock: SystemClock(), logger: .commandLine(settings))
      let name = name
      try await setup.running { servers in
        guard let server = servers.server(named: name) else {
          throw MnemeError(.notFound, "There is no server \(name.oneLine).")
        }
        do {
          try await server.connect()
          _ = try await servers.tools(of: server)
        } catch let error as RemoteServerError {
          throw error.told(of: name)
        }
      }
      console.line("\(name.oneLine) can be used.")
    }
  }
}

struct LogOutOfRemoteServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "logout", abstract: "Forget the login to a server.")

  @OptionGroup var common: CommonOptions
  @Argument(help: "Its name.") var name: String

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let setup = RemoteServerSetup(settings, clock: SystemClock(), logger: .commandLine(settings))
      guard let server = setup.servers.server(named: name), case .http(let address) = server.configuration.way else {
        throw MnemeError(.notFound, "There is no server \(name.oneLine) with an address.")
      }
      let wasThere = try await setup.logins.forget(address.url)
      console.line(wasThere ? "The login to \(name.oneLine) is forgotten." : "There was no login to \(name.oneLine).")
    }
  }
}
