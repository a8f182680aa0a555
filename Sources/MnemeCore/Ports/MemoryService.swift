package import Foundation

/// Memory as edges and commands see it. In process it is the memory engine; a command that finds a running server
/// speaks to it through the same port.
package protocol MemoryService: Sendable {
  /// Keeps a statement as it is, durable on return. A near-duplicate merges into the memory that is there; a newer statement of
  /// a single-valued attribute supersedes the older.
  func remember(_ statement: Statement, in space: SpaceID) async throws(MnemeError) -> Memory
  /// Newest first.
  func memories(in space: SpaceID, includeInactive: Bool, before: Int64?, limit: Int)
    async throws(MnemeError) -> [Memory]
  /// It no longer speaks. - Throws: `notFound`.
  func retire(memory: String, in space: SpaceID) async throws(MnemeError)
  /// Oldest first. - Throws: `notFound`.
  func history(of memory: String, in space: SpaceID) async throws(MnemeError) -> [LedgerEntry]
  func recall(_ query: RecallQuery) async throws(MnemeError) -> RecallResult
}

/// Bulk input and the queue behind it.
package protocol ImportService: Sendable {
  /// Appends a batch; durable on return. Known external ids are skipped. Waits while the queue is too deep for memory's sake.
  func importMessages(_ batch: [ImportedMessage], in space: SpaceID) async throws(MnemeError)
    -> ImportCount
  /// With `wait`, returns when the queue of the space is empty (failed jobs do not count).
  func queueStatus(of space: SpaceID?, wait: Bool) async throws(MnemeError) -> QueueStatus
}

/// A statement given to `remember`.
package struct Statement: Sendable, Hashable {
  package var text: String
  package var kind: MemoryKind?
  /// 0…1; nil lets the rules decide.
  package var importance: Double?
  package var session: String?
  /// Nothing that is known is compared with it: it becomes a memory of its own even where it says the same again.
  package var isAsGiven: Bool
  /// When it was said; nil means now.
  package var saidAt: Date?

  package init(
    text: String, kind: MemoryKind? = nil, importance: Double? = nil, session: String? = nil, isAsGiven: Bool = false,
    saidAt: Date? = nil
  ) {
    self.text = text
    self.kind = kind
    self.importance = importance
    self.session = session
    self.isAsGiven = isAsGiven
    self.saidAt = saidAt
  }
}

/// One line of an import.
package struct ImportedMessage: Sendable, Hashable {
  package var externalID: String
  package var session: String
  package var time: Date
  package var role: Role
  package var speaker: String?
  package var text: String

  package init(
    externalID: String, session: String, time: Date, role: Role, speaker: String?, text: String
  ) {
    self.externalID = externalID
    self.session = session
    self.time = time
    self.role = role
    self.speaker = speaker
    self.text = text
  }
}

package struct ImportCount: Sendable, Hashable {
  package let accepted: Int
  package let skipped: Int

  package init(accepted: Int, skipped: Int) {
    self.accepted = accepted
    self.skipped = skipped
  }
}
