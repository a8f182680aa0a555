import Foundation
import MnemeCore

/// Files of ours that no tool may read and that may stand outside of the data folder: they hold keys, or all that was ever said.
enum OwnFiles {
  /// Every configuration file that this process may have read, the list of providers, and the folder of backups.
  /// - Parameter arguments: of the command line, where `--config` names a file.
  static func outsideOfData(
    _ settings: Settings, environment: [String: String] = ProcessInfo.processInfo.environment,
    arguments: [String] = CommandLine.arguments,
    workingDirectory: String = FileManager.default.currentDirectoryPath
  ) -> [String] {
    let standard = StandardPaths(environment: environment)
    var named = [environment["MNEME_CONFIG"]].compactMap(\.self)
    for (place, argument) in arguments.enumerated() {
      if argument == "--config", place + 1 < arguments.count { named.append(arguments[place + 1]) }
      if argument.hasPrefix("--config=") { named.append(String(argument.dropFirst("--config=".count))) }
    }
    let others = [settings.chatModel.providersFile, settings.backup.directory].compactMap(\.self)
    return [standard.configurationFile]
      + (named + others).filter { !$0.isEmpty }.map { standard.resolve($0, in: workingDirectory) }
  }
}
