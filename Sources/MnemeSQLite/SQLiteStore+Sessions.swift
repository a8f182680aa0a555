package import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: SessionStore {
  package func openSession(in space: SpaceID, channel: String) async throws(MnemeError) -> Session? {
    try await sessions(
      in: space, "channel = ?2 AND ended_at IS NULL ORDER BY last_activity_at DESC, id DESC LIMIT 1",
      [space.rawValue, channel]
    ).first
  }

  package func session(_ id: String, in space: SpaceID) async throws(MnemeError) -> Session? {
    try await sessions(in: space, "id = ?2", [space.rawValue, id]).first
  }

  package func sessions(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Session] {
    try await sessions(
      in: space, "true ORDER BY last_activity_at DESC, id DESC LIMIT ?2",
      [space.rawValue, max(0, limit)])
  }

  package func end(session: String, in space: SpaceID, at: Date) async throws(MnemeError) {
    try await writer.write(rows: 1) { db in
      try db.run(
        """
        UPDATE sessions SET ended_at = ?3
        WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND id = ?2 AND ended_at IS NULL
        """, [space.rawValue, session, at.milliseconds])
    }
  }

  private func sessions(in space: SpaceID, _ condition: String, _ arguments: [any DatabaseValueConvertible & Sendable])
    async throws(MnemeError) -> [Session]
  {
    try await read { db in
      let rows = try db.rows(
        """
        SELECT \(Columns.session) FROM sessions
        WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND \(condition)
        """, StatementArguments(arguments))
      var result: [Session] = []
      while let row = try rows.next() { result.append(Columns.session(row, space)) }
      return result
    }
  }
}
