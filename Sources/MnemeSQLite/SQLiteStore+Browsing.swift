package import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: MemoryBrowsing {
  package func memories(matching filter: MemoryFilter, in space: SpaceID, before: Int64?, limit: Int)
    async throws(MnemeError) -> [Memory]
  {
    let active = filter.includeInactive ? "true" : Columns.activeMemory
    return try await read { db in
      try db.memories(
        space,
        """
        m.ordinal < ?2 AND \(active) AND m.valid_from >= ?4 AND m.valid_from < ?5
          AND (?6 IS NULL OR m.kind IN (SELECT value FROM json_each(?6)))
          AND (?7 IS NULL OR m.trust IN (SELECT value FROM json_each(?7)))
          AND (?8 IS NULL OR m.pinned = ?8)
          AND (?9 IS NULL OR instr(swiftLowercaseString(CAST(m.text AS TEXT)), ?9) > 0)
        ORDER BY m.ordinal DESC LIMIT ?3
        """,
        [
          space.rawValue, before ?? Int64.max, max(0, limit), filter.from?.milliseconds ?? Int64.min,
          filter.to?.milliseconds ?? Int64.max, try Self.list(filter.kinds.map(\.rawValue)),
          try Self.list(filter.trusts.map(\.rawValue)), filter.isPinned, filter.text?.lowercased(),
        ])
    }
  }

  private static func list(_ names: [String]) throws -> String? {
    names.isEmpty ? nil : try JSONList.encode(names.sorted())
  }

  package func timeline(of space: SpaceID, from: Date?, to: Date?) async throws(MnemeError) -> [TimelineDay] {
    try await read { db in
      let rows = try db.rows(
        """
        WITH s AS (SELECT key FROM spaces WHERE id = ?1), days (day, memories, messages) AS (
          SELECT valid_from / 86400000, 1, 0 FROM memories WHERE space IN s AND valid_from >= ?2 AND valid_from < ?3
          UNION ALL
          SELECT created_at / 86400000, 0, 1 FROM messages WHERE space IN s AND created_at >= ?2 AND created_at < ?3)
        SELECT day, sum(memories), sum(messages) FROM days GROUP BY day ORDER BY day
        """, [space.rawValue, from?.milliseconds ?? Int64.min, to?.milliseconds ?? Int64.max])
      var result: [TimelineDay] = []
      while let row = try rows.next() {
        let day: Int64 = row[0]
        result.append(
          TimelineDay(day: Date(milliseconds: day * 86_400_000), memories: row[1], messages: row[2]))
      }
      return result
    }
  }
}
