import Foundation
import GRDB
import MnemeCore

/// One erasure inside the caller's transaction.
struct ErasureRun {
  let db: Database
  let space: SpaceID
  let spaceKey: Int64
  let at: Int64
  let queuedAt: Int64

  init(db: Database, space: SpaceID, spaceKey: Int64, at: Int64, queuedAt: Int64) {
    self.db = db
    self.space = space
    self.spaceKey = spaceKey
    self.at = at
    self.queuedAt = queuedAt
  }

  mutating func erase(_ plan: ForgetPlan) throws -> Erasure {
    // The triggers that keep messages and ledger as they are look for this; it is gone before the commit.
    try db.run("INSERT OR REPLACE INTO properties (name, value) VALUES ('erasing', '')")
    let messages = try db.messages(
      space, "m.ordinal IN (SELECT value FROM json_each(?2))", [space.rawValue, JSONList.encode(plan.messages)])
    let memories = try db.memories(
      space, "m.ordinal IN (SELECT value FROM json_each(?2))", [space.rawValue, JSONList.encode(plan.memories)])
    var erasure = Erasure(messages: messages.map(\.ordinal).sorted(), memories: memories.map(\.ordinal).sorted())
    erasure.graph = try db.removeGraph(ofMessages: erasure.messages, space: spaceKey)
    try db.removeAccesses(
      of: messages.map { ItemKey(.message, $0.ordinal) } + memories.map { ItemKey(.memory, $0.ordinal) },
      space: spaceKey)
    erasure.jobs = try removeJobs(messages.map(\.id), [.embedMessage, .reflectMessage, .linkMessage])
    erasure.jobs += try removeJobs(memories.map(\.id), [.embedMemory])
    erasure.vectors = try removeVectors(erasure)
    try removeWords(of: messages)
    erasure.changed = try lessen(plan.lessened, without: Set(messages.map(\.id)))
    erasure.changed += try orphan(memories.map(\.id))
    erasure.ledgerEntries = try removeMemories(memories)
    try removeMessages(messages, &erasure)
    erasure.sessions += try removeEmptySessions(plan.emptySessions)
    try removeRecords(of: memories.map(\.id), sessions: Set(messages.map(\.session)))
    try db.run("DELETE FROM properties WHERE name = 'erasing'")
    // What a transaction cannot rewrite follows, after a crash at the next start: see `Scrub`.
    try Scrub.request(db)
    return erasure
  }

  private func removeJobs(_ subjects: [String], _ kinds: [JobKind]) throws -> Int {
    if subjects.isEmpty { return 0 }
    var count = 0
    for table in ["jobs", "deferred_jobs"] {
      for kind in kinds {
        try db.run(
          "DELETE FROM \(table) WHERE kind = ? AND space = ? AND subject IN (SELECT value FROM json_each(?))",
          [kind.rawValue, spaceKey, JSONList.encode(subjects)])
        count += db.changesCount
      }
    }
    return count
  }

  private func removeVectors(_ erasure: Erasure) throws -> Int {
    var count = 0
    for (table, ordinals) in [("message_vectors", erasure.messages), ("memory_vectors", erasure.memories)] {
      try db.run(
        "DELETE FROM \(table) WHERE ordinal IN (SELECT value FROM json_each(?))", [JSONList.encode(ordinals)])
      count += db.changesCount
    }
    return count
  }

  private func removeWords(of messages: [Message]) throws {
    let indexed = try db.lexiconOrdinal()
    let lexicon = LexiconWriter(db: db)
    for message in messages where message.ordinal <= indexed {
      try lexicon.remove(LexicalTerms.Document(message.text), message.ordinal, space: spaceKey)
    }
  }

  /// Memories that stay without some of their sources: what those said goes, and the ledger begins anew with what is left.
  private func lessen(_ ordinals: [Int64], without erased: Set<String>) throws -> [Memory] {
    let lessened = try db.memories(
      space, "m.ordinal IN (SELECT value FROM json_each(?2)) ORDER BY m.ordinal",
      [space.rawValue, JSONList.encode(ordinals)])
    return try lessened.map { old in
      var new = old
      new.sources.removeAll { erased.contains($0) }
      new.repetitions = max(1, old.repetitions - (old.sources.count - new.sources.count))
      // The last wording that came from a message that stays, or from the owner.
      let worded = try db.ledger(space, "memory = ?2 ORDER BY sequence", [space.rawValue, old.id]).last { entry in
        switch entry.action {
        case .reworded: true
        case .added, .merged: entry.text != nil && !(entry.cause.map(erased.contains) ?? false)
        default: false
        }
      }
      new.text = worded?.text ?? new.text
      try replace(old, with: new)
      return new
    }
  }

  /// Memories that a forgotten one had replaced: they do not come back, but nothing is said of what replaced them.
  private func orphan(_ erased: [String]) throws -> [Memory] {
    let orphans = try db.memories(
      space, "m.superseded_by IN (SELECT value FROM json_each(?2)) AND m.id NOT IN (SELECT value FROM json_each(?2))",
      [space.rawValue, JSONList.encode(erased)])
    return try orphans.map { old in
      var new = old
      new.supersededBy = nil
      new.supersededAt = nil
      new.retiredAt = old.retiredAt ?? old.supersededAt ?? Date(milliseconds: at)
      try replace(old, with: new)
      return new
    }
  }

  private func replace(_ old: Memory, with new: Memory) throws {
    try db.run(
      "UPDATE ledger SET text = NULL, before = NULL, after = NULL, cause = NULL WHERE space = ? AND memory = ?",
      [spaceKey, old.id])
    try db.update(old, to: new)
    try db.record(
      old.id, .reworded, "source forgotten", space: spaceKey, at: at, text: new.text, cause: nil,
      before: MemoryFields(), after: MemoryFields(new))
    guard old.isActive, new.text != old.text else { return }
    try db.run("DELETE FROM memory_vectors WHERE ordinal = ?", [old.ordinal])
    try db.queue(.embedMemory, subject: old.id, space: spaceKey, at: queuedAt)
  }

  private func removeMemories(_ memories: [Memory]) throws -> Int {
    let ids = try JSONList.encode(memories.map(\.id))
    try db.run(
      "DELETE FROM ledger WHERE space = ? AND memory IN (SELECT value FROM json_each(?))", [spaceKey, ids])
    let entries = db.changesCount
    // Within the erased, one may have replaced another.
    try db.run(
      "UPDATE memories SET superseded_by = NULL WHERE space = ? AND id IN (SELECT value FROM json_each(?))",
      [spaceKey, ids])
    try db.run(
      "DELETE FROM memories WHERE ordinal IN (SELECT value FROM json_each(?))",
      [JSONList.encode(memories.map(\.ordinal))])
    for memory in memories {
      try db.record(
        memory.id, .forgotten, "requested", space: spaceKey, at: at, text: nil, cause: nil, before: MemoryFields(),
        after: MemoryFields())
    }
    return entries
  }

  private func removeMessages(_ messages: [Message], _ erasure: inout Erasure) throws {
    let sessions = Set(messages.map(\.session)).sorted()
    let ids = try JSONList.encode(messages.map(\.id))
    // A path hash covers the words of every message before it.
    for session in sessions {
      guard let first = messages.lazy.filter({ $0.session == session }).map(\.ordinal).min() else { continue }
      try db.run(
        "UPDATE messages SET path_hash = NULL WHERE space = ? AND session = ? AND ordinal >= ? AND path_hash IS NOT NULL",
        [spaceKey, session, first])
    }
    try db.run(
      "DELETE FROM messages WHERE ordinal IN (SELECT value FROM json_each(?))", [JSONList.encode(erasure.messages)])
    try db.run(
      """
      DELETE FROM interactions WHERE space = ? AND session IN (SELECT value FROM json_each(?))
        AND message IN (SELECT value FROM json_each(?))
      """, [spaceKey, try JSONList.encode(sessions), ids])
    // What a call was to do with them may stand in its arguments, whoever made it for them; and one of which nobody knows whose
    // it was may have been theirs.
    try db.run(
      """
      DELETE FROM approvals WHERE space = ?1 AND (origin IS NULL OR origin IN (SELECT value FROM json_each(?2))
        OR session IN (SELECT value FROM json_each(?2)))
      """, [spaceKey, try JSONList.encode(sessions)])
    try db.run(
      "DELETE FROM scheduled_tasks WHERE space = ? AND session IN (SELECT value FROM json_each(?))",
      [spaceKey, try JSONList.encode(sessions)])
    for session in sessions {
      try db.run(
        """
        UPDATE sessions SET message_count =
          (SELECT count(*) FROM messages m WHERE m.space = sessions.space AND m.session = sessions.id)
        WHERE space = ? AND id = ?
        """, [spaceKey, session])
      try db.run("DELETE FROM sessions WHERE space = ? AND id = ? AND message_count = 0", [spaceKey, session])
      erasure.sessions += db.changesCount
      try db.run(
        """
        UPDATE sessions SET digest = NULL WHERE space = ?1 AND id = ?2 AND digest IS NOT NULL AND EXISTS (
          SELECT 1 FROM json_each(digest ->> 'sources') d WHERE d.value IN (SELECT value FROM json_each(?3)))
        """, [spaceKey, session, ids])
      if db.changesCount > 0 {
        erasure.digests += 1
        try db.queue(.digestSession, subject: session, space: spaceKey, at: queuedAt)
      }
    }
    try removeJobsOfSessions()
  }

  /// Those that are asked for, and those that branch off what is gone: a title and nothing else.
  private func removeEmptySessions(_ ids: [String]) throws -> Int {
    try db.run(
      """
      DELETE FROM sessions WHERE space = ?1 AND message_count = 0 AND (id IN (SELECT value FROM json_each(?2))
        OR branch_of IS NOT NULL AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.space = ?1 AND m.id = branch_of))
      """, [spaceKey, JSONList.encode(ids)])
    let count = db.changesCount
    if count > 0 { try removeJobsOfSessions() }
    return count
  }

  /// What other programs' clients kept of them. Of a space in which nothing is left nothing of that stays either.
  private func removeRecords(of memories: [String], sessions: Set<String>) throws {
    for (column, ids) in [("memory", memories), ("session", sessions.sorted())] where !ids.isEmpty {
      try db.run(
        "DELETE FROM records WHERE space = ? AND \(column) IN (SELECT value FROM json_each(?))",
        [spaceKey, try JSONList.encode(ids)])
    }
    try db.run(
      """
      DELETE FROM records WHERE space = ?1 AND NOT EXISTS (SELECT 1 FROM messages WHERE space = ?1)
        AND NOT EXISTS (SELECT 1 FROM memories WHERE space = ?1)
      """, [spaceKey])
  }

  private func removeJobsOfSessions() throws {
    try db.run(
      """
      DELETE FROM jobs WHERE kind = ?1 AND space = ?2
        AND subject NOT IN (SELECT id FROM sessions WHERE space = ?2)
      """, [JobKind.digestSession.rawValue, spaceKey])
  }
}
