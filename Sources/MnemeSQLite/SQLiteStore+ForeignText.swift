import GRDB
package import MnemeCore

extension SQLiteStore: ForeignTextStore {
  package func markForeignText(session: String, in space: SpaceID) async throws(MnemeError) {
    try await writer.write(rows: 1) { db in
      try db.run(
        """
        UPDATE sessions SET foreign_text = 1 WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND id = ?2
          AND foreign_text = 0
        """, [space.rawValue, session])
    }
  }

  package func holdsForeignText(session: String, in space: SpaceID) async throws(MnemeError) -> Bool {
    try await read { db in
      try db.firstRow(
        """
        SELECT 1 FROM sessions s WHERE s.space = (SELECT key FROM spaces WHERE id = ?1) AND s.id = ?2
          AND (s.foreign_text = 1 OR EXISTS (SELECT 1 FROM messages m WHERE m.space = s.space AND m.session = s.id
            AND m.trust IN ('other', 'tool', 'web')))
        """, [space.rawValue, session]) != nil
    }
  }
}
