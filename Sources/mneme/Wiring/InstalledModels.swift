import Foundation
import Logging
import MnemeAssistant
import MnemeCore
import MnemeModels
import Synchronization

/// The chat models of this process: those configured or found, then the `recall` responder.
///
/// Looking is done once and shared by all who ask meanwhile; while nothing but `recall` is there it is done again, at most
/// every `lookAgainSeconds`, so that a model server started later is found without a restart.
actor InstalledModels: ChatModelSource {
  static let lookAgainSeconds = 30.0

  private let directory: ChatModelDirectory
  private let responder: RecallResponder
  private let clock: any WallClock
  private let logger: Logger
  private var ownPorts: Set<Int> = []
  private var found: [any ChatModel] = []
  private var lookedAt: Date?
  private var looking: Task<[any ChatModel], Never>?
  private let languageModelFound = Mutex(false)

  init(directory: ChatModelDirectory, memory: MemorySettings, clock: any WallClock, logger: Logger) {
    self.directory = directory
    responder = RecallResponder(timeZone: memory.timeZone, asksFirst: memory.asksFirst)
    self.clock = clock
    self.logger = logger
  }

  /// Ports on which this process itself serves: never asked for models.
  func setOwnPort(_ port: Int) { ownPorts = [port] }

  /// A model besides the responder is there, as far as is known now.
  nonisolated var hasLanguageModel: Bool { languageModelFound.withLock { $0 } }

  func models() async -> [any ChatModel] {
    let isStale = lookedAt.map { clock.now().timeIntervalSince($0) > Self.lookAgainSeconds } ?? true
    if found.isEmpty && isStale || looking != nil { found = await look() }
    return found + [responder]
  }

  private func look() async -> [any ChatModel] {
    if let looking { return await looking.value }
    // Awaited by everyone who asks for the models meanwhile.
    let task = Task { [directory, ownPorts, logger] () -> [any ChatModel] in
      do throws(MnemeError) {
        let resolution = try await directory.resolve(ownPorts: ownPorts)
        logger.info("models.resolved", metadata: ["models.count": "\(resolution.models.count)"])
        for note in resolution.notes { logger.notice("models.note", metadata: ["note": "\(note)"]) }
        return resolution.models
      } catch {
        logger.error("models.unresolved", metadata: ["error.code": "\(error.code.rawValue)"])
        return []
      }
    }
    looking = task
    let models = await task.value
    looking = nil
    lookedAt = clock.now()
    languageModelFound.withLock { $0 = !models.isEmpty }
    return models
  }
}
