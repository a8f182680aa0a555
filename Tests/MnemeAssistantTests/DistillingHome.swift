import Foundation
import Logging
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport

@testable import MnemeAssistant

/// An engine whose distiller asks a scripted model.
final class DistillingHome: Sendable {
  let directory = FileManager.default.temporaryDirectory.appending(path: "mneme-distil-\(UUID().uuidString)")
  let clock = ManualClock()
  let store: SQLiteStore
  let engine: MemoryEngine
  let assistant: Assistant
  let distiller: ModelDistiller
  let utility: UtilityModel
  let model: AnsweringModel

  init(
    passed: Bool = true, isLocal: Bool = true, finish: @escaping AnsweringModel.Finish = { _ in .stop },
    _ answer: @escaping AnsweringModel.Answer
  ) async throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    store = try SQLiteStore.open(directory: directory.path)
    model = AnsweringModel(isLocal: isLocal, finish: finish, answer)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let source = OneModelSource(model: model)
    utility = UtilityModel(source: source, store: store, clock: clock)
    distiller = ModelDistiller(utility: utility, logger: logger)
    let stores = MemoryStores(store)
    let identifiers = UUIDv7Source(clock: clock)
    engine = MemoryEngine(
      stores: stores, embedder: HashingEmbedder(), settings: MemorySettings(), clock: clock, identifiers: identifiers,
      distiller: distiller, logger: logger)
    assistant = Assistant(
      memory: engine, stores: stores, chatModels: source, settings: Settings(dataDirectory: directory.path),
      clock: clock, identifiers: identifiers, logger: logger)
    if passed {
      try await store.put(ExtractionFloor(model: model.name, passed: 20, cases: 24, testedAt: clock.now()))
    }
    // From here on a model reads.
    try await hear(["Hello."])
    _ = try await engine.distil(.me)
  }

  func hear(
    _ texts: [String], trust: Trust = .user, in space: SpaceID = .me, session: String = "s", ahead: Double = 0
  ) async throws {
    for text in texts {
      clock.advance(by: 1)
      _ = try await engine.append(
        [
          NewMessage(
            id: "m\(Int(clock.now().timeIntervalSince1970))", space: space, session: session,
            role: trust == .assistant ? .assistant : .user, text: text, trust: trust,
            createdAt: clock.now().addingTimeInterval(ahead), jobs: []
          )
        ], channel: "test")
    }
  }

  /// After a silence.
  func distil() async throws -> DistillationOutcome {
    clock.advance(by: 61)
    return try await engine.distil(.me)
  }

  func memories() async throws -> [Memory] {
    try await engine.memories(in: .me, includeInactive: true, before: nil, limit: 100).reversed()
  }

  func close() throws {
    try store.close()
    try FileManager.default.removeItem(at: directory)
  }
}
