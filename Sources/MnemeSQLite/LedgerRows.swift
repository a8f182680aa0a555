import Foundation
import GRDB
import MnemeCore

extension Database {
  /// Entries of a space's ledger that satisfy `condition`; `?1` is the space.
  func ledger(_ space: SpaceID, _ condition: String, _ arguments: StatementArguments) throws -> [LedgerEntry] {
    let rows = try rows(
      """
      SELECT sequence, memory, action, reason, at, cause, text, before, after FROM ledger
      WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND \(condition)
      """, arguments)
    var result: [LedgerEntry] = []
    while let row = try rows.next() {
      let text: DatabaseValue = row[6]
      result.append(
        LedgerEntry(
          sequence: row[0], space: space, memory: row[1],
          action: try Columns.value(row[2], LedgerEntry.Action.init(rawValue:)), reason: row[3],
          at: Date(milliseconds: row[4]), text: text.isNull ? nil : StoredText.decode(row, 6), cause: row[5],
          before: try fields(row[7]), after: try fields(row[8])))
    }
    return result
  }

  private func fields(_ json: String?) throws -> MemoryFields {
    try json.map { try JSONText.decode($0, as: MemoryFields.self) } ?? MemoryFields()
  }

  func record(
    _ memory: String, _ action: LedgerEntry.Action, _ reason: String, space: Int64, at: Int64, text: String?,
    cause: String?, before: MemoryFields, after: MemoryFields
  ) throws {
    try run(
      """
      INSERT INTO ledger (space, memory, action, reason, at, cause, text, before, after)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        space, memory, action.rawValue, reason, at, cause, text.map(StoredText.encode),
        before.isEmpty ? nil : try JSONText.encode(before), after.isEmpty ? nil : try JSONText.encode(after),
      ])
  }
}
