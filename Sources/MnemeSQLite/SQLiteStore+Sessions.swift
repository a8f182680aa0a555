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
    let queuedAt = clock.now().milliseconds
    try await writer.write(rows: 1) { db in
      guard let key = try db.key(of: space) else { return }
      try db.run(
        "UPDATE sessions SET ended_at = ?3 WHERE space = ?1 AND id = ?2 AND ended_at IS NULL",
        [key, session, at.milliseconds])
      if db.changesCount > 0 { try db.queue(.digestSession, subject: session, space: key, at: queuedAt) }
    }
  }

  package func endSessions(idleSince: Date, limit: Int) async throws(MnemeError) -> [Session] {
    let queuedAt = clock.now().milliseconds
    return try await writer.write(rows: limit) { db in
      let rows = try db.rows(
        """
        UPDATE sessions SET ended_at = last_activity_at WHERE (space, id) IN (
          SELECT space, id FROM sessions WHERE ended_at IS NULL AND last_activity_at < ?
          ORDER BY last_activity_at LIMIT ?)
        RETURNING \(Columns.session), (SELECT s.id FROM spaces s WHERE s.key = space), space
        """, [idleSince.milliseconds, max(0, limit)])
      var ended: [(space: Int64, session: Session)] = []
      while let row = try rows.next() {
        ended.append((row[11], try Columns.session(row, try SpaceID(row[10] as String))))
      }
      // SQLite promises no order of what an update returns.
      ended.sort {
        ($0.session.lastActivityAt, $0.space, $0.session.id) < ($1.session.lastActivityAt, $1.space, $1.session.id)
      }
      for (space, session) in ended { try db.queue(.digestSession, subject: session.id, space: space, at: queuedAt) }
      return ended.map(\.session)
    }
  }

  package func put(_ digest: SessionDigest?, session: String, in space: SpaceID, finishing: [Int64])
    async throws(MnemeError)
  {
    let claims = claims(of: finishing)
    try await writer.write(rows: 1) { db in
      try db.run(
        "UPDATE sessions SET digest = ?3 WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND id = ?2",
        [space.rawValue, session, try digest.map(JSONText.encode)])
      try db.finishJobs(claims)
    }
    release(finishing)
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
      while let row = try rows.next() { result.append(try Columns.session(row, space)) }
      return result
    }
  }
}
