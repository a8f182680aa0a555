import Foundation
import MnemeCore
import MnemeTestSupport

@testable import MnemeTools

/// A folder that is open to tools, with everything in it that must not be read, and one beside it.
struct FileHouse {
  static let secret = "opal-secret-words"

  let folder: URL
  let root: String
  let outside: String
  let observer = CountingFileObserver()
  let access: FileAccess

  init(files: [String: String] = [:]) throws {
    let manager = FileManager.default
    let base = manager.temporaryDirectory.appending(path: "mneme-files-\(UUID().uuidString)")
    let root = base.appending(path: "root")
    let outside = base.appending(path: "outside")
    for path in ["sub", "data/logs", ".git", ".ssh", "config/secrets", "empty"] {
      try manager.createDirectory(at: root.appending(path: path), withIntermediateDirectories: true)
    }
    for path in [outside.path, base.path + "/rootevil"] {
      try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    func write(_ text: String, _ path: String) throws { try Data(text.utf8).write(to: base.appending(path: path)) }
    try write("plain words\n", "root/plain.txt")
    for path in [
      "secret.txt", "outside/secret.txt", "rootevil/secret.txt", "root/.env", "root/.env.production", "root/.ENV",
      "root/.git/config", "root/.git/HEAD", "root/.ssh/id_ed25519", "root/id_rsa", "root/server.pem",
      "root/credentials.json", "root/config/secrets/app.txt", "root/data/mneme.sqlite", "root/data/mneme.sqlite-wal",
      "root/data/persona.json",
    ] {
      try write(Self.secret, path)
    }
    try write("a log line\n", "root/data/logs/own.log")
    try Data([0x61, 0, 0x62]).write(to: root.appending(path: "binary.bin"))
    _ = manager.createFile(atPath: root.path + "/large.txt", contents: nil)
    let large = try FileHandle(forWritingTo: root.appending(path: "large.txt"))
    try large.truncate(atOffset: UInt64(FileText.limit + 1))
    try large.close()
    for (name, target) in [
      ("link.txt", outside.path + "/secret.txt"), ("linked", outside.path), ("inner.txt", root.path + "/plain.txt"),
    ] {
      try manager.createSymbolicLink(atPath: root.path + "/" + name, withDestinationPath: target)
    }
    mkfifo(root.path + "/pipe", 0o600)
    for (path, text) in files {
      let url = root.appending(path: path)
      try manager.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    folder = base
    self.root = root.path
    self.outside = outside.path
    access = FileAccess(
      policy: PathPolicy(
        roots: [root.path], dataDirectory: root.path + "/data", observer: observer, logger: ToolHouse.logger),
      workers: FileWorkers())
  }

  var turn: ToolTurn {
    ToolTurn(
      space: .me, session: nil, channel: "test", now: Date(milliseconds: 0), said: [], message: nil, leavesHome: false)
  }

  func registry(_ tool: any Tool) throws -> ToolRegistry {
    let registry = try ToolRegistry(logger: ToolHouse.logger)
    registry.replace(group: "test", with: [tool])
    return registry
  }

  func call(_ tool: any Tool, _ arguments: JSONValue) async throws -> ToolOutput {
    try await registry(tool).call(tool.description.name, arguments: arguments, in: turn)
  }

  /// The folder is in the temporary one: what stays is swept by the system.
  func close() { try? FileManager.default.removeItem(at: folder) }
}
