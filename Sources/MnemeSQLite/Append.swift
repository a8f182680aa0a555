import Foundation
import GRDB
import MnemeCore

/// One append: messages, their sessions and jobs, inside the caller's transaction.
struct Append {
  private struct Activity {
    var count = 0
    var first: Int64
    var last: Int64
    let made: Bool
  }

  private struct SessionKey: Hashable {
    let space: Int64
    let id: String
  }

  private let db: Database
  private let channel: String
  private let queuedAt: Int64
  private var spaces: [SpaceID: Int64] = [:]
  private var sessions: [SessionKey: Activity] = [:]

  init(db: Database, channel: String, queuedAt: Int64) {
    self.db = db
    self.channel = channel
    self.queuedAt = queuedAt
  }

  mutating func run(_ messages: [NewMessage]) throws -> [AppendOutcome] {
    var outcomes: [AppendOutcome] = []
    outcomes.reserveCapacity(messages.count)
    for message in messages {
      let space = try key(of: message.space)
      let session = SessionKey(space: space, id: message.session)
      try open(session, at: message.createdAt.milliseconds)
      guard let ordinal = try insert(message, space) else {
        outcomes.append(AppendOutcome(message: try stored(message, space), appended: false))
        continue
      }
      count(session, at: message.createdAt.milliseconds)
      for kind in message.jobs {
        try db.queueFresh(kind, subject: message.id, space: space, at: queuedAt)
      }
      outcomes.append(AppendOutcome(message: message.stored(ordinal), appended: true))
    }
    try closeSessions()
    return outcomes
  }

  private mutating func key(of space: SpaceID) throws -> Int64 {
    if let key = spaces[space] { return key }
    let key = try db.makeKey(of: space)
    spaces[space] = key
    return key
  }

  private mutating func open(_ session: SessionKey, at: Int64) throws {
    if sessions[session] != nil { return }
    try db.run(
      """
      INSERT INTO sessions (space, id, channel, started_at, last_activity_at) VALUES (?1, ?2, ?3, ?4, ?4)
      ON CONFLICT DO NOTHING
      """, [session.space, session.id, channel, at])
    sessions[session] = Activity(first: at, last: at, made: db.changesCount > 0)
  }

  private mutating func count(_ session: SessionKey, at: Int64) {
    guard var activity = sessions[session] else { return }
    activity.first = activity.count == 0 ? at : min(activity.first, at)
    activity.last = activity.count == 0 ? at : max(activity.last, at)
    activity.count += 1
    sessions[session] = activity
  }

  /// The new ordinal; nil when the id or the external id is taken.
  private func insert(_ message: NewMessage, _ space: Int64) throws -> Int64? {
    try db.run(
      """
      INSERT INTO messages
        (space, id, session, role, speaker, trust, created_at, external_id, parent, path_hash, text)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """,
      [
        space, message.id, message.session, message.role.rawValue, message.speaker,
        message.trust.rawValue, message.createdAt.milliseconds, message.externalID, message.parent,
        message.pathHash, StoredText.encode(message.text),
      ])
    return db.changesCount > 0 ? db.lastInsertedRowID : nil
  }

  /// The message that is there already: the one with this id, else the one with this external id.
  private func stored(_ message: NewMessage, _ space: Int64) throws -> Message {
    let row = try db.firstRow(
      """
      SELECT \(Columns.message) FROM messages m
      WHERE m.space = ?1 AND (m.id = ?2 OR m.external_id = ?3) ORDER BY m.id = ?2 DESC LIMIT 1
      """, [space, message.id, message.externalID])
    guard let row else {
      throw MnemeError(.internal, "A message was refused as known and is not there.")
    }
    return try Columns.message(row, message.space)
  }

  private func closeSessions() throws {
    for (session, activity) in sessions {
      if activity.count > 0 {
        try db.run(
          """
          UPDATE sessions SET message_count = message_count + ?3, started_at = min(started_at, ?4),
            last_activity_at = max(last_activity_at, ?5) WHERE space = ?1 AND id = ?2
          """, [session.space, session.id, activity.count, activity.first, activity.last])
      } else if activity.made {
        // Every message for it was known already, under another session.
        try db.run("DELETE FROM sessions WHERE space = ? AND id = ?", [session.space, session.id])
      }
    }
  }
}

extension NewMessage {
  /// As it reads from the store: with its ordinal, times at the store's precision.
  fileprivate func stored(_ ordinal: Int64) -> Message {
    Message(
      id: id, ordinal: ordinal, space: space, session: session, role: role, speaker: speaker,
      text: text, trust: trust, createdAt: Date(milliseconds: createdAt.milliseconds),
      externalID: externalID, parent: parent, pathHash: pathHash)
  }
}
