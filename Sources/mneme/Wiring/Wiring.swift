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
}
