import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: AccessStore {
  /// Hours of a space that holds nothing are skipped like items that do not exist: a question alone makes no space.
  package func add(_ batch: AccessBatch) async throws(MnemeError) {
    try Self.check(batch)
    if batch.items.isEmpty, batch.hours.isEmpty { return }
    let rows = AccessRows(batch)
    try await writer.write(rows: batch.items.count + batch.hours.count) { db in try db.add(rows) }
  }

  package func accesses(in space: SpaceID, limit: Int, halfLife: Double) async throws(MnemeError) -> SpaceAccesses {
    try Self.check(halfLife)
    return try await readSnapshot { db in
      guard let key = try db.key(of: space) else { return SpaceAccesses(items: [], hours: []) }
      return SpaceAccesses(
        items: try db.accessItems(in: key, limit: max(0, limit), halfLife: halfLife), hours: try db.accessHours(in: key)
      )
    }
  }

  package func removeAccesses(of items: [ItemKey], in space: SpaceID) async throws(MnemeError) {
    if items.isEmpty { return }
    try await writer.write(rows: items.count) { db in
      guard let key = try db.key(of: space) else { return }
      try db.removeAccesses(of: items, space: key)
    }
  }

  package func removeAccesses(of space: SpaceID) async throws(MnemeError) {
    try await writer.write(rows: 1) { db in
      guard let key = try db.key(of: space) else { return }
      try db.removeAccesses(ofSpace: key)
    }
  }

  private static func check(_ batch: AccessBatch) throws(MnemeError) {
    try check(batch.itemHalfLife)
    try check(batch.hourHalfLife)
    let isValid =
      batch.items.allSatisfy { $0.count > 0 && $0.count.isFinite && $0.total > 0 }
      && batch.hours.allSatisfy { $0.count > 0 && $0.count.isFinite && (0..<24).contains($0.hour) }
    guard isValid else {
      throw MnemeError(.invalidInput, "Counts of accesses are more than 0, and hours are 0 to 23.")
    }
  }

  private static func check(_ halfLife: Double) throws(MnemeError) {
    guard halfLife > 0, halfLife.isFinite else {
      throw MnemeError(.invalidInput, "A half-life is more than 0 seconds.")
    }
  }
}

extension Database {
  /// Removes the counters of items that are being erased, inside the caller's transaction; one statement. Unknown items
  /// are no error.
  /// - Parameter space: the small key of the space.
  func removeAccesses(of keys: [ItemKey], space: Int64) throws {
    var rows = JSONRows()
    for key in keys { rows.add(.integer(key.source.code), .integer(key.ordinal)) }
    if rows.isEmpty { return }
    try run(
      "DELETE FROM access_items WHERE space = ?2 AND (source, ordinal) IN \(JSONRows.table("source", "ordinal"))",
      [rows.text, space])
  }

  /// Removes all counters of a space, inside the caller's transaction.
  /// - Parameter space: the small key of the space.
  func removeAccesses(ofSpace space: Int64) throws {
    try run("DELETE FROM access_items WHERE space = ?", [space])
    try run("DELETE FROM access_hours WHERE space = ?", [space])
  }
}
