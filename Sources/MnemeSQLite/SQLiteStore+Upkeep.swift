package import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: MaintenanceStore {
  package func spaces() async throws(MnemeError) -> [SpaceID] {
    try await read { db in
      let rows = try db.rows("SELECT id FROM spaces ORDER BY id", [])
      var result: [SpaceID] = []
      while let row = try rows.next() { result.append(try SpaceID(row[0] as String)) }
      return result
    }
  }

  package func vitals(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError)
    -> [MemoryVitals]
  {
    try await read { db in
      let rows = try db.rows(
        """
        SELECT m.id, m.ordinal, m.kind, m.subject, m.attribute, m.importance, m.confidence, m.repetitions, m.recorded_at,
          m.pinned, m.preserved, m.text, EXISTS (
            SELECT 1 FROM ledger l WHERE l.space = m.space AND l.memory = m.id
              AND (l.action = 'undone' OR l.action = 'reassessed' AND l.reason <> 'consolidation'))
        FROM memories m INDEXED BY memories_active
        WHERE m.space = (SELECT key FROM spaces WHERE id = ?) AND \(Columns.activeMemory) AND m.ordinal > ?
        ORDER BY m.ordinal LIMIT ?
        """, [space.rawValue, ordinal, max(0, limit)])
      var result: [MemoryVitals] = []
      while let row = try rows.next() {
        result.append(
          MemoryVitals(
            id: row[0], ordinal: row[1], text: StoredText.decode(row, 11),
            kind: try Columns.value(row[2], MemoryKind.init(rawValue:)), subject: row[3],
            attribute: row[4], importance: row[5], confidence: row[6], repetitions: row[7],
            recordedAt: Date(milliseconds: row[8]), isPinned: row[9], isPreserved: row[10],
            isJudged: row[12]))
      }
      return result
    }
  }

  package func apply(_ plan: ConsolidationPlan, in space: SpaceID, at: Date) async throws(MnemeError)
    -> ConsolidationOutcome
  {
    if plan.isEmpty { return ConsolidationOutcome() }
    return try await writer.write(rows: 1) { db in
      guard let key = try db.key(of: space) else { return ConsolidationOutcome() }
      return try Consolidation(db: db, space: key, at: at.milliseconds).run(plan)
    }
  }

  package func compact() async throws(MnemeError) {
    do {
      try await pool.writeWithoutTransaction { db in
        let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        let free = try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
        if free * 10 > pages { try db.execute(sql: "VACUUM") }
        try db.execute(sql: "ANALYZE")
        _ = try db.checkpoint(.truncate)
      }
    } catch {
      throw StoreErrors.translate(error)
    }
  }

  package func integrityFindings() async throws(MnemeError) -> [String] { try await verifyIndexes() }
}

/// One run of consolidation inside the caller's transaction. The number of statements does not depend on the plan's size:
/// lists are JSON arrays, and what is written down is written by the statements that change.
private struct Consolidation {
  let db: Database
  let space: Int64
  let at: Int64

  func run(_ plan: ConsolidationPlan) throws -> ConsolidationOutcome {
    var outcome = ConsolidationOutcome()
    let changes =
      plan.preserve.map { "[\($0),\"preserved\",null]" } + plan.expire.map { "[\($0),\"retired\",null]" }
      + plan.reassess.map { "[\($0.ordinal),\"reassessed\",\($0.importance)]" }
    if !changes.isEmpty { try change("[" + changes.joined(separator: ",") + "]", &outcome) }
    if !plan.merge.isEmpty {
      try merge("[" + plan.merge.map { "[\($0.kept),\($0.absorbed)]" }.joined(separator: ",") + "]", &outcome)
    }
    return outcome
  }

  /// A memory is named once at most.
  private func change(_ list: String, _ outcome: inout ConsolidationOutcome) throws {
    let changes = """
      (SELECT value ->> 0 AS ordinal, value ->> 1 AS action, value ->> 2 AS importance FROM json_each(?1)) c
      """
    try db.run(
      """
      INSERT INTO ledger (space, memory, action, reason, at, text, before, after)
      SELECT ?2, m.id, c.action, CASE c.action WHEN 'retired' THEN 'expired' ELSE 'consolidation' END, ?3, m.text,
        CASE c.action WHEN 'preserved' THEN '{"preserved":false}' WHEN 'retired' THEN '{"retired_at":null}'
          ELSE json_object('importance', m.importance) END,
        CASE c.action WHEN 'preserved' THEN '{"preserved":true}' WHEN 'retired' THEN json_object('retired_at', ?3)
          ELSE json_object('importance', c.importance) END
      FROM \(changes) CROSS JOIN memories m ON m.ordinal = c.ordinal
      WHERE m.space = ?2 AND \(Columns.activeMemory)
      """, [list, space, at])
    let rows = try db.rows(
      """
      UPDATE memories AS m SET
        preserved = CASE c.action WHEN 'preserved' THEN 1 ELSE preserved END,
        retired_at = CASE c.action WHEN 'retired' THEN ?3 ELSE retired_at END,
        importance = CASE c.action WHEN 'reassessed' THEN c.importance ELSE m.importance END
      FROM \(changes) WHERE m.ordinal = c.ordinal AND m.space = ?2 AND \(Columns.activeMemory)
      RETURNING ordinal, retired_at IS NOT NULL,
        (SELECT value ->> 1 FROM json_each(?1) WHERE value ->> 0 = ordinal)
      """, [list, space, at])
    while let row = try rows.next() {
      if row[1] { outcome.silenced.append(row[0]) }
      switch row[2] as String {
      case "preserved": outcome.preserved += 1
      case "retired": outcome.expired += 1
      default: outcome.reassessed += 1
      }
    }
  }

  private func merge(_ list: String, _ outcome: inout ConsolidationOutcome) throws {
    // Pairs of which both still speak. A memory is absorbed once at most, and one that absorbs is not absorbed itself.
    let pairs = """
      (SELECT k.ordinal AS kept, k.id AS kept_id, a.ordinal AS absorbed, a.id AS absorbed_id, a.repetitions AS said,
         k.repetitions AS before, a.valid_to AS ended
       FROM json_each(?1) CROSS JOIN memories k ON k.ordinal = value ->> 0 CROSS JOIN memories a ON a.ordinal = value ->> 1
       WHERE k.space = ?2 AND a.space = ?2
         AND k.retired_at IS NULL AND k.superseded_by IS NULL AND k.awaits_approval = 0
         AND a.retired_at IS NULL AND a.superseded_by IS NULL AND a.awaits_approval = 0)
      """
    let sums = "(SELECT kept, kept_id, before, sum(said) AS said FROM \(pairs) GROUP BY kept)"
    try db.run(
      """
      INSERT INTO ledger (space, memory, action, reason, at, cause, text, before, after)
      SELECT ?2, p.absorbed_id, 'superseded', 'consolidation', ?3, p.kept_id,
        (SELECT text FROM memories WHERE ordinal = p.absorbed),
        '{"superseded_at":null,"superseded_by":null}',
        json_object('superseded_at', ?3, 'superseded_by', p.kept_id)
      FROM \(pairs) p
      UNION ALL
      SELECT ?2, g.kept_id, 'merged', 'consolidation', ?3, NULL, (SELECT text FROM memories WHERE ordinal = g.kept),
        json_object('repetitions', g.before, 'sources', (SELECT json_group_array(message) FROM
          (SELECT message FROM memory_sources WHERE memory = g.kept ORDER BY position))),
        json_object('repetitions', g.before + g.said, 'sources', (SELECT json_group_array(message) FROM (
          SELECT message FROM (
            SELECT 0 AS part, 0 AS absorbed, position, message FROM memory_sources WHERE memory = g.kept
            UNION ALL
            SELECT 1, p.absorbed, s.position, s.message FROM \(pairs) p JOIN memory_sources s ON s.memory = p.absorbed
            WHERE p.kept = g.kept)
          GROUP BY message ORDER BY min(part), min(absorbed), min(position))))
      FROM \(sums) g
      """, [list, space, at])
    try db.run(
      """
      INSERT INTO memory_sources (memory, position, message)
      SELECT p.kept,
        (SELECT coalesce(max(position), -1) FROM memory_sources WHERE memory = p.kept)
          + row_number() OVER (PARTITION BY p.kept ORDER BY p.absorbed, s.position),
        s.message
      FROM \(pairs) p JOIN memory_sources s ON s.memory = p.absorbed WHERE true
      ON CONFLICT DO NOTHING
      """, [list, space])
    try db.run(
      """
      UPDATE memories AS m SET repetitions = m.repetitions + g.said FROM \(sums) g WHERE m.ordinal = g.kept
      """, [list, space])
    let rows = try db.rows(
      """
      UPDATE memories AS m SET superseded_by = p.kept_id, superseded_at = ?3 FROM \(pairs) p WHERE m.ordinal = p.absorbed
      RETURNING ordinal
      """, [list, space, at])
    while let row = try rows.next() {
      outcome.silenced.append(row[0])
      outcome.merged += 1
    }
  }
}
