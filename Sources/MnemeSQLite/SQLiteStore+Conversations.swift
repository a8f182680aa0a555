import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: ConversationStore {
  package func message(_ id: String, in space: SpaceID) async throws(MnemeError) -> Message? {
    try await messages(ids: [id], in: space).first
  }

  package func openings(of sessions: [String], in space: SpaceID) async throws(MnemeError) -> [String: String] {
    if sessions.isEmpty { return [:] }
    let first = try await read { db in
      try db.messages(
        space,
        """
        m.ordinal IN (
          SELECT (SELECT min(x.ordinal) FROM messages x WHERE x.space = s.space AND x.session = s.id AND x.role = 'user')
          FROM sessions s WHERE s.space = (SELECT key FROM spaces WHERE id = ?1)
            AND s.id IN (SELECT value FROM json_each(?2)))
        """, [space.rawValue, JSONList.encode(sessions)])
    }
    return Dictionary(first.map { ($0.session, Self.opening($0.text)) }) { first, _ in first }
  }

  private static func opening(_ text: String) -> String {
    let words = text.split(maxSplits: 60, whereSeparator: \.isWhitespace).prefix(60).joined(separator: " ")
    return words.count > 120 ? words.prefix(119) + "…" : words
  }

  package func rename(session: String, to title: String?, in space: SpaceID) async throws(MnemeError) -> Session {
    try await writer.write(rows: 1) { db in
      try db.run(
        "UPDATE sessions SET title = ?3 WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND id = ?2",
        [space.rawValue, session, title])
    }
    guard let renamed = try await self.session(session, in: space) else { throw Self.noSession }
    return renamed
  }

  package func branch(session: String, after message: String?, as id: String, in space: SpaceID)
    async throws(MnemeError) -> Session
  {
    _ = try id.checkedName("A session id")
    guard try await self.session(session, in: space) != nil else { throw Self.noSession }
    let line = try await messages(session: session, in: space, before: nil, limit: .max)
    guard let newest = line.last else { throw MnemeError(.conflict, "The conversation is empty.") }
    guard let last = message.map({ id in line.last { $0.id == id } }) ?? newest else {
      throw MnemeError(.notFound, "There is no message with this id in this conversation.")
    }
    let isForeign = try await holdsForeignText(session: session, in: space)
    let now = clock.now().milliseconds
    let isMade = try await writer.write(rows: 1) { db in
      try db.run(
        """
        INSERT INTO sessions (space, id, channel, started_at, last_activity_at, branch_of, title, foreign_text)
        SELECT s.space, ?3, s.channel, ?4, ?4, ?5, s.title, ?6
        FROM sessions s WHERE s.space = (SELECT key FROM spaces WHERE id = ?1) AND s.id = ?2 ON CONFLICT DO NOTHING
        """, [space.rawValue, session, id, now, last.id, isForeign])
      return db.changesCount > 0
    }
    guard isMade, let branch = try await self.session(id, in: space) else {
      throw MnemeError(.conflict, "There is a conversation with this id.")
    }
    return branch
  }

  private static let noSession = MnemeError(.notFound, "There is no conversation with this id in this space.")
}
