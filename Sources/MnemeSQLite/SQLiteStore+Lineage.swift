import Foundation
import GRDB
package import MnemeCore
import Synchronization

/// The runs of a store, oldest first: each opening of the file and each erasure begins one, with the numbers given out until
/// then. An erasure, because a copy of the file from before it lacks its run: what was derived after it is not that copy's.
struct Generations: Sendable {
  private struct Run: Codable {
    let name: String
    let messages: Int64
    let ledger: Int64
  }

  /// What was derived in a run before these is made again.
  private static let limit = 512
  private static let property = "generations"

  private let runs: [Run]

  var current: String { runs.last?.name ?? "" }

  /// Begins a run, inside the caller's transaction.
  init(beginningIn db: Database) throws {
    let known = try String.fetchOne(
      db, sql: "SELECT value FROM properties WHERE name = ?", arguments: [Self.property])
    // Runs that cannot be read hold nothing: everything derived is made again.
    var runs = known.flatMap { try? JSONText.decode($0, as: [Run].self) } ?? []
    let name = try String.fetchOne(db, sql: "SELECT lower(hex(randomblob(16)))") ?? ""
    runs.append(Run(name: name, messages: try db.highest("messages"), ledger: try db.highest("ledger")))
    runs.removeFirst(max(0, runs.count - Self.limit))
    try db.execute(
      sql: "INSERT OR REPLACE INTO properties (name, value) VALUES (?, ?)",
      arguments: [Self.property, try JSONText.encode(runs)])
    self.runs = runs
  }

  func holds(_ reach: StoreReach) -> Bool {
    guard let place = runs.lastIndex(where: { $0.name == reach.generation }) else { return false }
    guard place + 1 < runs.count else { return true }
    return runs[place + 1].messages >= reach.messageOrdinal && runs[place + 1].ledger >= reach.ledgerSequence
  }
}

extension SQLiteStore: StoreLineage {
  package func reach() async throws(MnemeError) -> StoreReach {
    let name = generations.withLock { $0.current }
    return try await readSnapshot { db in
      StoreReach(
        generation: name, messageOrdinal: try db.highest("messages"), ledgerSequence: try db.highest("ledger"))
    }
  }

  package func holds(_ reach: StoreReach) -> Bool { generations.withLock { $0.holds(reach) } }
}

extension Database {
  /// The highest number that a table has given out, whether its row is still there or not.
  fileprivate func highest(_ table: String) throws -> Int64 {
    try Int64.fetchOne(self, sql: "SELECT seq FROM sqlite_sequence WHERE name = ?", arguments: [table]) ?? 0
  }
}
