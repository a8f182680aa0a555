import ArgumentParser
import Foundation
import Logging
import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeSQLite

/// What stands between a user's message and the model: the whole turn with a model that answers at once.
struct ContextBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "context",
    abstract: "The turn up to its first token with a model that answers at once.",
    discussion: """
      "memory off" is the turn alone; "read" adds the recall and the packing of the context; "full" adds the durable append \
      of the user's message. The question's embedding is looked up and takes no time.
      """)

  @OptionGroup var options: BenchOptions

  @Option(help: "Messages in the store.")
  var size: Int = 5000

  @Option(help: "Turns of one round.")
  var turn: Int = 10

  func run() async throws {
    var table = BenchTable()
    try await measure(into: &table)
    try options.print(table)
  }

  func measure(into table: inout BenchTable) async throws {
    progress("context: \(size) messages")
    let bench = try BenchStore(largest: size)
    let directory = try bench.copy(of: try await bench.directory(messages: size), named: "context")
    let store = try SQLiteStore.open(directory: directory.path)
    let stores = MemoryStores(store)
    let clock = FixedClock(time: BenchStore.end(of: size))
    let settings = Settings(dataDirectory: directory.path)
    let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
    let engine = MemoryEngine(
      stores: stores, embedder: try LookupEmbedder(bench.vectors, about: size), settings: settings.memory,
      clock: clock, logger: logger)
    let assistant = Assistant(
      memory: engine, stores: stores, chatModels: OneModel(), settings: settings, clock: clock, logger: logger)
    var times: [MemoryMode: [Double]] = [:]
    _ = try await firstToken(of: assistant, .read, number: 0)  // loads the index
    for round in 0..<options.rounds {
      for mode in [MemoryMode.off, .read, .full] {
        for step in 0..<turn {
          times[mode, default: []].append(try await firstToken(of: assistant, mode, number: round * turn + step))
        }
      }
    }
    await assistant.drained()
    try store.close()
    try bench.remove(copyNamed: "context")
    for mode in [MemoryMode.off, .read, .full] {
      let figure = "turn to first token, memory \(mode.rawValue), \(size) messages,"
      table.add(BenchRow.percentiles([50, 95], of: figure, unit: "ms", ["mneme": times[mode] ?? []]))
    }
  }

  private func firstToken(of assistant: Assistant, _ mode: MemoryMode, number: Int) async throws -> Double {
    let request = ChatRequest(
      space: BenchStore.space, session: "turn-\(mode.rawValue)-\(number)", channel: "bench",
      messages: [
        ModelMessage(role: .user, content: Corpus.query(number % LookupEmbedder.queryCount, about: size))
      ], memory: mode)
    let clock = ContinuousClock()
    let start = clock.now
    var first: Double?
    for try await event in assistant.reply(to: request) {
      if case .text = event, first == nil { first = (clock.now - start) / .milliseconds(1) }
      if case .started(let turn) = event, mode != .off, turn.recalled.isEmpty {
        throw PeerProcess.Failure(description: "the turn recalled nothing")
      }
    }
    guard let first else { throw PeerProcess.Failure(description: "the turn gave no text") }
    return first
  }
}

/// A model that has its answer ready.
private struct OneModel: ChatModelSource, ChatModel {
  let isLocal = true
  let name = "ready"

  func models() async -> [any ChatModel] { [self] }

  func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    AsyncThrowingStream { continuation in
      continuation.yield(.text("Yes."))
      continuation.yield(.finished(.stop, TokenUsage(prompt: 1, completion: 1, reported: false)))
      continuation.finish()
    }
  }
}
