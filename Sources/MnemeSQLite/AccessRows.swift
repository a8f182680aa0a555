import Foundation
import GRDB
import MnemeCore

/// A batch of accesses as parameters: one JSON list for each table.
struct AccessRows: Sendable {
  let at: Int64
  /// Milliseconds.
  let itemHalfLife: Double
  let hourHalfLife: Double
  private(set) var items = JSONRows()
  private(set) var channels = JSONRows()
  private(set) var hours = JSONRows()

  init(_ batch: AccessBatch) {
    at = batch.at.milliseconds
    itemHalfLife = batch.itemHalfLife * 1000
    hourHalfLife = batch.hourHalfLife * 1000
    for item in batch.items {
      let (space, source) = (item.space.rawValue, item.key.source.code)
      items.add(
        .text(space), .integer(source), .integer(item.key.ordinal), .real(item.count),
        .integer(Int64(item.total)), .integer(item.lastAccess.milliseconds))
      for channel in item.channels {
        channels.add(
          .text(space), .integer(source), .integer(item.key.ordinal), .text(StoredName.encode(channel)))
      }
    }
    for hour in batch.hours {
      hours.add(.text(hour.space.rawValue), .integer(Int64(hour.hour)), .real(hour.count))
    }
  }
}

extension ItemSource {
  /// In tables that hold items of both sources.
  var code: Int64 {
    switch self {
    case .message: 0
    case .memory: 1
    }
  }

  init(code: Int64) { self = code == 0 ? .message : .memory }
}

extension Database {
  /// Adds decayed counts, one statement for each list. Items that are not there (any more) are skipped.
  func add(_ rows: AccessRows) throws {
    if !rows.items.isEmpty { try run(Self.addItems, [rows.items.text, rows.at, rows.itemHalfLife]) }
    if !rows.channels.isEmpty { try run(Self.addChannels, [rows.channels.text, AccessLimits.channelsPerItem]) }
    if !rows.hours.isEmpty { try run(Self.addHours, [rows.hours.text, rows.at, rows.hourHalfLife]) }
  }

  /// Not a join: the planner reads a table to its end when its statistics are from a time when it had a row or two.
  private static let spaceKey = "(SELECT key FROM spaces WHERE id = d.space)"

  private static let addItems = """
    INSERT INTO access_items (space, source, ordinal, count, counted_at, total, last_access)
    SELECT \(spaceKey), d.source, d.ordinal, d.count, ?2, d.total, d.last_access
    FROM \(JSONRows.table("space", "source", "ordinal", "count", "total", "last_access")) d
    WHERE CASE d.source
      WHEN 0 THEN EXISTS (SELECT 1 FROM messages m WHERE m.ordinal = d.ordinal AND m.space = \(spaceKey))
      ELSE EXISTS (SELECT 1 FROM memories m WHERE m.ordinal = d.ordinal AND m.space = \(spaceKey)) END
    ON CONFLICT (space, source, ordinal) DO UPDATE SET \(decayedSum),
      total = total + excluded.total, last_access = max(last_access, excluded.last_access)
    """

  /// Channels join an item while there is room; those it has stay.
  private static let addChannels = """
    INSERT INTO access_channels (space, source, ordinal, channel)
    SELECT space, source, ordinal, channel FROM (
      SELECT i.space, i.source, i.ordinal, d.channel,
        row_number() OVER (PARTITION BY i.space, i.source, i.ordinal ORDER BY d.channel) + (
          SELECT count(*) FROM access_channels c
          WHERE c.space = i.space AND c.source = i.source AND c.ordinal = i.ordinal) AS place
      FROM (SELECT DISTINCT * FROM \(JSONRows.table("space", "source", "ordinal", "channel"))) d
        CROSS JOIN access_items i ON i.space = \(spaceKey) AND i.source = d.source AND i.ordinal = d.ordinal
      WHERE NOT EXISTS (
        SELECT 1 FROM access_channels c
        WHERE c.space = i.space AND c.source = i.source AND c.ordinal = i.ordinal AND c.channel = d.channel))
    WHERE place <= ?2
    """

  private static let addHours = """
    INSERT INTO access_hours (space, hour, count, counted_at)
    SELECT \(spaceKey), d.hour, d.count, ?2
    FROM \(JSONRows.table("space", "hour", "count")) d WHERE \(spaceKey) IS NOT NULL
    ON CONFLICT (space, hour) DO UPDATE SET \(decayedSum)
    """

  /// Both counts at the later of their times; `?3` is the half-life in milliseconds.
  private static let decayedSum = """
    count = count * pow(2.0, (counted_at - max(counted_at, excluded.counted_at)) / ?3)
      + excluded.count * pow(2.0, (excluded.counted_at - max(counted_at, excluded.counted_at)) / ?3),
    counted_at = max(counted_at, excluded.counted_at)
    """

  /// - Parameters:
  ///   - space: the small key of the space.
  ///   - halfLife: seconds.
  func accessItems(in space: Int64, limit: Int, halfLife: Double) throws -> [ItemAccess] {
    // The order of decayed counts at any time (see `AccessStore`): nothing is decayed to be compared.
    let rows = try rows(
      """
      SELECT i.source, i.ordinal, i.count, i.counted_at, i.total, i.last_access, c.channel
      FROM (
        SELECT space, source, ordinal, count, counted_at, total, last_access, log2(count) + counted_at / ?3 AS weight
        FROM access_items WHERE space = ?1 ORDER BY weight DESC, source, ordinal LIMIT ?2) i
      LEFT JOIN access_channels c ON c.space = i.space AND c.source = i.source AND c.ordinal = i.ordinal
      ORDER BY i.weight DESC, i.source, i.ordinal, c.channel
      """, [space, limit, halfLife * 1000])
    var found: [ItemAccess] = []
    var channels: [[String]] = []
    while let row = try rows.next() {
      let key = ItemKey(ItemSource(code: row[0]), row[1])
      if found.last?.key != key {
        found.append(
          ItemAccess(
            key: key, count: row[2], countedAt: Date(milliseconds: row[3]), total: row[4],
            lastAccess: Date(milliseconds: row[5]), channels: []))
        channels.append([])
      }
      if let channel: String = row[6] { channels[channels.count - 1].append(StoredName.decode(channel)) }
    }
    return zip(found, channels).map { item, channels in
      ItemAccess(
        key: item.key, count: item.count, countedAt: item.countedAt, total: item.total, lastAccess: item.lastAccess,
        channels: channels)
    }
  }

  func accessHours(in space: Int64) throws -> [HourAccess] {
    let rows = try rows("SELECT hour, count, counted_at FROM access_hours WHERE space = ? ORDER BY hour", [space])
    var result: [HourAccess] = []
    while let row = try rows.next() {
      result.append(HourAccess(hour: row[0], count: row[1], countedAt: Date(milliseconds: row[2])))
    }
    return result
  }
}
