import GRDB
package import MnemeCore

extension SQLiteStore {
  /// How SQLite would run a statement of the store: the lines of its query plan. Parameters may stay unbound; nothing is
  /// read. For counting what is sorted and what is scanned.
  package func queryPlan(of statement: String) async throws(MnemeError) -> [String] {
    try await read { db in
      let explained = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + statement)
      explained.setUncheckedArguments(StatementArguments())
      let rows = try Row.fetchCursor(explained)
      var lines: [String] = []
      while let row = try rows.next() { lines.append(row["detail"]) }
      return lines
    }
  }
}
