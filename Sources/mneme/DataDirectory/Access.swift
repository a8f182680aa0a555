import Logging
import MnemeCore

/// How a command reaches the memory of a data directory.
enum Access {
  /// How long a command waits for another one to finish, or for a starting server to tell its address.
  static let patience: Duration = .seconds(10)

  /// Runs `body` with the server that owns the directory, or with the store itself when nobody does. In the latter case what
  /// it queued is worked off before the return, for at most `draining`, because no other process does it now.
  /// - Parameter progress: called with the number of jobs left while that happens.
  /// - Throws: `DirectoryInUse` when another process keeps the directory without serving.
  static func withServices<Result: Sendable>(
    _ settings: Settings, logger: Logger, draining: Duration = .zero, progress: (Int) -> Void = { _ in },
    body: (Services) async throws -> Result
  ) async throws -> Result {
    let directory = DataDirectory(settings.dataDirectory)
    switch try await holder(of: directory) {
    case .us(let lock):
      defer { lock.release() }
      let settings = try await SystemSecrets.resolved(settings)
      return try await run(Wiring.openLocal(settings, logger: logger, clock: SystemClock())) { services in
        let result = try await body(services)
        try await QueueDrain(imports: services.imports, longest: draining).run(progress)
        return result
      }
    case .server(let record):
      let key = isLoopback(record) ? record.token : key(for: record, try await SystemSecrets.resolved(settings))
      return try await run(RemoteServices.connect(to: record.url, key: key), body)
    }
  }

  /// The token opens the server from loopback addresses only; one that listens on another address alone needs the real key.
  static func key(for record: ServerRecord, _ settings: Settings) -> String {
    return isLoopback(record) ? record.token : settings.server.apiKey ?? record.token
  }

  private static func isLoopback(_ record: ServerRecord) -> Bool {
    ["127.", "[::1]", "localhost:"].contains { host in
      record.url.hasPrefix("http://" + host) || record.url.hasPrefix("https://" + host)
    }
  }

  /// The server of the directory, never the store itself. One that is just starting is waited for; nothing is made or changed.
  /// - Throws: `unavailable` when no server runs, `DirectoryInUse` when another process keeps it without serving.
  static func server(
    of directory: DataDirectory, patience: Duration = patience
  ) async throws -> ServerRecord {
    let end = ContinuousClock.now + patience
    while DataDirectoryLock.isHeld(directory) {
      if let record = ServerRecord.read(from: directory) { return record }
      guard ContinuousClock.now < end else { throw isHeldSilently(directory) }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw MnemeError(.unavailable, "No server runs on \(directory.path); start one with 'mneme serve'.")
  }

  private static func isHeldSilently(_ directory: DataDirectory) -> DirectoryInUse {
    DirectoryInUse(
      message: "Another Mneme process is using \(directory.path) and serves no address; wait until it ends, or stop it."
    )
  }

  enum Holder {
    case us(DataDirectoryLock)
    case server(ServerRecord)
  }

  /// Waits until the directory is ours or its server is known.
  static func holder(of directory: DataDirectory, patience: Duration = patience) async throws -> Holder {
    let end = ContinuousClock.now + patience
    while true {
      if let lock = try DataDirectoryLock.take(directory) { return .us(lock) }
      if let record = ServerRecord.read(from: directory) { return .server(record) }
      guard ContinuousClock.now < end else { throw isHeldSilently(directory) }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  static func run<Result: Sendable>(
    _ services: Services, _ body: (Services) async throws -> Result
  ) async throws -> Result {
    do {
      let result = try await body(services)
      await services.close()
      return result
    } catch {
      await services.close()
      throw error
    }
  }
}
