import Foundation
import GRDB
package import MnemeCore

/// One property for each model.
extension SQLiteStore: CalibrationStore {
  private static let prefix = "tokens:"

  package func tokenCalibrations() async throws(MnemeError) -> [TokenCalibration] {
    try await read { db in
      let rows = try db.rows("SELECT value FROM properties WHERE name GLOB ? ORDER BY name", [Self.prefix + "*"])
      var found: [TokenCalibration] = []
      while let row = try rows.next() {
        // What cannot be read is learnt again.
        if let value = try? JSONDecoder().decode(TokenCalibration.self, from: Data((row[0] as String).utf8)) {
          found.append(value)
        }
      }
      return found
    }
  }

  package func put(_ calibration: TokenCalibration) async throws(MnemeError) {
    try await writer.write(rows: 1) { db in
      try db.run(
        "INSERT OR REPLACE INTO properties (name, value) VALUES (?, ?)",
        [Self.prefix + calibration.model, try JSONText.encode(calibration)])
    }
  }
}
