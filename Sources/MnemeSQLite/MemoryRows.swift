import Foundation
import GRDB
import MnemeCore

/// Writing rows of memories with their provenance.
extension Database {
  /// The new ordinal; nil when the id is taken.
  func insert(_ memory: Memory, _ space: Int64) throws -> Int64? {
    try run(
      """
      INSERT INTO memories (space, id, \(Self.memoryColumns)) VALUES (?, ?, \(Self.memoryPlaces)) ON CONFLICT DO NOTHING
      """, [space, memory.id] + (try Self.values(memory)))
    guard changesCount > 0 else { return nil }
    let ordinal = lastInsertedRowID
    try insertSources(memory.sources, of: ordinal)
    return ordinal
  }

  func update(_ old: Memory, to new: Memory) throws {
    try run(
      "UPDATE memories SET (\(Self.memoryColumns)) = (\(Self.memoryPlaces)) WHERE ordinal = ?",
      try Self.values(new) + [old.ordinal])
    if new.sources != old.sources {
      try run("DELETE FROM memory_sources WHERE memory = ?", [old.ordinal])
      try insertSources(new.sources, of: old.ordinal)
    }
  }

  private func insertSources(_ sources: [String], of memory: Int64) throws {
    for (position, source) in sources.enumerated() {
      try run(
        "INSERT INTO memory_sources (memory, position, message) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [memory, position, source])
    }
  }

  private static let memoryColumns = """
    kind, subject, attribute, importance, trust, session, valid_from, valid_to, recorded_at, retired_at, repetitions,
    superseded_by, text, superseded_at, pinned, awaits_approval, labels, local_only, confidence, derived_from,
    preserved
    """
  private static let memoryPlaces = Array(repeating: "?", count: 21).joined(separator: ", ")

  private static func values(_ memory: Memory) throws -> StatementArguments {
    [
      memory.kind.rawValue, memory.subject, memory.attribute, memory.importance, memory.trust.rawValue, memory.session,
      memory.validFrom.milliseconds, memory.validTo?.milliseconds, memory.recordedAt.milliseconds,
      memory.retiredAt?.milliseconds, memory.repetitions, memory.supersededBy, StoredText.encode(memory.text),
      memory.supersededAt?.milliseconds, memory.isPinned, memory.awaitsApproval, try JSONList.encode(memory.labels),
      memory.isLocalOnly, memory.confidence, try JSONList.encode(memory.derivedFrom),
      memory.isPreserved,
    ]
  }
}
