import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: VectorStore {
  /// Rows of one statement.
  private static let vectorsAtOnce = 32

  package func put(_ rows: [VectorRow], model: String, in space: SpaceID, finishing: [Int64])
    async throws(MnemeError)
  {
    _ = try model.checkedName("A model id")
    for row in rows {
      guard row.dimension > 0, !row.values.isEmpty, row.values.count % row.dimension == 0 else {
        throw MnemeError(
          .invalidInput, "A row of vectors holds a positive multiple of its dimension in values.")
      }
      guard row.values.allSatisfy(\.isFinite) else {
        throw MnemeError(.invalidInput, "A vector holds a value that is not a finite number.")
      }
    }
    let claims = claims(of: finishing)
    try await writer.write(rows: rows.count + finishing.count) { db in
      if !rows.isEmpty, let spaceKey = try db.key(of: space) {
        let modelKey = try db.makeKey(ofModel: model)
        for (source, rows) in Dictionary(grouping: rows, by: \.key.source) {
          for start in stride(from: 0, to: rows.count, by: Self.vectorsAtOnce) {
            try db.put(
              rows[start..<min(start + Self.vectorsAtOnce, rows.count)], VectorTable(source), modelKey, spaceKey)
          }
        }
      }
      try db.finishJobs(claims)
    }
    release(finishing)
  }

  package func vectors(
    of source: ItemSource, model: String, in space: SpaceID, after ordinal: Int64, limit: Int
  ) async throws(MnemeError) -> [VectorRow] {
    let table = VectorTable(source)
    return try await read { db in
      let rows = try db.rows(
        """
        SELECT v.ordinal, v.dimension, v.chunks FROM \(table.vectors) v
        WHERE v.space = (SELECT key FROM spaces WHERE id = ?1)
          AND v.model = (SELECT key FROM embedding_models WHERE name = ?2) AND v.ordinal > ?3
          AND \(table.active)
        ORDER BY v.ordinal LIMIT ?4
        """, [space.rawValue, model, ordinal, max(0, limit)])
      return try Self.vectorRows(rows, of: source)
    }
  }

  package func vectors(of source: ItemSource, model: String, in space: SpaceID, ordinals: [Int64])
    async throws(MnemeError) -> [VectorRow]
  {
    if ordinals.isEmpty { return [] }
    let table = VectorTable(source)
    let found = try await read { db in
      let rows = try db.rows(
        """
        SELECT v.ordinal, v.dimension, v.chunks FROM \(table.vectors) v
        WHERE v.ordinal IN (SELECT value FROM json_each(?3))
          AND +v.space = (SELECT key FROM spaces WHERE id = ?1)
          AND +v.model = (SELECT key FROM embedding_models WHERE name = ?2) AND \(table.active)
        """, [space.rawValue, model, JSONList.encode(ordinals)])
      return try Self.vectorRows(rows, of: source)
    }
    return Self.ordered(found, by: \.key.ordinal, as: ordinals)
  }

  package func vectorOrdinals(
    of source: ItemSource, model: String, in space: SpaceID, after ordinal: Int64, limit: Int
  ) async throws(MnemeError) -> [Int64] {
    let table = VectorTable(source)
    return try await read { db in
      // The index holds all that is asked for; the table would drag every vector through memory.
      let rows = try db.rows(
        """
        SELECT v.ordinal FROM \(table.vectors) v INDEXED BY \(table.vectors)_by_model
        WHERE v.space = (SELECT key FROM spaces WHERE id = ?1)
          AND v.model = (SELECT key FROM embedding_models WHERE name = ?2) AND v.ordinal > ?3
          AND \(table.active)
        ORDER BY v.ordinal LIMIT ?4
        """, [space.rawValue, model, ordinal, max(0, limit)])
      var result: [Int64] = []
      while let row = try rows.next() { result.append(row[0]) }
      return result
    }
  }

  private static func vectorRows(_ rows: RowCursor, of source: ItemSource) throws -> [VectorRow] {
    var result: [VectorRow] = []
    while let row = try rows.next() {
      let values = try row.withUnsafeData(atIndex: 2) { VectorBytes.decode($0 ?? Data()) }
      result.append(VectorRow(key: ItemKey(source, row[0]), dimension: row[1], values: values))
    }
    return result
  }

  package func vectorCount(model: String, in space: SpaceID) async throws(MnemeError) -> Int {
    try await read { db in
      let count = { (table: String) in
        """
        SELECT coalesce(sum(length(chunks) / (4 * dimension)), 0) FROM \(table)
        WHERE space = (SELECT key FROM spaces WHERE id = ?1)
          AND model = (SELECT key FROM embedding_models WHERE name = ?2)
        """
      }
      return Int(
        try db.integer(
          "SELECT (\(count("message_vectors"))) + (\(count("memory_vectors")))",
          [space.rawValue, model]) ?? 0)
    }
  }
}

/// The two tables of vectors and the rows they belong to.
private struct VectorTable {
  let vectors: String
  let owners: String
  /// Condition on `v`.
  let active: String

  init(_ source: ItemSource) {
    switch source {
    case .message:
      vectors = "message_vectors"
      owners = "messages"
      active = "true"
    case .memory:
      vectors = "memory_vectors"
      owners = "memories"
      active = """
        EXISTS (SELECT 1 FROM memories m
          WHERE m.ordinal = v.ordinal AND \(Columns.activeMemory))
        """
    }
  }
}

/// Vectors as blobs: little-endian Float32.
private enum VectorBytes {
  static func encode(_ values: [Float]) -> Data {
    #if _endian(little)
      values.withUnsafeBytes { Data($0) }
    #else
      values.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Data($0) }
    #endif
  }

  static func decode(_ bytes: Data) -> [Float] {
    let count = bytes.count / MemoryLayout<Float>.size
    let values = [Float](unsafeUninitializedCapacity: count) { buffer, used in
      used = bytes.copyBytes(to: UnsafeMutableRawBufferPointer(buffer)) / MemoryLayout<Float>.size
    }
    #if _endian(little)
      return values
    #else
      return values.map { Float(bitPattern: UInt32(littleEndian: $0.bitPattern)) }
    #endif
  }
}

extension Database {
  /// Selecting from the owners' table skips rows that are gone and rows of another space.
  fileprivate func put(_ rows: ArraySlice<VectorRow>, _ table: VectorTable, _ model: Int64, _ space: Int64) throws {
    var arguments = StatementArguments()
    for row in rows { arguments += [row.key.ordinal, row.dimension, VectorBytes.encode(row.values)] }
    try run(
      """
      WITH v (ordinal, dimension, chunks) AS (VALUES \(Array(repeating: "(?, ?, ?)", count: rows.count).joined(separator: ", ")))
      INSERT INTO \(table.vectors) (ordinal, space, model, dimension, chunks)
      SELECT o.ordinal, o.space, ?, v.dimension, v.chunks FROM v CROSS JOIN \(table.owners) o ON o.ordinal = v.ordinal
      WHERE o.space = ?
      ON CONFLICT (ordinal) DO UPDATE SET
        model = excluded.model, dimension = excluded.dimension, chunks = excluded.chunks
      """, arguments + [model, space])
  }

  func makeKey(ofModel name: String) throws -> Int64 {
    if let key = try integer("SELECT key FROM embedding_models WHERE name = ?", [name]) { return key }
    try run("INSERT INTO embedding_models (name) VALUES (?)", [name])
    return lastInsertedRowID
  }
}
