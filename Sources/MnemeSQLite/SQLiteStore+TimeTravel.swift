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

  package func silencedMessages(in space: SpaceID) async throws(MnemeError) -> [Int64] {
    try await read { db in
      let rows = try db.rows(
        """
        SELECT DISTINCT m.ordinal
        FROM memories k JOIN memory_sources s ON s.memory = k.ordinal
          JOIN messages m ON m.space = k.space AND m.id = s.message
        WHERE k.space = (SELECT key FROM spaces WHERE id = ?) AND (k.retired_at IS NOT NULL OR k.awaits_approval = 1)
          AND NOT EXISTS (
          SELECT 1 FROM memory_sources o JOIN memories l ON l.ordinal = o.memory
          WHERE o.message = s.message AND l.space = k.space AND l.retired_at IS NULL AND l.awaits_approval = 0)
        ORDER BY m.ordinal
        """, [space.rawValue])
      var result: [Int64] = []
      while let row = try rows.next() { result.append(row[0]) }
      return result
    }
  }

  package func localOnlyItems(in space: SpaceID) async throws(MnemeError) -> Set<String> {
    try await read { db in
      let rows = try db.rows(
        """
        WITH kept AS (
          SELECT ordinal, id FROM memories WHERE space = (SELECT key FROM spaces WHERE id = ?) AND local_only = 1)
        SELECT id FROM kept
        UNION ALL SELECT s.message FROM kept JOIN memory_sources s ON s.memory = kept.ordinal
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
