package import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: ArchiveStore {
  package func searchMessages(_ search: ArchiveSearch, in space: SpaceID) async throws(MnemeError) -> [Message] {
    if search.limit <= 0 { return [] }
    let terms = search.terms.map(LexicalTerms.clean).filter { !$0.isEmpty }
    if !terms.isEmpty { try await catchUpLexicon() }
    return try await readSnapshot { db in
      guard let key = try db.key(of: space) else { return [] }
      let arguments: StatementArguments = [
        space.rawValue, search.from?.milliseconds ?? Int64.min, search.to?.milliseconds ?? Int64.max, search.session,
        search.limit,
      ]
      let condition = """
        m.created_at >= ?2 AND m.created_at < ?3 AND (?4 IS NULL OR m.session = ?4)
        """
      if terms.isEmpty {
        // By way of the sessions of the time: messages have no index by time.
        return try db.messages(
          space,
          """
          \(condition) AND m.session IN (
            SELECT id FROM sessions s
            WHERE s.space = m.space AND s.last_activity_at >= ?2 AND s.started_at < ?3)
          ORDER BY m.created_at DESC, m.ordinal DESC LIMIT ?5
          """, arguments)
      }
      let prefix = LexicalTerms.prefix(space: key)
      let words = terms.map { prefix + $0 }
      let match =
        search.isPhrase
        ? "\"" + words.joined(separator: " ") + "\"" : words.map { "\"\($0)\"" }.joined(separator: " AND ")
      return try db.messages(
        space,
        """
        m.ordinal IN (SELECT rowid FROM lexicon WHERE lexicon MATCH ?6) AND \(condition)
        ORDER BY m.ordinal DESC LIMIT ?5
        """, arguments + [match])
    }
  }

  package func searchSessions(
    _ text: String?, from: Date?, to: Date?, includeArchived: Bool, in space: SpaceID, limit: Int
  ) async throws(MnemeError) -> [Session] {
    try await read { db in
      let rows = try db.rows(
        """
        SELECT \(Columns.session) FROM sessions
        WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND last_activity_at >= ?2 AND started_at < ?3
          AND (?4 OR archived_at IS NULL)
          AND (?5 IS NULL OR instr(swiftLowercaseString(title), ?5) > 0 OR (digest IS NOT NULL AND EXISTS (
            SELECT 1 FROM json_tree(digest) part
            WHERE part.type = 'text' AND (part.path = '$.topics' OR part.fullkey IN ('$.title', '$.summary'))
              AND instr(swiftLowercaseString(part.value), ?5) > 0)))
        ORDER BY last_activity_at DESC, id DESC LIMIT ?6
        """,
        [
          space.rawValue, from?.milliseconds ?? Int64.min, to?.milliseconds ?? Int64.max, includeArchived,
          text?.lowercased(),
          max(0, limit),
        ])
      var result: [Session] = []
      while let row = try rows.next() { result.append(try Columns.session(row, space)) }
      return result
    }
  }

  package func archiveSessions(idleSince: Date) async throws(MnemeError) -> Int {
    let now = clock.now().milliseconds
    return try await writer.write(rows: 1) { db in
      try db.run(
        """
        UPDATE sessions SET archived_at = ?
        WHERE ended_at IS NOT NULL AND archived_at IS NULL AND last_activity_at < ?
        """, [now, idleSince.milliseconds])
      return db.changesCount
    }
  }

  package func statistics(of space: SpaceID) async throws(MnemeError) -> SpaceStatistics {
    try await read { db in
      let row = try db.firstRow(
        """
        WITH s AS (SELECT coalesce((SELECT key FROM spaces WHERE id = ?1), -1) AS key),
        kinds AS (
          SELECT m.kind AS kind, count(*) AS total, count(*) FILTER (WHERE \(Columns.activeMemory)) AS active,
            count(*) FILTER (WHERE \(Columns.activeMemory) AND m.pinned) AS pinned,
            count(*) FILTER (WHERE m.awaits_approval AND m.retired_at IS NULL) AS inbox
          FROM memories m, s WHERE m.space = s.key GROUP BY m.kind)
        SELECT
          (SELECT count(*) FROM sessions x WHERE x.space = s.key),
          (SELECT count(*) FROM sessions x WHERE x.space = s.key AND x.ended_at IS NULL),
          (SELECT count(*) FROM sessions x WHERE x.space = s.key AND x.archived_at IS NOT NULL),
          (SELECT count(*) FROM messages x WHERE x.space = s.key),
          (SELECT coalesce(sum(total), 0) FROM kinds), (SELECT coalesce(sum(active), 0) FROM kinds),
          (SELECT coalesce(sum(pinned), 0) FROM kinds), (SELECT coalesce(sum(inbox), 0) FROM kinds),
          (SELECT json_group_object(kind, active) FROM kinds WHERE active > 0),
          (SELECT count(*) FROM entities x WHERE x.space = s.key),
          (SELECT count(*) FROM relations x WHERE x.space = s.key),
          (SELECT count(*) FROM message_vectors x WHERE x.space = s.key)
            + (SELECT count(*) FROM memory_vectors x WHERE x.space = s.key),
          (SELECT count(*) FROM jobs x WHERE x.space = s.key)
            + (SELECT count(*) FROM deferred_jobs x WHERE x.space = s.key AND x.due_at IS NOT NULL),
          (SELECT count(*) FROM deferred_jobs x WHERE x.space = s.key AND x.due_at IS NULL),
          (SELECT min(started_at) FROM sessions x WHERE x.space = s.key AND x.message_count > 0),
          (SELECT max(last_activity_at) FROM sessions x WHERE x.space = s.key AND x.message_count > 0)
        FROM s
        """, [space.rawValue])
      guard let row else { throw MnemeError(.internal, "The space's sizes cannot be read.") }
      return SpaceStatistics(
        sessions: row[0], openSessions: row[1], archivedSessions: row[2], messages: row[3], memories: row[4],
        activeMemories: row[5], pinnedMemories: row[6], inboxMemories: row[7],
        memoriesByKind: try JSONText.decode(row[8], as: [String: Int].self), entities: row[9], relations: row[10],
        vectors: row[11], waitingJobs: row[12], failedJobs: row[13], firstMessageAt: Columns.date(row[14]),
        lastMessageAt: Columns.date(row[15]))
    }
  }
}
