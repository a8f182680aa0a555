import Foundation
import GRDB
package import MnemeCore

/// One property for each key and day.
extension SQLiteStore: UsageStore {
  private static let prefix = "usage:"
  /// Days that are kept.
  private static let kept = 400

  package func usage(of key: String, on day: String) async throws(MnemeError) -> KeyUsage {
    try await read { db in try Self.usage(db, Self.name(key, day)) }
  }

  package func add(_ usage: KeyUsage, to key: String, on day: String) async throws(MnemeError) {
    try await writer.write(rows: 1) { db in
      let name = Self.name(key, day)
      try db.run(
        "INSERT OR REPLACE INTO properties (name, value) VALUES (?, ?)",
        [name, try JSONText.encode(try Self.usage(db, name) + usage)])
      guard let oldest = Self.day(day, minus: Self.kept) else { return }
      try db.run(
        "DELETE FROM properties WHERE name >= ? AND name < ?", [Self.prefix, Self.prefix + oldest])
    }
  }

  /// The day comes first, so that old days are one range.
  private static func name(_ key: String, _ day: String) -> String { prefix + day + ":" + key }

  private static func usage(_ db: Database, _ name: String) throws -> KeyUsage {
    let rows = try db.rows("SELECT value FROM properties WHERE name = ?", [name])
    guard let row = try rows.next() else { return KeyUsage() }
    return try JSONDecoder().decode(KeyUsage.self, from: Data((row[0] as String).utf8))
  }

  private static func day(_ day: String, minus days: Int) -> String? {
    let style = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day()
    // A day that is none deletes nothing.
    guard let date = try? style.parse(day) else { return nil }
    return date.addingTimeInterval(-86_400 * Double(days)).formatted(style)
  }
}
