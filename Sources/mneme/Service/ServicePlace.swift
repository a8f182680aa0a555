import Foundation
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a service manager looks for definitions, and the commands that tell it of them.
struct ServicePlace: Sendable, Hashable {
  static let unitName = "mneme.service"
  static let label = "local.mneme.server"

  let kind: ServiceDefinition.Kind
  let path: String

  init(_ kind: ServiceDefinition.Kind, environment: [String: String]) {
    self.kind = kind
    let home =
      environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? FileManager.default.homeDirectoryForCurrentUser.path
    let configuration = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.config"
    path =
      switch kind {
      case .user: configuration + "/systemd/user/" + Self.unitName
      case .system: "/etc/systemd/system/" + Self.unitName
      case .launchAgent: home + "/Library/LaunchAgents/\(Self.label).plist"
      }
  }

  /// The program that is told, found in the usual folders; nil where it is not there.
  static func manager(_ kind: ServiceDefinition.Kind, path: String?) -> String? {
    let name = kind == .launchAgent ? "launchctl" : "systemctl"
    let folders = (path ?? "").split(separator: ":").map(String.init) + ["/usr/bin", "/bin"]
    return folders.map { $0 + "/" + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Commands after the file was written, without the program's name.
  var startCommands: [[String]] {
    switch kind {
    case .user: [["--user", "daemon-reload"], ["--user", "enable", "--now", Self.unitName]]
    case .system: [["daemon-reload"], ["enable", "--now", Self.unitName]]
    case .launchAgent: [["bootstrap", "gui/\(getuid())", path]]
    }
  }

  /// Before the file is removed.
  var stopCommands: [[String]] {
    switch kind {
    case .user: [["--user", "disable", "--now", Self.unitName]]
    case .system: [["disable", "--now", Self.unitName]]
    case .launchAgent: [["bootout", "gui/\(getuid())/\(Self.label)"]]
    }
  }

  /// After it was removed.
  var forgetCommands: [[String]] {
    switch kind {
    case .user: [["--user", "daemon-reload"]]
    case .system: [["daemon-reload"]]
    case .launchAgent: []
    }
  }

  var stateCommand: [String] {
    switch kind {
    case .user: ["--user", "is-active", Self.unitName]
    case .system: ["is-active", Self.unitName]
    case .launchAgent: ["print", "gui/\(getuid())/\(Self.label)"]
    }
  }

  /// What is there now; nil where nothing is.
  /// - Throws: `conflict` when the file is somebody else's.
  func present() throws(MnemeError) -> String? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw MnemeError(.storage, "\(path) cannot be read.")
    }
    let text = String(decoding: data, as: UTF8.self)
    guard text.contains(ServiceDefinition.mark) else {
      throw MnemeError(.conflict, "\(path) was not written by Mneme; it was left as it is. Move it away to go on.")
    }
    return text
  }
}
