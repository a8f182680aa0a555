import Foundation
import MnemeCore

/// Installs, removes and looks at the service.
struct ServiceSetup: Sendable {
  let place: ServicePlace
  let environment: [String: String]
  let console: Console

  private var manager: String? { ServicePlace.manager(place.kind, path: environment["PATH"]) }

  /// Shows what is written, then writes it and has it started.
  /// - Throws: `conflict` for a file of somebody else, `storage`, `unavailable` when the manager refuses.
  func install(_ definition: ServiceDefinition, dryRun: Bool, starts: Bool) async throws {
    let before = try place.present()
    let text = definition.text
    console.line(dryRun ? "Would write \(place.path):" : "Writing \(place.path):")
    console.write(text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { "  \($0)\n" }.joined())
    if dryRun {
      if starts { announce(place.startCommands) }
      return
    }
    if before != text { try write(text) } else { console.line("It stands there already.") }
    guard starts else { return console.line("It was not started.") }
    guard let manager else {
      console.line("There is no service manager here; where there is one, run:")
      return announce(place.startCommands)
    }
    for command in place.startCommands { try await run(manager, command) }
    console.line("Mneme runs as a service and starts with \(place.kind == .system ? "the machine" : "your session").")
    if place.kind == .user {
      console.line("To have it run without you being logged in: loginctl enable-linger")
    }
  }

  func uninstall(dryRun: Bool, data: String) async throws {
    guard try place.present() != nil else {
      return console.line("There is no service: \(place.path) is not there.")
    }
    if dryRun {
      announce(place.stopCommands)
      console.line("Would remove \(place.path)")
      return announce(place.forgetCommands)
    }
    if let manager {
      // One that does not run cannot be stopped, and need not be.
      for command in place.stopCommands { _ = try await status(manager, command) }
    }
    do {
      try FileManager.default.removeItem(atPath: place.path)
    } catch {
      throw MnemeError(.storage, "\(place.path) cannot be removed.", underlying: error)
    }
    if let manager { for command in place.forgetCommands { _ = try await status(manager, command) } }
    console.line("The service is gone. Your data stays in \(data).")
  }

  /// - Returns: whether it runs.
  func state(data: DataDirectory) async throws -> Bool {
    guard let text = try place.present() else {
      console.line("not installed (\(place.path))")
      return false
    }
    console.line("installed: \(place.path)")
    if let program = Bundle.main.executablePath, !text.contains(program) {
      console.line("It starts another program than this one (\(program)).")
    }
    var isActive = false
    if let manager { isActive = try await status(manager, place.stateCommand) == 0 }
    console.line(isActive ? "running" : "not running")
    if DataDirectoryLock.isHeld(data), let record = ServerRecord.read(from: data) {
      console.line("A server answers at \(record.url) (process \(record.process)).")
    }
    return isActive
  }

  private func announce(_ commands: [[String]]) {
    let name = place.kind == .launchAgent ? "launchctl" : "systemctl"
    for command in commands { console.line("  \(([name] + command).joined(separator: " "))") }
  }

  private func write(_ text: String) throws(MnemeError) {
    do {
      try FileManager.default.createDirectory(
        atPath: (place.path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: place.path), options: .atomic)
    } catch {
      let hint = place.kind == .system ? " Run it as root, or see the text with --dry-run." : ""
      throw MnemeError(.storage, "\(place.path) cannot be written.\(hint)", underlying: error)
    }
  }

  private func run(_ manager: String, _ command: [String]) async throws {
    guard try await status(manager, command) == 0 else {
      throw MnemeError(
        .unavailable,
        "'\(((manager as NSString).lastPathComponent)) \(command.joined(separator: " "))' failed; the file was written. "
          + "Run it yourself to see why.")
    }
  }

  private func status(_ manager: String, _ command: [String]) async throws -> Int32 {
    let passedOn = ["PATH", "HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "USER", "LOGNAME"]
    let launch = ProcessLaunch(
      path: manager, arguments: command, environment: environment.filter { passedOn.contains($0.key) })
    return try await launch.start().ended().status
  }
}
