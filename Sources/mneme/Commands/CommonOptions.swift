import ArgumentParser
import Foundation
import MnemeCore

/// Options every command has.
struct CommonOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Folder of the database.", valueName: "folder"))
  var dataDir: String?

  @Option(help: ArgumentHelp("YAML configuration file.", valueName: "file"))
  var config: String?

  @Option(help: "trace, debug, info, notice, warning, error or critical.")
  var logLevel: String?

  /// Flag values by setting key, with those of the command itself.
  func loader(_ more: [String: String?] = [:]) -> SettingsLoader {
    var flags: [String: String] = [:]
    let given = more.merging(["data_dir": dataDir, "log_level": logLevel]) { own, _ in own }
    for (key, value) in given { flags[key] = value }
    return SettingsLoader(
      flags: flags, environment: ProcessInfo.processInfo.environment,
      workingDirectory: FileManager.default.currentDirectoryPath, configurationFile: config)
  }

  /// When secrets that the system keeps are looked up.
  enum Secrets {
    case now
    /// By `Access.withServices`, where they are needed: a command that a running server works for needs none.
    case whenNeeded
  }

  /// Reads the settings; warnings go to standard error. Unless a log level was asked for, only warnings are logged: what a
  /// server reports at its start is noise beside an answer.
  /// - Throws: `configuration`.
  func settings(
    _ more: [String: String?] = [:], logsByDefault: Bool = false, secrets: Secrets = .now, console: Console
  ) async throws(MnemeError) -> Settings {
    let loaded = await loader(more).load()
    for warning in loaded.warnings { console.warn(warning) }
    _ = try loaded.validated()
    var settings = secrets == .now ? try await SystemSecrets.resolved(loaded.settings) : loaded.settings
    if !logsByDefault, loaded.origins["log_level"] == nil { settings.logLevel = "warning" }
    return settings
  }
}

/// Options of the commands that read or write one person's memory.
struct SpaceOptions: ParsableArguments {
  @Option(help: "Whose memory: a person's or an agent's name.")
  var space = SpaceID.me
}

extension SpaceID: ExpressibleByArgument {
  package init?(argument: String) {
    // The parser's own message names the option and the value; the allowed form stands in the help of `space`.
    guard let space = try? SpaceID(argument) else { return nil }
    self = space
  }
}
