import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: RecordStore {
  private static let columns = "collection, id, owner, session, memory, created_at, document, position"

  package func put(_ records: [SurfaceRecord], in space: SpaceID) async throws(MnemeError) {
    if records.isEmpty { return }
    try await writer.write(rows: records.count) { db in
      let key = try db.makeKey(of: space)
      for record in records {
        try db.run(
          """
          INSERT INTO records (space, collection, id, owner, session, memory, created_at, document)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (space, collection, id) DO UPDATE SET owner = excluded.owner, session = excluded.session,
            memory = excluded.memory, created_at = excluded.created_at, document = excluded.document
          """,
          [
            key, record.collection, StoredName.encode(record.id), record.owner.map(StoredName.encode),
            record.session, record.memory, record.createdAt.milliseconds, StoredText.encode(record.document.text),
          ])
      }
    }
  }

  package func records(_ ids: [String], of collection: String, in space: SpaceID) async throws(MnemeError)
    -> [SurfaceRecord]
  {
    if ids.isEmpty { return [] }
    let found = try await read { db in
      try Self.records(
        db,
        """
        SELECT \(Self.columns) FROM records WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND collection = ?2
          AND id IN (SELECT value FROM json_each(?3))
        """, [space.rawValue, collection, try JSONList.encode(ids.map(StoredName.encode))])
    }
    let byID = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
    return ids.compactMap { byID[$0] }
  }

  package func records(_ query: RecordQuery, in space: SpaceID) async throws(MnemeError) -> [SurfaceRecord] {
    try await read { db in
      try Self.records(
        db,
        """
        SELECT \(Self.columns) FROM records WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND collection = ?2
          AND (?3 IS NULL OR owner = ?3) AND (?4 IS NULL OR position \(query.ascending ? ">" : "<") ?4)
        ORDER BY position \(query.ascending ? "" : "DESC") LIMIT ?5
        """,
        [space.rawValue, query.collection, query.owner.map(StoredName.encode), query.after, max(1, query.limit)])
    }
  }

  package func removeRecords(_ ids: [String], of collection: String, in space: SpaceID) async throws(MnemeError) -> Int
  {
    if ids.isEmpty { return 0 }
    return try await writer.write(rows: ids.count) { db in
      try db.run(
        """
        DELETE FROM records WHERE space = (SELECT key FROM spaces WHERE id = ?) AND collection = ?
          AND id IN (SELECT value FROM json_each(?))
        """, [space.rawValue, collection, try JSONList.encode(ids.map(StoredName.encode))])
      return db.changesCount
    }
  }

  package func removeRecords(ownedBy owner: String?, of collection: String, in space: SpaceID) async throws(MnemeError)
    -> Int
  {
    try await writer.write(rows: 1) { db in
      try db.run(
        """
        DELETE FROM records WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND collection = ?2
          AND (?3 IS NULL OR owner = ?3)
        """, [space.rawValue, collection, owner.map(StoredName.encode)])
      return db.changesCount
    }
  }

  private static func records(_ db: Database, _ sql: String, _ arguments: StatementArguments) throws -> [SurfaceRecord]
  {
    var records: [SurfaceRecord] = []
    let rows = try db.rows(sql, arguments)
    while let row = try rows.next() {
      records.append(
        SurfaceRecord(
          collection: row[0], id: StoredName.decode(row[1]), owner: (row[2] as String?).map(StoredName.decode),
          session: row[3], memory: row[4], createdAt: Date(milliseconds: row[5]),
          document: try JSONValue(parsing: StoredText.decode(row, 6)),
          position: row[7]))
    }
    return records
  }
}
