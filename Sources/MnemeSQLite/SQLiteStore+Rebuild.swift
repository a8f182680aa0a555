import Foundation
import GRDB
package import MnemeCore
import Synchronization

extension SQLiteStore {
  package func rebuild(vectors: Bool) async throws(MnemeError) -> RebuildReport {
    let queuedAt = clock.now().milliseconds
    for space in try await spaces() {
      try await writer.write(rows: GroupCommit.rowLimit) { db in
        guard let key = try db.key(of: space) else { return }
        try db.replayLedger(of: space, spaceKey: key, queuedAt: queuedAt)
      }
    }
    try await rebuildLexicon()
    try await rebuildGraphAggregates()
    let queued = try await writer.write(rows: GroupCommit.rowLimit) { db in
      try db.run(
        """
        INSERT OR IGNORE INTO jobs (kind, space, subject, queued_at)
        SELECT ?, space, id, ? FROM messages
        """, [JobKind.linkMessage.rawValue, queuedAt])
      guard vectors else { return 0 }
      var queued = 0
      for (kind, rows) in [
        (JobKind.embedMessage, "messages"), (.embedMemory, "memories m WHERE \(Columns.activeMemory)"),
      ] {
        try db.run(
          "INSERT OR IGNORE INTO jobs (kind, space, subject, queued_at) SELECT ?, space, id, ? FROM \(rows)",
          [kind.rawValue, queuedAt])
        queued += db.changesCount
      }
      return queued
    }
    return try await read { db in
      func count(_ table: String) throws -> Int { Int(try db.integer("SELECT count(*) FROM \(table)") ?? 0) }
      return RebuildReport(
        spaces: try count("spaces"), messages: try count("messages"), memories: try count("memories"),
        entities: try count("entities"), relations: try count("relations"), queuedEmbeddings: queued)
    }
  }
}

extension Database {
  /// Brings every memory of a space to the state that its ledger says. Ordinals stay, so that other tables keep pointing at
  /// their rows; a memory whose record began in a program that kept none stays as it is until an entry names its fields.
  fileprivate func replayLedger(of space: SpaceID, spaceKey: Int64, queuedAt: Int64) throws {
    var states: [String: MemoryFields] = [:]
    var order: [String] = []
    for entry in try ledger(space, "true ORDER BY sequence", [space.rawValue]) where !entry.after.isEmpty {
      if states[entry.memory] == nil { order.append(entry.memory) }
      states[entry.memory, default: MemoryFields()].merge(entry.after)
    }
    for id in order {
      guard let fields = states[id] else { continue }
      if let old = try memories(space, "m.id = ?2", [space.rawValue, id]).first {
        var new = old
        try new.apply(fields)
        if new != old { try update(old, to: new) }
        if new.isActive, new.text != old.text || !old.isActive {
          try queue(.embedMemory, subject: id, space: spaceKey, at: queuedAt)
        }
      } else if MemoryFields.Name.allCases.allSatisfy({ fields[$0] != nil }) {
        let memory = try Memory(id: id, ordinal: 0, space: space, fields: fields)
        _ = try insert(memory, spaceKey)
        if memory.isActive { try queue(.embedMemory, subject: id, space: spaceKey, at: queuedAt) }
      }
    }
  }
}
