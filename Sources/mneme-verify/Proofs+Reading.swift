import Foundation
import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport
import Synchronization

extension Proofs {
  /// - Parameters:
  ///   - reader: what recall reads times with.
  ///   - heads: keeps the heads of prompts.
  ///   - persona: keeps who the assistant is.
  ///   - insight: finds the insight that says the same as a text, and tells in how many probes.
  ///   - remember: makes a memory anew.
  static func parsedOnce(
    reader: @escaping @Sendable (any TemporalReader) -> any TemporalReader = { $0 },
    heads: @escaping @Sendable () -> StableHead = { StableHead() },
    persona: @escaping PersonaMaker = { Persona($0) },
    insight: @escaping InsightSearch = { insights, text in
      var index = InsightIndex(insights)
      return (index.match(text), index.probes)
    },
    remember: @escaping @Sendable (MemoryEngine, String) async throws -> Void = {
      _ = try await $0.remember(Statement(text: $1), in: .me)
    }
  ) -> Proof {
    Proof(
      id: "PERF-035",
      condition:
        "Persona and head of a prompt are rendered once; a question's times are parsed once; duplicates are found by index, not by search"
    ) {
      let home = try ProofHome()
      let texts = (0..<30).map { "On day \($0) we met at the harbour." }
      _ = try await home.engine.append(home.messages(texts), channel: "test")
      try await home.work()
      let counting = CountingTemporalReader()
      let recall = RecallEngine(
        messages: home.store, memories: home.store,
        index: SpaceIndexes(
          messages: home.store, archive: home.store, vectors: home.store, model: home.embedder.info),
        embedder: home.embedder, settings: MemorySettings(), clock: home.clock, time: reader(counting))
      for _ in 0..<5 {
        _ = try await recall.recall(RecallQuery(space: .me, text: "Whom did we meet last week at the harbour?"))
      }
      let few = try await statements(ofDuplicateAmong: 20, remember)
      let many = try await statements(ofDuplicateAmong: 2_000, remember)
      return try await headChecks(heads()) + personaChecks(persona) + insightChecks(insight) + [
        Check("parses of five questions", counting.reads, .exactly, 5),
        Check("statements for a duplicate among 20", few, .atMost, 24),
        Check("more of them among 2,000", many - few, .exactly, 0),
      ]
    }
  }

  private static func statements(
    ofDuplicateAmong count: Int, _ remember: @Sendable (MemoryEngine, String) async throws -> Void
  ) async throws -> Int {
    let home = try ProofHome()
    try await home.seed(count)
    try await home.work()
    let text = "The red boat lies in the harbour."
    _ = try await home.engine.remember(Statement(text: text), in: .me)
    _ = home.log.take()
    try await remember(home.engine, text)
    return home.log.take().work.count
  }

  /// - Parameters:
  ///   - adjust: stands before the store's ports.
  ///   - estimate: estimates the tokens of a text.
  static func noHashing(
    adjust: @escaping @Sendable (inout MemoryStores) -> Void = { _ in },
    estimate: @escaping @Sendable (TokenEstimator, CountingBytes) -> Int = { $0.tokens(inUTF8: $1) }
  ) -> Proof {
    Proof(
      id: "PERF-036",
      condition:
        "Tokens are estimated in one reading, without a hash; columns are named in the statements, never asked for"
    ) {
      let home = try ProofHome(adjust: adjust)
      _ = home.log.take()
      _ = try await home.engine.append(home.messages(["I live in Porto.", "I like tea."]), channel: "test")
      try await home.work()
      _ = try await home.engine.recall(RecallQuery(space: .me, text: "Where do I live?"))
      _ = try await home.engine.memories(in: .me, includeInactive: true, before: nil, limit: 10)
      _ = try await home.engine.maintain(.me, dryRun: false)
      _ = try await home.engine.statistics(of: .me)
      for _ in 0..<100 { _ = try await home.engine.interactions(InteractionSearch(), in: .me) }
      let statements = home.log.take()

      let estimator = TokenEstimator()
      let texts = (0..<50).map { String(repeating: "Line \($0) of words, 그리고 한국어. ", count: 20) }
      let bytes = texts.map { CountingBytes($0) }
      var wrong = 0
      // Twice: the second time a cache would know them.
      for (text, bytes) in zip(texts + texts, bytes + bytes)
      where estimate(estimator, bytes) != estimator.tokens(in: text) {
        wrong += 1
      }
      return [
        Check(
          "look-ups of column names", statements.all.count { $0.contains("table_info") || $0.contains("table_xinfo") },
          .exactly, 0),
        Check(
          "statements that do not name their columns",
          statements.all.count(where: Self.namesNoColumns),
          .exactly, 0),
        Check("statements looked at, at least one", statements.work.isEmpty ? 1 : 0, .exactly, 0),
        Check("hashes for 100 estimates", bytes.reduce(0) { $0 + $1.hashes }, .exactly, 0),
        Check(
          "readings of each byte beyond one an estimate", bytes.reduce(0) { $0 + $1.reads - 2 * $1.count }, .exactly, 0),
        Check("estimates that differ from those of the text", wrong, .exactly, 0),
      ]
    }
  }
}

extension Proofs {
  /// It takes all columns of a table there are. Not of SQLite's own, which is looked at to begin a snapshot.
  private static func namesNoColumns(_ statement: String) -> Bool {
    (statement.contains(".*") || statement.contains("SELECT *")) && !statement.contains("sqlite_master")
  }
}

/// UTF-8 of a text that counts how often it is read and hashed.
final class CountingBytes: RandomAccessCollection, Hashable, Sendable {
  private let bytes: [UInt8]
  private let counts = Mutex((reads: 0, hashes: 0))

  init(_ text: String) { bytes = Array(text.utf8) }

  var startIndex: Int { 0 }
  var endIndex: Int { bytes.count }
  var reads: Int { counts.withLock { $0.reads } }
  var hashes: Int { counts.withLock { $0.hashes } }

  subscript(position: Int) -> UInt8 {
    counts.withLock { $0.reads += 1 }
    return bytes[position]
  }

  static func == (a: CountingBytes, b: CountingBytes) -> Bool { a.elementsEqual(b) }

  func hash(into hasher: inout Hasher) {
    counts.withLock { $0.hashes += 1 }
    for byte in self { hasher.combine(byte) }
  }
}

/// Counts what it reads.
final class CountingTemporalReader: TemporalReader {
  private let parser = TemporalParser(timeZone: .gmt)
  private let count = Mutex(0)

  var reads: Int { count.withLock { $0 } }

  func read(_ text: String, now: Date) -> TemporalReading {
    count.withLock { $0 += 1 }
    return parser.read(text, now: now)
  }
}
