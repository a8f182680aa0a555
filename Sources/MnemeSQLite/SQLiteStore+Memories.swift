package import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: MemoryStore {
  package func apply(_ changes: [MemoryChange], in space: SpaceID, at: Date, finishing: [Int64])
    async throws(MnemeError) -> [Memory]
  {
    for change in changes { try Self.check(change, space) }
    let claims = claims(of: finishing)
    let memories = try await writer.write(rows: changes.count + finishing.count) { db in
      var application = MemoryApplication(db: db, space: space, at: at.milliseconds)
      let memories = try application.run(changes)
      try db.finishJobs(claims)
      return memories
    }
    release(finishing)
    return memories
  }

  package func memories(ids: [String], in space: SpaceID) async throws(MnemeError) -> [Memory] {
    if ids.isEmpty { return [] }
    let found = try await read { db in
      try db.memories(
        space, "m.id IN (SELECT value FROM json_each(?2))", [space.rawValue, JSONList.encode(ids)])
    }
    return Self.ordered(found, by: \.id, as: ids)
  }

  package func memories(ordinals: [Int64], in space: SpaceID) async throws(MnemeError) -> [Memory] {
    if ordinals.isEmpty { return [] }
    let found = try await read { db in
      try db.memories(
        space, "m.ordinal IN (SELECT value FROM json_each(?2))",
        [space.rawValue, JSONList.encode(ordinals)])
    }
    return Self.ordered(found, by: \.ordinal, as: ordinals)
  }

  package func memories(in space: SpaceID, includeInactive: Bool, before: Int64?, limit: Int)
    async throws(MnemeError) -> [Memory]
  {
    let active = includeInactive ? "true" : Columns.activeMemory
    return try await read { db in
      try db.memories(
        space, "m.ordinal < ?2 AND \(active) ORDER BY m.ordinal DESC LIMIT ?3",
        [space.rawValue, before ?? Int64.max, max(0, limit)])
    }
  }

  package func memories(subject: String?, attribute: String, in space: SpaceID)
    async throws(MnemeError) -> [Memory]
  {
    try await read { db in
      try db.memories(
        space,
        """
        m.attribute = ?2 AND m.subject IS ?3 AND \(Columns.activeMemory) ORDER BY m.ordinal DESC
        """, [space.rawValue, attribute, subject])
    }
  }

  package func history(of memory: String, in space: SpaceID) async throws(MnemeError) -> [LedgerEntry] {
    try await read { db in
      try db.ledger(space, "memory = ?2 ORDER BY sequence", [space.rawValue, memory])
    }
  }

  private static func check(_ change: MemoryChange, _ space: SpaceID) throws(MnemeError) {
    switch change {
    case .add(let memory, _):
      _ = try memory.id.checkedName("A memory id")
      guard memory.space == space else {
        throw MnemeError(.invalidInput, "A memory of one space cannot be added to another.")
      }
      guard (0...1).contains(memory.importance), memory.repetitions >= 1 else {
        throw MnemeError(.invalidInput, "Importance is 0 to 1 and a memory is said at least once.")
      }
      for source in memory.sources { _ = try source.checkedName("A source id") }
    case .merge(_, _, let source, _):
      _ = try source.checkedName("A source id")
    case .supersede(let id, let successor, _, _):
      guard id != successor else {
        throw MnemeError(.invalidInput, "A memory cannot supersede itself.")
      }
    case .reassess(_, let importance, _):
      guard (0...1).contains(importance) else { throw MnemeError(.invalidInput, "Importance is 0 to 1.") }
    case .judge(_, let confidence, _):
      guard (0...1).contains(confidence) else { throw MnemeError(.invalidInput, "Confidence is 0 to 1.") }
    case .retire, .restore, .reword, .pin, .approve, .mark, .undo: break
    }
  }
}

extension Database {
  /// Memories of a space that satisfy `condition`; `?1` is the space.
  func memories(_ space: SpaceID, _ condition: String, _ arguments: StatementArguments) throws -> [Memory] {
    let rows = try rows(
      """
      SELECT \(Columns.memory) FROM memories m
      WHERE m.space = (SELECT key FROM spaces WHERE id = ?1) AND \(condition)
      """, arguments)
    var result: [Memory] = []
    while let row = try rows.next() { result.append(try Columns.memory(row, space)) }
    return result
  }
}
