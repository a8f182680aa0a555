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
  ///   - remember: makes a memory anew.
  static func parsedOnce(
    reader: @escaping @Sendable (any TemporalReader) -> any TemporalReader = { $0 },
    heads: @escaping @Sendable () -> StableHead = { StableHead() },
    remember: @escaping @Sendable (MemoryEngine, String) async throws -> Void = {
      _ = try await $0.remember(Statement(text: $1), in: .me)
    }
  ) -> Proof {
    Proof(
      id: "PERF-035",
      condition:
        "A prompt's head is rendered once; a question's times are parsed once; a duplicate is found by index, not by search",
      missing: ["the insights of the assistant's identity"]
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
      return try await headChecks(heads()) + [
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

  /// - Parameter workload: what is done before statements are counted.
  static func noHashing(
    workload: @escaping @Sendable (ProofHome) async throws -> Void = { home in
      _ = try await home.engine.append(home.messages(["I live in Porto.", "I like tea."]), channel: "test")
      try await home.work()
      _ = try await home.engine.recall(RecallQuery(space: .me, text: "Where do I live?"))
      _ = try await home.engine.maintain(.me, dryRun: false)
      _ = try await home.engine.statistics(of: .me)
    }
  ) -> Proof {
    Proof(
      id: "PERF-036",
      condition: "Tokens are estimated without a hash or a cache; columns are named in the statements, never asked for"
    ) {
      let home = try ProofHome()
      _ = home.log.take()
      try await workload(home)
      let statements = home.log.take()
      let columnLookUps = statements.all.count { statement in
        ["table_info(", "table_xinfo("].contains { statement.contains($0) }
      }
      let estimator = TokenEstimator()
      let text = String(repeating: "A line of words, 그리고 한국어. ", count: 200)
      let whole = estimator.tokens(in: text)
      return [
        Check("look-ups of column names", columnLookUps, .exactly, 0),
        Check(
          "selections of all columns of a stored row", statements.all.count { $0.contains("SELECT m.*") }, .exactly, 0),
        Check(
          "bytes of state in an estimator beyond its costs' table", MemoryLayout<TokenEstimator>.size, .atMost, 512),
        Check(
          "estimates that differ in 100", (0..<100).count { _ in estimator.tokens(in: text) != whole }, .exactly, 0),
      ]
    }
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
