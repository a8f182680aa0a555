import Foundation
import Logging
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport

/// The context of a turn in a large space.
extension ScaleWorker {
  /// Earlier turns of the conversation that is continued.
  private static let earlierTurns = 20
  /// A window of 8,192 tokens less head, question and answer; of the window 35 % for notes.
  private static let room = (all: 6_900, notes: 2_867)

  /// Builds contexts of all layers: the conversation, memories, the graph, earlier messages, and for every fourth question
  /// the time that it names. Neither the append of the question nor its embedding is counted; that the index follows is.
  func context() async throws -> [String: Double] {
    let bench = try BenchStore(largest: count)
    let directory = try bench.copy(of: try await bench.linkedDirectory(messages: count), named: "context-\(count)")
    let store = try SQLiteStore.open(directory: directory.path)
    let clock = ManualClock(BenchStore.end(of: count))
    var settings = MemorySettings()
    settings.indexMebibytes = budget
    let engine = MemoryEngine(
      stores: MemoryStores(store), embedder: try LookupEmbedder(bench.vectors) { Talk.question($0, about: count) },
      settings: settings,
      clock: clock, indexFiles: LexicalFolder(directory.appendingPathComponent("index", isDirectory: true)),
      logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
    var talk = Talk(engine: engine, clock: clock, count: count)
    for _ in 0..<Self.earlierTurns { try await talk.turn(room: Self.room) }
    await engine.index.settleGraphs()
    for _ in 0..<LookupEmbedder.queryCount { try await talk.turn(room: Self.room) }
    talk.reset()
    let cpu = processCPU()
    for _ in 0..<max(1, rounds / 2) * LookupEmbedder.queryCount { try await talk.turn(room: Self.room) }
    var figures = [
      "p50": percentile(talk.times, 50), "p95": percentile(talk.times, 95), "p99": percentile(talk.times, 99),
      "cpu with append": (processCPU() - cpu) / Double(talk.times.count),
    ]
    for (layer, share) in talk.shares { figures["share \(layer.rawValue)"] = share }
    try store.close()
    try bench.remove(copyNamed: "context-\(count)")
    return figures
  }

  /// One conversation that goes on and on.
  private struct Talk {
    let engine: MemoryEngine
    let clock: ManualClock
    let count: Int
    private(set) var times: [Double] = []
    private var told: [ContextLayer: Int] = [:]
    private var turns = 0
    private var last: String?

    init(engine: MemoryEngine, clock: ManualClock, count: Int) {
      self.engine = engine
      self.clock = clock
      self.count = count
    }

    mutating func reset() {
      times = []
      told = [:]
    }

    /// Share of the contexts in which a layer says something.
    var shares: [ContextLayer: Double] { told.mapValues { Double($0) / Double(max(1, times.count)) } }

    static func question(_ number: Int, about count: Int) -> String {
      Corpus.query(number, about: count) + (number % 4 == 3 ? " last week" : "")
    }

    mutating func turn(room: (all: Int, notes: Int)) async throws {
      let question = Self.question(turns % LookupEmbedder.queryCount, about: count)
      turns += 1
      let message = try await append(.user, question)
      let request = ContextRequest(
        space: BenchStore.space, channel: "bench", question: question, message: message, room: room.all,
        noteRoom: room.notes)
      let watch = ContinuousClock()
      let start = watch.now
      let (context, _) = try await engine.context(for: request)
      times.append((watch.now - start) / .milliseconds(1))
      guard !context.used.isEmpty else { throw PeerProcess.Failure(description: "the context has no note") }
      for section in context.notes { told[section.layer, default: 0] += 1 }
      if !context.conversation.isEmpty { told[.workingMemory, default: 0] += 1 }
      _ = try await append(.assistant, Corpus.text(turns))
    }

    private mutating func append(_ role: Role, _ text: String) async throws -> Message {
      clock.advance(by: 5)
      let new = NewMessage(
        id: "turn-\(turns)-\(role.rawValue)", space: BenchStore.space, session: "talk", role: role, text: text,
        trust: role == .user ? .user : .assistant, createdAt: clock.now(), parent: last, jobs: [])
      guard let stored = try await engine.append([new], channel: "bench").first?.message else {
        throw PeerProcess.Failure(description: "a message was not stored")
      }
      last = stored.id
      return stored
    }
  }
}
