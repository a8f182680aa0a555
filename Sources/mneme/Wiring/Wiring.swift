import Logging
import MnemeCore

/// What a command works with, whether in this process or in a running server.
struct Services: Sendable {
  let memory: any MemoryService
  let imports: any ImportService
  let chat: any ChatService
  let close: @Sendable () async -> Void
}

enum Wiring {
  static func openLocal(
    _ settings: Settings, logger: Logger, clock: any WallClock
  ) async throws -> Services {
    throw MnemeError(.unavailable, "This build cannot open a store.")
  }

  static func serve(_ settings: Settings, lock: DataDirectoryLock, logger: Logger) async throws {
    throw MnemeError(.unavailable, "This build cannot serve.")
  }

  /// A report in words or JSON; the dataset is read into a store of its own, never into the person's.
  static func evaluateRecall(
    _ settings: Settings, dataset: String, depths: [Int], json: Bool, logger: Logger
  ) async throws -> String {
    throw MnemeError(.unavailable, "This build cannot evaluate.")
  }

  /// What is in a database file, in a few words. Changes nothing; may run while a server uses the file.
  /// - Throws: `storage` when the file is damaged or of a newer version.
  static func inspectDatabase(at path: String) async throws -> String {
    throw MnemeError(.unavailable, "This build cannot read a store.")
  }
}
