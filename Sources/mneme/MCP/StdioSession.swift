import Foundation
import Logging
import MnemeCore
import MnemeMCP
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `mneme mcp`: one client at standard input and output, served by the server that has the data directory, or by this
/// process where there is none. Standard output carries messages and nothing else.
struct StdioSession: Sendable {
  let settings: Settings
  let space: SpaceID

  func run() async throws {
    // A client that is gone shows as a failed write.
    signal(SIGPIPE, SIG_IGN)
    let directory = DataDirectory(settings.dataDirectory)
    switch try await Access.holder(of: directory) {
    case .us(let lock):
      defer { lock.release() }
      try await serve(lock)
    case .server(let record): try await relay(to: record)
    }
  }

  private func serve(_ lock: DataDirectoryLock) async throws {
    let log = ProgramLog(settings, secrets: [lock.token], keepsFile: true)
    let writer = LineWriter(descriptor: STDOUT_FILENO)
    try await Wiring.hostMCP(
      settings, lock: lock, log: log,
      front: { server in
        StdioFront {
          let reader = LineReader(descriptor: STDIN_FILENO, limit: settings.server.maxBodyBytes)
          await StdioServer(server: server, space: space, reader: reader, output: writer).run()
          await writer.close()
        }
      })
  }

  private func relay(to record: ServerRecord) async throws {
    let logger = Logger.commandLine(settings)
    let writer = LineWriter(descriptor: STDOUT_FILENO)
    let front = StdioFront { [settings, space] in
      let reader = LineReader(descriptor: STDIN_FILENO, limit: settings.server.maxBodyBytes)
      let host = StandInServer(settings: settings, logger: logger)
      await StdioRelay(
        space: space, reader: reader, output: writer, first: RelayTarget(record, settings), find: host.find,
        logger: logger
      ).run()
      await host.stop()
      await writer.close()
    }
    var configuration = ServiceGroupConfiguration(
      services: [
        .init(
          service: front, successTerminationBehavior: .gracefullyShutdownGroup,
          failureTerminationBehavior: .gracefullyShutdownGroup)
      ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(settings.server.shutdownSeconds + 10)
    try await ServiceGroup(configuration: configuration).run()
  }
}

/// Standard input and output as a service: its end is the process's.
struct StdioFront: Service, CustomStringConvertible {
  let description = "StdioFront"
  let body: @Sendable () async -> Void

  func run() async throws { await cancelWhenGracefulShutdown { await body() } }
}
