import Foundation
import GRDB
package import MnemeCore
import Synchronization

/// Sizes of a store.
package struct StoreStatistics: Sendable, Hashable, Codable {
  package let spaces: Int
  package let sessions: Int
  package let messages: Int
  package let memories: Int
  package let activeMemories: Int
  package let vectors: Int
  package let jobs: Int
  package let failedJobs: Int
  /// Size of the database without its log, in bytes.
  package let bytes: Int
  package let schemaVersion: Int
}

extension SQLiteStore {
  /// Sizes of the whole store in one statement.
  package func statistics() async throws(MnemeError) -> StoreStatistics {
    try await read { db in
      let row = try db.firstRow(
        """
        SELECT (SELECT count(*) FROM spaces), (SELECT count(*) FROM sessions), (SELECT count(*) FROM messages),
          (SELECT count(*) FROM memories),
          (SELECT count(*) FROM memories m WHERE \(Columns.activeMemory)),
          (SELECT count(*) FROM message_vectors) + (SELECT count(*) FROM memory_vectors),
          (SELECT count(*) FROM jobs), (SELECT count(*) FROM deferred_jobs WHERE due_at IS NULL),
          (SELECT page_count FROM pragma_page_count()) * (SELECT page_size FROM pragma_page_size()),
          (SELECT user_version FROM pragma_user_version())
        """, [])
      guard let row else {
        throw MnemeError(.internal, "The store's sizes cannot be read.")
      }
      return StoreStatistics(
        spaces: row[0], sessions: row[1], messages: row[2], memories: row[3], activeMemories: row[4],
        vectors: row[5], jobs: row[6], failedJobs: row[7], bytes: row[8], schemaVersion: row[9])
    }
  }

  /// Rebuilds the full-text index of every space from the messages, in one transaction: killed half-way,
  /// the old index stands and the next start begins again.
  package func rebuildLexicon() async throws(MnemeError) {
    let reached = try await writer.write(rows: GroupCommit.rowLimit) { db in
      try LexiconBuild.rebuild(db)
      return try db.lexiconOrdinal()
    }
    lexiconProgress.withLock { $0.indexed = max($0.indexed, reached) }
  }

  /// At start, before anyone else can write: rebuilds when the index was made by another analysis.
  func rebuildLexiconIfNeeded() throws {
    try pool.writeWithoutTransaction { db in
      let made = try String.fetchOne(db, sql: "SELECT value FROM properties WHERE name = 'lexicon'")
      if made == LexicalTerms.fingerprint { return }
      try db.inTransaction(.immediate) {
        try LexiconBuild.rebuild(db)
        return .commit
      }
    }
  }
}

/// The full-text index made from the rows it is derived from.
enum LexiconBuild {
  static func rebuild(_ db: Database) throws {
    try db.execute(sql: "INSERT INTO lexicon (lexicon) VALUES ('delete-all')")
    let lexicon = LexiconWriter(db: db)
    try forEachDocument(db) { text, ordinal, space in
      try lexicon.add(LexicalTerms.Document(text), ordinal, space: space)
    }
    try db.execute(
      sql: "INSERT OR REPLACE INTO properties (name, value) VALUES ('lexicon', ?)",
      arguments: [LexicalTerms.fingerprint])
    try db.execute(
      sql: """
        INSERT OR REPLACE INTO properties (name, value)
        SELECT 'lexicon_ordinal', coalesce(max(ordinal), 0) FROM messages
        """)
  }

  /// Every text that belongs into the index, one at a time: messages up to an ordinal.
  static func forEachDocument(
    _ db: Database, upTo ordinal: Int64 = .max, _ body: (String, Int64, Int64) throws -> Void
  ) throws {
    let messages = try Row.fetchCursor(
      db, sql: "SELECT ordinal, space, text FROM messages WHERE ordinal <= ? ORDER BY ordinal", arguments: [ordinal])
    while let row = try messages.next() { try body(StoredText.decode(row, 2), row[0], row[1]) }
  }
}
