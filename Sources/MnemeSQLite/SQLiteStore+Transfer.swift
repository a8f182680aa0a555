import Foundation
import GRDB
package import MnemeCore
import Synchronization

extension SQLiteStore: TransferStore {
  package func records(_ kind: TransferRecord.Kind, of space: SpaceID, after position: Int64, limit: Int)
    async throws(MnemeError) -> [(position: Int64, record: TransferRecord)]
  {
    if limit <= 0 { return [] }
    return try await readSnapshot { db in
      switch kind {
      case .session: try db.sessionRecords(space, after: position, limit: limit)
      case .message:
        try db.messages(
          space, "m.ordinal > ?2 ORDER BY m.ordinal LIMIT ?3", [space.rawValue, position, limit]
        ).map { ($0.ordinal, .message($0)) }
      case .ledger:
        try db.ledger(space, "sequence > ?2 ORDER BY sequence LIMIT ?3", [space.rawValue, position, limit])
          .map { ($0.sequence, .ledger($0)) }
      case .access: try db.accessRecords(space, after: position, limit: limit)
      }
    }
  }

  package func insert(_ records: [TransferRecord], into space: SpaceID) async throws(MnemeError) -> Int {
    if records.isEmpty { return 0 }
    let queuedAt = clock.now().milliseconds
    let (stored, newest) = try await writer.write(rows: records.count) { db in
      var run = TransferRun(db: db, space: space, spaceKey: try db.makeKey(of: space), queuedAt: queuedAt)
      return (try run.insert(records), run.newest)
    }
    lexiconProgress.withLock { $0.newest = max($0.newest, newest) }
    return stored
  }
}

/// Storing records of an export inside the caller's transaction.
private struct TransferRun {
  let db: Database
  let space: SpaceID
  let spaceKey: Int64
  let queuedAt: Int64
  /// Ordinal of the last message stored.
  private(set) var newest: Int64 = 0

  init(db: Database, space: SpaceID, spaceKey: Int64, queuedAt: Int64) {
    self.db = db
    self.space = space
    self.spaceKey = spaceKey
    self.queuedAt = queuedAt
  }

  mutating func insert(_ records: [TransferRecord]) throws -> Int {
    var stored = 0
    var sessions: Set<String> = []
    for record in records {
      switch record {
      case .session(let session): if try insert(session) { stored += 1 }
      case .message(let message):
        if try insert(message) {
          stored += 1
          sessions.insert(message.session)
        }
      case .ledger(let entry): if try insert(entry) { stored += 1 }
      case .access(let access): if try db.insert(access, space: spaceKey) { stored += 1 }
      }
    }
    for session in sessions.sorted() {
      try db.run(
        """
        UPDATE sessions SET message_count =
          (SELECT count(*) FROM messages m WHERE m.space = sessions.space AND m.session = sessions.id)
        WHERE space = ? AND id = ?
        """, [spaceKey, session])
    }
    if records.contains(where: { $0.kind == .ledger }) { try db.joinSuccessors(space: spaceKey) }
    return stored
  }

  private func insert(_ session: Session) throws -> Bool {
    try db.run(
      """
      INSERT INTO sessions (space, id, channel, started_at, last_activity_at, ended_at, archived_at, digest, title, branch_of)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """,
      [
        spaceKey, try session.id.checkedName("A session id"), session.channel, session.startedAt.milliseconds,
        session.lastActivityAt.milliseconds, session.endedAt?.milliseconds, session.archivedAt?.milliseconds,
        try session.digest.map(JSONText.encode), session.title, session.branchOf,
      ])
    return db.changesCount > 0
  }

  private mutating func insert(_ message: Message) throws -> Bool {
    try db.run(
      """
      INSERT INTO sessions (space, id, channel, started_at, last_activity_at) VALUES (?1, ?2, 'import', ?3, ?3)
      ON CONFLICT DO NOTHING
      """, [spaceKey, try message.session.checkedName("A session id"), message.createdAt.milliseconds])
    try db.run(
      """
      INSERT INTO messages
        (space, id, session, role, speaker, trust, created_at, external_id, parent, path_hash, text)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """,
      [
        spaceKey, try message.id.checkedName("A message id"), message.session, message.role.rawValue, message.speaker,
        message.trust.rawValue, message.createdAt.milliseconds, message.externalID, message.parent, message.pathHash,
        StoredText.encode(message.text),
      ])
    guard db.changesCount > 0 else { return false }
    newest = db.lastInsertedRowID
    // Memories come with the ledger; the rest is derived again.
    try db.queueFresh([.embedMessage, .linkMessage], subject: message.id, space: spaceKey, at: queuedAt)
    return true
  }

  /// Appends the entry and replays it. An entry that is there already is the same change.
  private func insert(_ entry: LedgerEntry) throws -> Bool {
    let at = entry.at.milliseconds
    let known = try db.integer(
      """
      SELECT 1 FROM ledger WHERE space = ? AND memory = ? AND action = ? AND at = ? AND reason = ? AND cause IS ?
        AND text IS ?
      LIMIT 1
      """,
      [
        spaceKey, try entry.memory.checkedName("A memory id"), entry.action.rawValue, at, entry.reason, entry.cause,
        entry.text.map(StoredText.encode),
      ])
    guard known == nil else { return false }
    try db.record(
      entry.memory, entry.action, entry.reason, space: spaceKey, at: at, text: entry.text, cause: entry.cause,
      before: entry.before, after: entry.after)
    try db.replay(entry, space: space, spaceKey: spaceKey, queuedAt: queuedAt)
    return true
  }
}

extension Database {
  /// Brings the memory that an entry is about to the state the entry leaves it in. Entries without fields change nothing,
  /// and a memory appears with its first whole record. A successor that is not there yet is left out until it is: see
  /// `joinSuccessors`.
  fileprivate func replay(_ entry: LedgerEntry, space: SpaceID, spaceKey: Int64, queuedAt: Int64) throws {
    guard !entry.after.isEmpty else { return }
    func isWaiting(_ memory: inout Memory) throws -> Bool {
      guard let successor = memory.supersededBy else { return memory.supersededAt != nil }
      // Older programs did not date the supersession of what was learnt late.
      memory.supersededAt = memory.supersededAt ?? entry.at
      let known = try integer("SELECT 1 FROM memories WHERE space = ? AND id = ?", [spaceKey, successor])
      if known == nil { memory.supersededBy = nil }
      return known == nil
    }
    if let old = try memories(space, "m.id = ?2", [space.rawValue, entry.memory]).first {
      var new = old
      try new.apply(entry.after)
      let waits = try isWaiting(&new)
      try update(old, to: new)
      if !waits, new.isActive, !old.isActive || new.text != old.text {
        try queue(.embedMemory, subject: new.id, space: spaceKey, at: queuedAt)
      }
    } else if MemoryFields.Name.allCases.allSatisfy({ entry.after[$0] != nil }) {
      var memory = try Memory(id: entry.memory, ordinal: 0, space: space, fields: entry.after)
      let waits = try isWaiting(&memory)
      _ = try insert(memory, spaceKey)
      if !waits, memory.isActive { try queue(.embedMemory, subject: memory.id, space: spaceKey, at: queuedAt) }
    }
  }

  /// Gives memories that were superseded before their successor was there what their ledger says of it. The records of one
  /// memory may come in an earlier transaction than those of the other.
  fileprivate func joinSuccessors(space: Int64) throws {
    try run(
      """
      UPDATE memories AS m SET superseded_by = l.successor
      FROM (
        SELECT w.ordinal AS ordinal, (
          SELECT after ->> 'superseded_by' FROM ledger
          WHERE space = w.space AND memory = w.id AND json_type(after, '$.superseded_by') IS NOT NULL
          ORDER BY sequence DESC LIMIT 1) AS successor
        FROM memories w WHERE w.space = ?1 AND w.superseded_at IS NOT NULL AND w.superseded_by IS NULL) l
      WHERE m.ordinal = l.ordinal AND EXISTS (SELECT 1 FROM memories s WHERE s.space = ?1 AND s.id = l.successor)
      """, [space])
  }

  fileprivate func sessionRecords(_ space: SpaceID, after position: Int64, limit: Int) throws
    -> [(position: Int64, record: TransferRecord)]
  {
    let first = max(0, position)
    let rows = try rows(
      """
      SELECT \(Columns.session) FROM sessions WHERE space = (SELECT key FROM spaces WHERE id = ?)
      ORDER BY started_at, id LIMIT ? OFFSET ?
      """, [space.rawValue, limit, first])
    var result: [(position: Int64, record: TransferRecord)] = []
    while let row = try rows.next() {
      result.append((first + Int64(result.count) + 1, .session(try Columns.session(row, space))))
    }
    return result
  }
}
