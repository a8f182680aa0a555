import Foundation
import GRDB
import MnemeCore

/// Access counters as an export carries them: by the id of their row.
extension Database {
  /// In the order of source and id, which is the same in every store; a position is a number of records.
  func accessRecords(_ space: SpaceID, after position: Int64, limit: Int) throws
    -> [(position: Int64, record: TransferRecord)]
  {
    let first = max(0, position)
    let rows = try rows(
      """
      SELECT a.source, a.ordinal, coalesce(m.id, k.id), a.count, a.counted_at, a.total, a.last_access,
        (SELECT json_group_array(channel) FROM (
          SELECT channel FROM access_channels c
          WHERE c.space = a.space AND c.source = a.source AND c.ordinal = a.ordinal ORDER BY channel))
      FROM access_items a
        LEFT JOIN messages m ON a.source = 0 AND m.ordinal = a.ordinal
        LEFT JOIN memories k ON a.source = 1 AND k.ordinal = a.ordinal
      WHERE a.space = (SELECT key FROM spaces WHERE id = ?) AND coalesce(m.id, k.id) IS NOT NULL
      ORDER BY a.source, coalesce(m.id, k.id) LIMIT ? OFFSET ?
      """, [space.rawValue, limit, first])
    var result: [(position: Int64, record: TransferRecord)] = []
    while let row = try rows.next() {
      result.append(
        (
          first + Int64(result.count) + 1,
          .access(
            ItemAccessRecord(
              source: row[0] as Int == 0 ? .message : .memory, id: row[2], count: row[3],
              countedAt: Date(milliseconds: row[4]), total: row[5], lastAccess: Date(milliseconds: row[6]),
              channels: try JSONList.decode(row[7])))
        ))
    }
    return result
  }

  /// False when the row is not there or has a counter already.
  func insert(_ access: ItemAccessRecord, space: Int64) throws -> Bool {
    let table = access.source == .message ? "messages" : "memories"
    guard let ordinal = try integer("SELECT ordinal FROM \(table) WHERE space = ? AND id = ?", [space, access.id])
    else {
      return false
    }
    guard access.count > 0, access.count.isFinite, access.total > 0 else {
      throw MnemeError(.invalidInput, "A count of accesses is more than 0.")
    }
    try run(
      """
      INSERT INTO access_items (space, source, ordinal, count, counted_at, total, last_access)
      VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """,
      [
        space, access.source.code, ordinal, access.count, access.countedAt.milliseconds, access.total,
        access.lastAccess.milliseconds,
      ])
    guard changesCount > 0 else { return false }
    for channel in access.channels.prefix(AccessLimits.channelsPerItem) {
      try run(
        "INSERT OR IGNORE INTO access_channels (space, source, ordinal, channel) VALUES (?, ?, ?, ?)",
        [space, access.source.code, ordinal, channel])
    }
    return true
  }
}
