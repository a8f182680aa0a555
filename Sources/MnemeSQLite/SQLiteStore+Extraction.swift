import Foundation
import GRDB
package import MnemeCore

/// One property for each model and one for each space.
extension SQLiteStore: ExtractionStore {
  private static let prefix = "floor:"
  private static let distilledPrefix = "distilled:"

  package func extractionFloors() async throws(MnemeError) -> [ExtractionFloor] {
    try await read { db in
      let rows = try db.rows("SELECT value FROM properties WHERE name GLOB ? ORDER BY name", [Self.prefix + "*"])
      var found: [ExtractionFloor] = []
      while let row = try rows.next() {
        // A result that cannot be read is none: the model is tested again.
        if let value = try? JSONDecoder().decode(ExtractionFloor.self, from: Data((row[0] as String).utf8)) {
          found.append(value)
        }
      }
      return found
    }
  }

  package func put(_ floor: ExtractionFloor) async throws(MnemeError) {
    try await writer.write(rows: 1) { db in
      try db.run(
        "INSERT OR REPLACE INTO properties (name, value) VALUES (?, ?)",
        [Self.prefix + floor.model, try JSONText.encode(floor)])
    }
  }

  package func distilledThrough(in space: SpaceID) async throws(MnemeError) -> Int64? {
    try await read { db in
      try Int64.fetchOne(
        db, sql: "SELECT CAST(value AS INTEGER) FROM properties WHERE name = ?",
        arguments: [Self.distilledPrefix + space.rawValue])
    }
  }

  package func markDistilled(through ordinal: Int64, in space: SpaceID) async throws(MnemeError) {
    try await writer.write(rows: 1) { db in
      try db.run(
        "INSERT OR REPLACE INTO properties (name, value) VALUES (?, ?)",
        [Self.distilledPrefix + space.rawValue, String(ordinal)])
    }
  }
}
