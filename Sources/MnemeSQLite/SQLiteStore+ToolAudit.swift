package import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: ToolAuditStore {
  package func append(_ entries: [ToolAuditEntry]) async throws(MnemeError) {
    guard !entries.isEmpty else { return }
    try await writer.write(rows: entries.count) { db in
      for entry in entries {
        try db.run(
          """
          INSERT OR REPLACE INTO tool_audit
            (space, at, id, caller, session, tool, decision, reason, outcome, code, duration_ms, digest)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
          [
            try db.makeKey(of: entry.space), entry.at.milliseconds, entry.id, entry.caller, entry.session, entry.tool,
            entry.decision.rawValue, entry.reason, entry.outcome?.rawValue, entry.code?.rawValue, entry.milliseconds,
            entry.digest,
          ])
      }
    }
  }

  package func auditEntries(_ search: ToolAuditSearch, in space: SpaceID) async throws(MnemeError) -> [ToolAuditEntry] {
    try await read { db in
      let rows = try db.rows(
        """
        SELECT at, id, caller, session, tool, decision, reason, outcome, code, duration_ms, digest FROM tool_audit
        WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND at >= ?2 AND at < ?3 AND (?4 IS NULL OR tool = ?4)
        ORDER BY at DESC, id DESC LIMIT ?5
        """,
        [
          space.rawValue, search.from?.milliseconds ?? Int64.min, search.to?.milliseconds ?? Int64.max, search.tool,
          max(0, search.limit),
        ])
      var result: [ToolAuditEntry] = []
      while let row = try rows.next() {
        result.append(
          ToolAuditEntry(
            id: row[1], space: space, at: Date(milliseconds: row[0]), caller: row[2], session: row[3], tool: row[4],
            decision: try Columns.value(row[5], ToolAuditEntry.Decision.init(rawValue:)), reason: row[6],
            outcome: (row[7] as String?).flatMap(MemoryEvent.ToolOutcome.init(rawValue:)),
            code: (row[8] as String?).flatMap(ToolErrorCode.init(rawValue:)), milliseconds: row[9], digest: row[10]))
      }
      return result
    }
  }

  package func removeAuditEntries(before: Date) async throws(MnemeError) -> Int {
    try await writer.write(rows: 1) { db in
      try db.run("DELETE FROM tool_audit WHERE at < ?", [before.milliseconds])
      return db.changesCount
    }
  }
}
