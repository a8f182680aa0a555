import ArgumentParser
import Logging
import MnemeCore

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the chat, the memory and the web page over HTTP.")

  @OptionGroup var common: CommonOptions

  @Option(help: "Address to listen on (default 127.0.0.1).")
  var host: String?

  @Option(help: "Port to listen on; 0 picks a free one (default 8420).")
  var port: String?

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(
        ["server.host": host, "server.port": port], logsByDefault: true, console: console)
      let directory = DataDirectory(settings.dataDirectory)
      let lock = try await takeLock(directory)
      defer { lock.release() }
      try await Wiring.serve(settings, lock: lock, log: ProgramLog(settings, secrets: [lock.token], keepsFile: true))
    }
  }

  /// A command that is just ending is waited for; a server is not.
  private func takeLock(_ directory: DataDirectory) async throws -> DataDirectoryLock {
    switch try await Access.holder(of: directory) {
    case .us(let lock): return lock
    case .server(let record):
      throw DirectoryInUse(
        message: "A server already runs on \(directory.path): \(record.url) (process \(record.process)). "
          + "Stop it first, or choose another folder with --data-dir.")
    }
  }
}
