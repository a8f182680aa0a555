import Foundation
import GRDB
package import MnemeCore
import Synchronization

/// How far the full-text index has followed the messages.
struct LexiconProgress: Sendable {
  /// Ordinal of the last message in the index, and of the last one stored.
  var indexed: Int64 = 0
  var newest: Int64 = 0
}

extension SQLiteStore {
  /// Messages of one step.
  static let lexiconStep = 1_024

  func loadLexiconProgress() throws {
    let progress = try pool.read { db in
      LexiconProgress(
        indexed: try db.integer("SELECT CAST(value AS INTEGER) FROM properties WHERE name = 'lexicon_ordinal'") ?? 0,
        newest: try db.integer("SELECT max(ordinal) FROM messages") ?? 0)
    }
    lexiconProgress.withLock { $0 = progress }
  }

  /// Brings the full-text index up to the last message stored before the call. Searches call it, and whoever has time to
  /// spare: an append does not write to the index, so that nobody waits for it.
  package func catchUpLexicon() async throws(MnemeError) {
    let goal = lexiconProgress.withLock { $0.newest }
    while true {
      let progress = lexiconProgress.withLock { $0 }
      if progress.indexed >= goal { return }
      let rows = try await read { db in try Self.texts(db, after: progress.indexed) }
      // Analysed here and not in the writer, which every append waits for.
      let documents = await LexicalTerms.documents(rows.map(\.text))
      let last = rows.last?.ordinal ?? goal
      let reached = try await writer.write(rows: rows.count) { db in
        // Two callers may have read the same step: the second finds it done.
        let indexed = try db.lexiconOrdinal()
        guard indexed == progress.indexed else { return indexed }
        let lexicon = LexiconWriter(db: db)
        // What was erased since it was read must not come back.
        let there = try Self.ordinals(db, after: progress.indexed, through: last)
        try lexicon.add(
          zip(rows, documents).filter { there.contains($0.0.ordinal) }
            .map { (ordinal: $0.0.ordinal, content: $0.1.content(space: $0.0.space)) })
        try db.run("UPDATE properties SET value = ? WHERE name = 'lexicon_ordinal'", ["\(last)"])
        return last
      }
      lexiconProgress.withLock { $0.indexed = max($0.indexed, reached) }
    }
  }

  private struct TextRow: Sendable {
    let ordinal: Int64
    let space: Int64
    let text: String
  }

  private static func ordinals(_ db: Database, after first: Int64, through last: Int64) throws -> Set<Int64> {
    let rows = try db.rows("SELECT ordinal FROM messages WHERE ordinal > ? AND ordinal <= ?", [first, last])
    var result: Set<Int64> = []
    while let row = try rows.next() { result.insert(row[0]) }
    return result
  }

  private static func texts(_ db: Database, after ordinal: Int64) throws -> [TextRow] {
    let rows = try db.rows(
      "SELECT ordinal, space, text FROM messages WHERE ordinal > ? ORDER BY ordinal LIMIT ?", [ordinal, lexiconStep])
    var result: [TextRow] = []
    while let row = try rows.next() {
      result.append(TextRow(ordinal: row[0], space: row[1], text: StoredText.decode(row, 2)))
    }
    return result
  }
}

extension Database {
  /// Ordinal of the last message in the full-text index.
  func lexiconOrdinal() throws -> Int64 {
    try integer("SELECT CAST(value AS INTEGER) FROM properties WHERE name = 'lexicon_ordinal'") ?? 0
  }
}
