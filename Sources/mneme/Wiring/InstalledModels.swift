import Foundation
import Logging
import MnemeAssistant
import MnemeCore
import MnemeModels
import Synchronization

/// The chat models of this process: those configured or found, the local engine's, then the `recall` responder.
///
/// Looking is done once and shared by all who ask meanwhile; while nothing but `recall` is there it is done again, at most
/// every `lookAgainSeconds`, so that a model server started later is found without a restart.
actor InstalledModels: ChatModelSource, ModelInspection {
  static let lookAgainSeconds = 30.0

  private let directory: ChatModelDirectory
  private let engine: LocalEngine?
  private let responder: RecallResponder
  /// What was found wrong when the lists were read.
  private let notes: [String]
  private let clock: any WallClock
  private let logger: Logger
  private var ownPorts: Set<Int> = []
  private var found = ChatModelDirectory.Resolution()
  private var lookedAt: Date?
  private var looking: Task<ChatModelDirectory.Resolution, Never>?
  private let languageModelFound = Mutex(false)

  init(
    directory: ChatModelDirectory, engine: LocalEngine?, notes: [String], memory: MemorySettings, clock: any WallClock,
    logger: Logger
  ) {
    self.directory = directory
    self.engine = engine
    self.notes = notes
    responder = RecallResponder(timeZone: memory.timeZone, asksFirst: memory.asksFirst)
    self.clock = clock
    self.logger = logger
  }

  /// Ports on which this process itself serves: never asked for models.
  func setOwnPort(_ port: Int) { ownPorts = [port] }

  /// A model besides the responder is there, as far as is known now.
  nonisolated var hasLanguageModel: Bool { languageModelFound.withLock { $0 } }

  func models() async -> [any ChatModel] {
    await lookIfNeeded()
    return found.models + [responder]
  }

  func standard() async -> (any ChatModel)? {
    await lookIfNeeded()
    return found.standard ?? responder
  }

  func modelReport() async -> ModelReport {
    await lookIfNeeded()
    return await knownReport()
  }

  /// The same of what is known now: no server is asked.
  func knownReport() async -> ModelReport {
    let ofEngine = await engine?.entry
    let entries = found.models.map { model in
      if let ofEngine, ofEngine.name == model.name { ofEngine } else { model.entry }
    }
    let recall = ModelReport.Entry(
      name: RecallResponder.name, provider: "Mneme", server: nil, isLocal: true, window: nil, state: .ready)
    return ModelReport(
      models: entries + [recall], chosen: found.standard?.name ?? RecallResponder.name,
      why: found.standard == nil
        ? "\(found.why) Answers quote what memory holds; 'mneme models install local-chat' installs a small language model."
        : found.why,
      notes: notes + found.notes)
  }

  /// Looks again, whatever is known.
  func refresh() async { found = await look() }

  private func lookIfNeeded() async {
    let isStale = lookedAt.map { clock.now().timeIntervalSince($0) > Self.lookAgainSeconds } ?? true
    // Models that are known are not waited for while they are looked for anew.
    if found.models.isEmpty, isStale || looking != nil { found = await look() }
  }

  private func look() async -> ChatModelDirectory.Resolution {
    if let looking { return await looking.value }
    // Awaited by everyone who asks for the models meanwhile.
    let task = Task { [directory, ownPorts, logger] () -> ChatModelDirectory.Resolution in
      do throws(MnemeError) {
        let resolution = try await directory.resolve(ownPorts: ownPorts)
        logger.info("models.resolved", metadata: ["models.count": "\(resolution.models.count)"])
        for note in resolution.notes { logger.notice("models.note", metadata: ["note": "\(note)"]) }
        return resolution
      } catch {
        logger.error("models.unresolved", metadata: ["error.code": "\(error.code.rawValue)"])
        var none = ChatModelDirectory.Resolution()
        none.notes = [error.message]
        return none
      }
    }
    looking = task
    let resolution = await task.value
    looking = nil
    lookedAt = clock.now()
    languageModelFound.withLock { $0 = !resolution.models.isEmpty }
    return resolution
  }
}
