import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport

extension Proofs {
  typealias Upkeep = @Sendable (any MaintenanceStore) -> any MaintenanceStore

  /// Seconds in which a memory of small importance fades.
  private static let fading = 400.0 * 86_400

  static func consolidationOpensNoGraph(
    graph: @escaping @Sendable (any GraphStore, any MaintenanceStore) -> (any GraphStore, any MaintenanceStore) = {
      ($0, $1)
    }
  ) -> Proof {
    Proof(id: "PERF-006", condition: "Consolidation reads the graph once at most and writes in constant statements") {
      func run(_ count: Int) async throws -> (reads: Int, writes: Int) {
        let opened = Box<CountingGraphStore>()
        let home = try ProofHome { stores in
          let counting = CountingGraphStore(stores.graph)
          opened.value = counting
          (stores.graph, stores.upkeep) = graph(counting, stores.upkeep)
        }
        try await home.seed(count)
        home.clock.advance(by: fading)
        _ = home.log.take()
        opened.value?.reset()
        let report = try await home.engine.maintain(.me, dryRun: false)
        guard report.spaces.map(\.expired) == [count] else {
          throw MnemeError(.internal, "Not every memory faded: \(report.spaces).")
        }
        let statements = home.log.take()
        return (opened.value?.reads ?? 0, statements.count(["INSERT", "UPDATE", "DELETE"]))
      }
      let small = try await run(500)
      let large = try await run(1_000)
      return [
        Check("reads of the graph for 500 memories", small.reads, .atMost, 3),
        Check("writing statements for 500 memories", small.writes, .atMost, 8),
        Check("more of them for 1,000", large.writes - small.writes, .exactly, 0),
      ]
    }
  }

  static func pagedEviction(upkeep: @escaping Upkeep = { $0 }) -> Proof {
    Proof(
      id: "PERF-007",
      condition: "Expiry reads pages of 200 rows, visits all of them and retires in one statement; no model is asked"
    ) {
      let doubles = Box<(CountingMaintenanceStore, CountingMemoryStore)>()
      let home = try ProofHome { stores in
        let rows = CountingMaintenanceStore(upkeep(stores.upkeep))
        let memories = CountingMemoryStore(stores.memories)
        doubles.value = (rows, memories)
        stores.upkeep = rows
        stores.memories = memories
      }
      guard let (rows, memories) = doubles.value else { throw MnemeError(.internal, "No doubles.") }
      try await home.seed(1_000)
      home.clock.advance(by: fading)
      _ = home.log.take()
      memories.reset()
      let report = try await home.engine.maintain(.me, dryRun: false)
      let statements = home.log.take()
      return [
        Check("rows of the largest page", max(rows.largestPage, memories.largestPage), .atMost, 200),
        Check("rows visited of 1,000", rows.rows, .exactly, 1_000),
        Check("memories retired", report.spaces.first?.expired ?? 0, .exactly, 1_000),
        Check("statements that retire", statements.count(["UPDATE"], "retired_at ="), .exactly, 1),
        Check("embedding requests", home.embedder.calls, .exactly, 0),
      ]
    }
  }

  static func preservation(upkeep: @escaping Upkeep = { $0 }) -> Proof {
    Proof(id: "PERF-021", condition: "Preserving is one UPDATE however many memories") {
      let home = try ProofHome { $0.upkeep = upkeep($0.upkeep) }
      try await home.seed(500, repetitions: 4)
      _ = home.log.take()
      let report = try await home.engine.maintain(.me, dryRun: false)
      return [
        Check("memories preserved", report.spaces.first?.preserved ?? 0, .exactly, 500),
        Check("UPDATE statements", home.log.take().count(["UPDATE memories"]), .exactly, 1),
      ]
    }
  }

  static func survivors(upkeep: @escaping Upkeep = { $0 }) -> Proof {
    Proof(
      id: "PERF-022",
      condition:
        "A consolidation of 500 memories is three statements at most in one transaction; importance stays as it is"
    ) {
      let home = try ProofHome { $0.upkeep = upkeep($0.upkeep) }
      try await home.seed(250)
      try await home.seed(250, repetitions: 4, first: 250)
      home.clock.advance(by: fading)
      // The index is read once, before what is counted.
      _ = try await home.engine.maintain(.me, dryRun: true)
      _ = home.log.take()
      let report = try await home.engine.maintain(.me, dryRun: false)
      let statements = home.log.take()
      let writes = statements.count(["INSERT INTO ledger", "UPDATE memories", "DELETE FROM memories"])
      let all = try await home.engine.memories(in: .me, includeInactive: true, before: nil, limit: 1_000)
      let result = report.spaces.first
      return [
        Check("memories expired and preserved", (result?.expired ?? 0) + (result?.preserved ?? 0), .exactly, 500),
        Check("statements that write memories and their ledger", writes, .atMost, 3),
        Check("transactions that write them", statements.writingTransactions(to: ["memories", "ledger"]), .exactly, 1),
        Check("memories whose importance was overwritten", all.count { $0.importance != 0.4 }, .exactly, 0),
      ]
    }
  }
}

/// What a closure that makes a home leaves behind for the proof.
final class Box<Value> {
  var value: Value?
}
