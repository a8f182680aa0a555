import ArgumentParser
import Foundation
import MnemeCore

struct ServiceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "service", abstract: "Have the server started by systemd, or by launchd on macOS.",
    subcommands: [InstallServiceCommand.self, UninstallServiceCommand.self, ServiceStatusCommand.self])
}

/// Which service manager.
struct ServiceOptions: ParsableArguments {
  @Flag(help: "The machine's service, with a user of its own and confined; needs root. Else that of your session.")
  var system = false

  func place(_ environment: [String: String] = ProcessInfo.processInfo.environment) throws(MnemeError) -> ServicePlace {
    #if os(macOS)
      if system { throw MnemeError(.invalidInput, "--system: on macOS Mneme is an agent of your session.") }
      return ServicePlace(.launchAgent, environment: environment)
    #else
      return ServicePlace(system ? .system : .user, environment: environment)
    #endif
  }
}

struct InstallServiceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Show the service's definition, write it and start it.",
    discussion: "A second call brings it up to date. Docs: docs/service.md.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var service: ServiceOptions

  @Option(help: "Address to listen on.")
  var host: String?

  @Option(help: "Port to listen on.")
  var port: String?

  @Flag(help: "Only show what would be written and run.")
  var dryRun = false

  @Flag(help: "Write it without starting it.")
  var noStart = false

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(["server.host": host, "server.port": port], console: console)
      guard let program = Bundle.main.executablePath else {
        throw MnemeError(.internal, "The program's own place is not known.")
      }
      let place = try service.place()
      let definition = ServiceDefinition(
        kind: place.kind, program: program, arguments: arguments(place.kind),
        stopSeconds: settings.server.shutdownSeconds + 20)
      let setup = ServiceSetup(place: place, environment: ProcessInfo.processInfo.environment, console: console)
      try await setup.install(definition, dryRun: dryRun, starts: !noStart)
    }
  }

  /// What was named here is named there, by its whole path: the service runs elsewhere. The machine's service has its own folders.
  private func arguments(_ kind: ServiceDefinition.Kind) -> [String] {
    var arguments: [String] = []
    func add(_ option: String, _ value: String?) { if let value { arguments += [option, value] } }
    func whole(_ path: String?) -> String? { path.map { URL(fileURLWithPath: $0).standardizedFileURL.path } }
    if kind != .system { add("--data-dir", whole(common.dataDir)) }
    add("--config", whole(common.config))
    add("--log-level", common.logLevel)
    add("--host", host)
    add("--port", port)
    return arguments
  }
}

struct UninstallServiceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uninstall", abstract: "Stop the service and remove its definition; data stays.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var service: ServiceOptions

  @Flag(help: "Only show what would be done.")
  var dryRun = false

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let place = try service.place()
      let setup = ServiceSetup(place: place, environment: ProcessInfo.processInfo.environment, console: console)
      try await setup.uninstall(
        dryRun: dryRun, data: place.kind == .system ? "/var/lib/mneme" : settings.dataDirectory)
    }
  }
}

struct ServiceStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Whether the service is installed and runs; the status is 1 when it does not.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var service: ServiceOptions

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let setup = ServiceSetup(
        place: try service.place(), environment: ProcessInfo.processInfo.environment, console: console)
      guard try await setup.state(data: DataDirectory(settings.dataDirectory)) else { throw ExitCode(1) }
    }
  }
}
