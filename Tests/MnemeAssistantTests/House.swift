import Foundation
import Logging
import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport
import MnemeTools

/// One assistant over a real store in a temporary directory.
struct House {
  let directory: URL
  let store: SQLiteStore
  let clock = ManualClock()
  let embedder = HashingEmbedder()
  /// The model unless another was given.
  let model: ScriptedModel
  let memory: MemoryEngine
  let assistant: Assistant

  init(
    model: ScriptedModel = ScriptedModel(), answering: (any ChatModel)? = nil,
    settings: MemorySettings = MemorySettings(), tools: [any Tool] = [], toolDeadline: Duration = .seconds(30),
    readsMessages: Bool = false, documents: (any DocumentReader)? = nil
  ) throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "mneme-turn-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    store = try SQLiteStore(path: directory.appending(path: "mneme.sqlite").path)
    self.model = model
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let identifiers = UUIDv7Source(clock: clock)
    let stores = MemoryStores(store)
    let readings = readsMessages ? MessageReadings(embedder: embedder, logger: logger) : nil
    memory = MemoryEngine(
      stores: stores, embedder: embedder, settings: settings, clock: clock, identifiers: identifiers,
      classifier: readings, logger: logger)
    var all = Settings(dataDirectory: directory.path)
    all.memory = settings
    assistant = Assistant(
      memory: memory, stores: stores, chatModels: OneModel(model: answering ?? model),
      settings: all, clock: clock, identifiers: identifiers, readings: readings,
      tools: try ToolRegistry.ofTurns(
        memory, stores, more: tools, deadline: toolDeadline, clock: clock, logger: logger),
      documents: documents, answerCheck: SchemaAnswerCheck(), logger: logger)
  }

  var assistantLogger: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

  func close() throws {
    try store.close()
    try FileManager.default.removeItem(at: directory)
  }

  @discardableResult
  func say(_ turns: [(Role, String)], change: (inout ChatRequest) -> Void = { _ in }) async throws -> (
    text: String, session: String?
  ) {
    var request = ChatRequest(
      space: .me, channel: "test", messages: turns.map { ModelMessage(role: $0.0, content: $0.1) })
    change(&request)
    var text = ""
    var session: String?
    for try await event in assistant.reply(to: request) {
      switch event {
      case .started(let start): session = start.session
      case .text(let piece): text += piece
      case .tool, .toolCalls, .finished: break
      }
    }
    clock.advance(by: 1)
    return (text, session)
  }

  /// Returns when the queue is empty.
  func work() async throws {
    let worker = Task { await memory.run() }  // awaited below
    _ = try await memory.queueStatus(of: .me, wait: true)
    worker.cancel()
    await worker.value
  }

  func messages() async throws -> [Message] {
    let outline = try await store.outline(of: .me, after: 0, limit: 1000)
    return try await store.messages(ordinals: outline.map(\.ordinal), in: .me)
  }
}

private struct OneModel: ChatModelSource {
  let model: any ChatModel
  func models() async -> [any ChatModel] { [model, RecallResponder()] }
}
