import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: MemoryArchive {
  package func memories(asOf: AsOf, in space: SpaceID, before: Int64?, limit: Int) async throws(MnemeError)
    -> [Memory]
  {
    if limit <= 0 { return [] }
    return try await readSnapshot { db in
      var result: [Memory] = []
      var last = before ?? Int64.max
      while result.count < limit {
        let page = try db.memories(
          space, "m.ordinal < ?2 AND m.recorded_at <= ?3 ORDER BY m.ordinal DESC LIMIT 200",
          [space.rawValue, last, asOf.known?.milliseconds ?? Int64.max])
        guard let end = page.last else { break }
        last = end.ordinal
        let known = try asOf.known.map { try Self.rewind(page, to: $0, space, db) } ?? page
        result += known.filter { asOf.speaks($0) }.prefix(limit - result.count)
      }
      return result
    }
  }

  package func changes(in space: SpaceID, after sequence: Int64, limit: Int) async throws(MnemeError)
    -> MemoryChanges
  {
    try await readSnapshot { db in
      let rows = try db.rows(
        """
        SELECT sequence, memory FROM ledger WHERE space = (SELECT key FROM spaces WHERE id = ?) AND sequence > ?
        ORDER BY sequence LIMIT ?
        """, [space.rawValue, sequence, max(0, limit)])
      var last = sequence
      var ids: [String] = []
      var seen: Set<String> = []
      while let row = try rows.next() {
        last = row[0]
        let id: String = row[1]
        if seen.insert(id).inserted { ids.append(id) }
      }
      let memories = try db.memories(
        space, "m.id IN (SELECT value FROM json_each(?2))", [space.rawValue, JSONList.encode(ids)])
      return MemoryChanges(memories: Self.ordered(memories, by: \.id, as: ids), sequence: last)
    }
  }

  package func inbox(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Memory] {
    try await read { db in
      try db.memories(
        space, "m.awaits_approval = 1 AND m.retired_at IS NULL ORDER BY m.ordinal DESC LIMIT ?2",
        [space.rawValue, max(0, limit)])
    }
  }

  package func outdatedMessages(in space: SpaceID) async throws(MnemeError) -> OutdatedMessages {
    try await readSnapshot { db in
      guard let key = try db.key(of: space) else { return OutdatedMessages() }
      var result = OutdatedMessages()
      // In this order: from the few memories that do not speak as they were said to their messages. Left to itself, SQLite goes through all
      // memories for each of all messages.
      let silenced = try db.rows(
        """
        WITH said AS (
          SELECT DISTINCT m.ordinal, m.id, m.session
          FROM memories k CROSS JOIN memory_sources s ON s.memory = k.ordinal
            CROSS JOIN messages m ON m.space = k.space AND m.id = s.message
          WHERE k.space = ?1 AND (k.retired_at IS NOT NULL OR k.awaits_approval = 1
              OR k.id IN (SELECT memory FROM ledger WHERE space = ?1 AND action = 'reworded'))
            AND NOT EXISTS (
              SELECT 1 FROM memory_sources o CROSS JOIN memories l ON l.ordinal = o.memory
              WHERE o.message = s.message AND l.space = k.space AND l.retired_at IS NULL AND l.awaits_approval = 0
                AND l.id NOT IN (SELECT memory FROM ledger WHERE space = ?1 AND action = 'reworded')))
        SELECT ordinal FROM said
        UNION
        SELECT r.ordinal FROM said CROSS JOIN messages r ON r.space = ?1 AND r.session = said.session
        WHERE r.parent = said.id AND r.role = 'assistant'
        """, [key])
      while let row = try silenced.next() { result.silenced.insert(row[0]) }
      // From each superseded memory to the one at the end of its line; UNION ends a circle.
      let replaced = try db.rows(
        """
        WITH RECURSIVE line (first, current, next) AS (
          SELECT ordinal, ordinal, superseded_by FROM memories
          WHERE space = ?1 AND superseded_by IS NOT NULL AND retired_at IS NULL
          UNION
          SELECT line.first, n.ordinal, n.superseded_by FROM line CROSS JOIN memories n ON n.space = ?1 AND n.id = line.next)
        SELECT m.ordinal, max(n.ordinal)
        FROM line CROSS JOIN memories n ON n.ordinal = line.current
          CROSS JOIN memory_sources s ON s.memory = line.first CROSS JOIN messages m ON m.space = ?1 AND m.id = s.message
        WHERE line.next IS NULL AND n.retired_at IS NULL AND n.awaits_approval = 0
          AND NOT EXISTS (SELECT 1 FROM memory_sources o WHERE o.memory = n.ordinal AND o.message = s.message)
        GROUP BY m.ordinal
        """, [key])
      while let row = try replaced.next() { result.replaced[row[0]] = row[1] }
      return result
    }
  }

  package func localOnlyItems(in space: SpaceID) async throws(MnemeError) -> Set<String> {
    try await read { db in
      let rows = try db.rows(
        """
        WITH kept AS (
          SELECT ordinal, id, space FROM memories
          WHERE space = (SELECT key FROM spaces WHERE id = ?) AND local_only = 1),
        said AS (SELECT kept.space, s.message FROM kept JOIN memory_sources s ON s.memory = kept.ordinal)
        SELECT id FROM kept
        UNION ALL SELECT message FROM said
        UNION ALL
        SELECT r.id FROM said CROSS JOIN messages q ON q.space = said.space AND q.id = said.message
          CROSS JOIN messages r ON r.space = q.space AND r.session = q.session
        WHERE r.parent = q.id AND r.role = 'assistant'
        """, [space.rawValue])
      var result: Set<String> = []
      while let row = try rows.next() { result.insert(row[0]) }
      return result
    }
  }

  package func followMessages() async throws(MnemeError) { try await catchUpLexicon() }

  /// The memories as they were written down then: their ledger replayed up to that time. One whose record begins later,
  /// because an older program did not keep it, stands as it is.
  private static func rewind(_ memories: [Memory], to known: Date, _ space: SpaceID, _ db: Database) throws
    -> [Memory]
  {
    let entries = try db.ledger(
      space, "memory IN (SELECT value FROM json_each(?2)) ORDER BY sequence",
      [space.rawValue, JSONList.encode(memories.map(\.id))])
    let histories = Dictionary(grouping: entries, by: \.memory)
    return try memories.map { memory in
      let history = histories[memory.id] ?? []
      // Times of one millisecond belong together: an entry counts when it was made no later.
      guard history.contains(where: { $0.at > known }), let first = history.first, first.action == .added,
        !first.after.isEmpty
      else { return memory }
      var past = try Memory(id: memory.id, ordinal: memory.ordinal, space: space, fields: first.after)
      for entry in history.dropFirst() where entry.at <= known { try past.apply(entry.after) }
      return past
    }
  }
}

extension AsOf {
  /// Whether a memory, as it was known, speaks for this time.
  fileprivate func speaks(_ memory: Memory) -> Bool {
    guard let valid else { return memory.isActive }
    return memory.retiredAt == nil && !memory.awaitsApproval && memory.validFrom <= valid
      && memory.validTo.map { $0 > valid } ?? (memory.supersededBy == nil)
  }
}
