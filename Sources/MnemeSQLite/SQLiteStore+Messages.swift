import Foundation
import GRDB
package import MnemeCore
import Synchronization

extension SQLiteStore: MessageStore {
  package func append(_ messages: [NewMessage], channel: String) async throws(MnemeError)
    -> [AppendOutcome]
  {
    if messages.isEmpty { return [] }
    for message in messages {
      _ = try message.id.checkedName("A message id")
      _ = try message.session.checkedName("A session id")
      _ = try message.externalID?.checkedName("An external id")
    }
    let queuedAt = clock.now().milliseconds
    let outcomes = try await writer.write(rows: messages.count) { db in
      var append = Append(db: db, channel: channel, queuedAt: queuedAt)
      return try append.run(messages)
    }
    if let newest = outcomes.lazy.filter(\.appended).map(\.message.ordinal).max() {
      lexiconProgress.withLock { $0.newest = max($0.newest, newest) }
    }
    return outcomes
  }

  package func messages(ids: [String], in space: SpaceID) async throws(MnemeError) -> [Message] {
    if ids.isEmpty { return [] }
    let found = try await read { db in
      try db.messages(
        space, "m.id IN (SELECT value FROM json_each(?2))", [space.rawValue, JSONList.encode(ids)])
    }
    return Self.ordered(found, by: \.id, as: ids)
  }

  package func messages(ordinals: [Int64], in space: SpaceID) async throws(MnemeError) -> [Message] {
    if ordinals.isEmpty { return [] }
    let found = try await read { db in
      try db.messages(
        space, "m.ordinal IN (SELECT value FROM json_each(?2))",
        [space.rawValue, JSONList.encode(ordinals)])
    }
    return Self.ordered(found, by: \.ordinal, as: ordinals)
  }

  package func messages(session: String, in space: SpaceID, before ordinal: Int64?, limit: Int)
    async throws(MnemeError) -> [Message]
  {
    let newestFirst = try await read { db in
      try db.messages(
        space,
        """
        m.ordinal IN (
          SELECT ordinal FROM (
            SELECT x.ordinal FROM messages x
            WHERE x.space = (SELECT key FROM spaces WHERE id = ?1) AND x.session = ?2 AND x.ordinal < ?3
            ORDER BY x.ordinal DESC LIMIT ?4)
          UNION ALL
          SELECT ordinal FROM (\(Self.beforeBranch)))
        ORDER BY m.ordinal DESC LIMIT ?4
        """,
        [space.rawValue, session, ordinal ?? Int64.max, max(0, limit)])
    }
    return newestFirst.reversed()
  }

  /// The messages of the conversations that this one branches off, each up to its branch; none for nearly every one.
  private static let beforeBranch = """
    WITH RECURSIVE line (session, below) AS (
      SELECT f.session, min(?3, f.ordinal + 1) FROM sessions s JOIN messages f ON f.space = s.space AND f.id = s.branch_of
      WHERE s.space = (SELECT key FROM spaces WHERE id = ?1) AND s.id = ?2
      UNION
      SELECT f.session, min(line.below, f.ordinal + 1)
      FROM line JOIN sessions s ON s.space = (SELECT key FROM spaces WHERE id = ?1) AND s.id = line.session
      JOIN messages f ON f.space = s.space AND f.id = s.branch_of)
    SELECT x.ordinal FROM line JOIN messages x
      ON x.space = (SELECT key FROM spaces WHERE id = ?1) AND x.session = line.session AND x.ordinal < line.below
    ORDER BY x.ordinal DESC LIMIT ?4
    """

  package func messages(pathHashes: [String], in space: SpaceID) async throws(MnemeError) -> [Message] {
    if pathHashes.isEmpty { return [] }
    return try await read { db in
      // The sign keeps the planner from walking the space in order of arrival to save a sort of a few rows.
      try db.messages(
        space, "m.path_hash IN (SELECT value FROM json_each(?2)) ORDER BY +m.ordinal DESC",
        [space.rawValue, JSONList.encode(pathHashes)])
    }
  }

  package func outline(of space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError)
    -> [MessageOutline]
  {
    try await read { db in
      let rows = try db.rows(
        """
        SELECT m.ordinal, m.session, m.speaker, m.role, m.created_at
        FROM messages m INDEXED BY messages_by_space
        WHERE m.space = (SELECT key FROM spaces WHERE id = ?) AND m.ordinal > ?
        ORDER BY m.ordinal LIMIT ?
        """, [space.rawValue, ordinal, max(0, limit)])
      var result: [MessageOutline] = []
      while let row = try rows.next() {
        result.append(
          MessageOutline(
            ordinal: row[0], session: row[1], speaker: row[2], role: try Columns.role(row[3]),
            createdAt: Date(milliseconds: row[4])))
      }
      return result
    }
  }

  package func texts(of space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [ItemText] {
    try await read { db in
      let rows = try db.rows(
        """
        SELECT m.ordinal, m.text FROM messages m INDEXED BY messages_by_space
        WHERE m.space = (SELECT key FROM spaces WHERE id = ?) AND m.ordinal > ? ORDER BY m.ordinal LIMIT ?
        """, [space.rawValue, ordinal, max(0, limit)])
      var result: [ItemText] = []
      while let row = try rows.next() {
        result.append(ItemText(ordinal: row[0], text: StoredText.decode(row, 1)))
      }
      return result
    }
  }

  /// `found` in the order of `keys`; keys without a row are left out.
  static func ordered<Row, Key: Hashable>(_ found: [Row], by key: KeyPath<Row, Key>, as keys: [Key])
    -> [Row]
  {
    let rows = Dictionary(found.map { ($0[keyPath: key], $0) }, uniquingKeysWith: { first, _ in first })
    return keys.compactMap { rows[$0] }
  }
}

extension Database {
  /// Messages of a space that satisfy `condition`; `?1` is the space.
  func messages(_ space: SpaceID, _ condition: String, _ arguments: StatementArguments) throws -> [Message] {
    let rows = try rows(
      """
      SELECT \(Columns.message) FROM messages m
      WHERE m.space = (SELECT key FROM spaces WHERE id = ?1) AND \(condition)
      """, arguments)
    var result: [Message] = []
    while let row = try rows.next() { result.append(try Columns.message(row, space)) }
    return result
  }
}
