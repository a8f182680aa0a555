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
      let (space, ordinal) = try put(message)
      guard let ordinal else {
        outcomes.append(AppendOutcome(message: try stored(message, space), appended: false))
        continue
      }
      count(SessionKey(space: space, id: message.session), at: message.createdAt.milliseconds)
      try db.queueFresh(message.jobs, subject: message.id, space: space, at: queuedAt)
      outcomes.append(AppendOutcome(message: message.stored(ordinal), appended: true))
    }
    try closeSessions()
    return outcomes
  }

  /// The key of the message's space, and the message's ordinal; nil when its id or its external id is taken.
  private mutating func put(_ message: NewMessage) throws -> (space: Int64, ordinal: Int64?) {
    if let space = spaces[message.space], sessions[SessionKey(space: space, id: message.session)] != nil {
      return (space, try insert(message, space))
    }
    // Nearly always the session is there, and the message is not.
    if let (space, ordinal) = try insertIntoKnownSession(message) {
      spaces[message.space] = space
      let at = message.createdAt.milliseconds
      sessions[SessionKey(space: space, id: message.session)] = Activity(first: at, last: at, made: false)
      return (space, ordinal)
    }
    let space = try key(of: message.space)
    try open(SessionKey(space: space, id: message.session), at: message.createdAt.milliseconds)
    return (space, try insert(message, space))
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

  private static let columns =
    "space, id, session, role, speaker, trust, created_at, external_id, parent, path_hash, text"

  /// The new ordinal; nil when the id or the external id is taken.
  private func insert(_ message: NewMessage, _ space: Int64) throws -> Int64? {
    try db.run(
      "INSERT INTO messages (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      [space, message.id, message.session] + message.values)
    return db.changesCount > 0 ? db.lastInsertedRowID : nil
  }

  /// In one statement with the look-up of space and session; nil when there is no such session, or the message is known.
  private func insertIntoKnownSession(_ message: NewMessage) throws -> (space: Int64, ordinal: Int64)? {
    let row = try db.firstRow(
      """
      INSERT INTO messages (\(Self.columns))
      SELECT s.space, ?, s.id, ?, ?, ?, ?, ?, ?, ?, ?
      FROM sessions s WHERE s.space = (SELECT key FROM spaces WHERE id = ?) AND s.id = ?
      ON CONFLICT DO NOTHING RETURNING space, ordinal
      """,
      [message.id] + message.values + [message.space.rawValue, message.session])
    return row.map { ($0[0], $0[1]) }
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
  /// In the order of the columns behind the session.
  fileprivate var values: StatementArguments {
    [
      role.rawValue, speaker, trust.rawValue, createdAt.milliseconds, externalID, parent, pathHash,
      StoredText.encode(text),
    ]
  }

  /// As it reads from the store: with its ordinal, times at the store's precision.
  fileprivate func stored(_ ordinal: Int64) -> Message {
    Message(
      id: id, ordinal: ordinal, space: space, session: session, role: role, speaker: speaker,
      text: text, trust: trust, createdAt: Date(milliseconds: createdAt.milliseconds),
      externalID: externalID, parent: parent, pathHash: pathHash)
  }
}
