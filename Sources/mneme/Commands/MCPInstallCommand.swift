import ArgumentParser
import Foundation
import MnemeCore
import MnemeMCP

struct MCPInstallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Tell a program that speaks MCP about Mneme.",
    discussion: "The change is shown first; a copy of the settings as they were is kept beside them.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var owner: SpaceOptions

  @Argument(help: "claude, claude-code, cursor, vscode, windsurf or zed; left out: those that are on this machine.")
  var program: ClientProgram?

  @Flag(help: "Show what belongs into the settings and change nothing.")
  var print = false

  @Flag(help: "Take it out again.")
  var undo = false

  @Flag(help: "Do not ask.")
  var yes = false

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      guard let program else { return list(console) }
      let settings = try await common.settings(console: console)
      let entry = program.entry(command: try Self.executable(), arguments: arguments(settings))
      if print {
        console.line(SettingsText.text(.object([program.section: ["mneme": entry]]), indent: ""))
        return
      }
      let file = ClientSettings(program, path: Self.path(of: program))
      let change = undo ? try file.undoing(entry) : try file.installing(entry)
      guard change.before != change.after else {
        console.line("\(program.title) knows of Mneme already (\(file.path)).")
        return
      }
      console.line("\(file.path):")
      for line in change.lines { console.line(line) }
      guard try await isWanted(console) else { return }
      try file.apply(change, keepsCopy: !undo)
      console.line(
        undo
          ? "\(program.title) does not know of Mneme any more; restart it."
          : "\(program.title) knows of Mneme; restart it. 'mneme mcp install \(program.rawValue) --undo' takes it back."
      )
    }
  }

  private func isWanted(_ console: Console) async throws(MnemeError) -> Bool {
    if yes { return true }
    guard StandardInput.canAsk else {
      throw MnemeError(.invalidInput, "Nobody can be asked here; give --yes to write it.")
    }
    console.writeError("Write it? [y/N] ")
    return ["y", "yes"].contains((await StandardInput.nextLine() ?? "").lowercased())
  }

  private func list(_ console: Console) {
    for program in ClientProgram.allCases {
      let path = Self.path(of: program)
      let isHere = FileManager.default.fileExists(atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path)
      console.line("\(program.rawValue)\t\(isHere ? "found" : "not found")\t\(path)")
    }
  }

  private func arguments(_ settings: Settings) -> [String] {
    // A program with a window may be started without the shell's environment.
    ["mcp", "--data-dir", URL(fileURLWithPath: settings.dataDirectory).standardizedFileURL.path]
      + (owner.space == .me ? [] : ["--space", owner.space.rawValue])
  }

  private static func path(of program: ClientProgram) -> String {
    let environment = ProcessInfo.processInfo.environment
    return program.file(
      home: environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path,
      configuration: environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 })
  }

  private static func executable() throws(MnemeError) -> String {
    guard let path = Bundle.main.executablePath else {
      throw MnemeError(.unavailable, "The path of this program is not known here.")
    }
    return URL(fileURLWithPath: path).standardizedFileURL.path
  }
}
