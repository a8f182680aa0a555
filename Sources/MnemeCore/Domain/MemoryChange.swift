package import Foundation

/// One change to memories. All changes of one call to the store are one transaction, each with its ledger entry, which
/// says what was before and what is after: so each can be undone, and the memories can be made again from the ledger.
package enum MemoryChange: Sendable, Hashable {
  /// Stores it. A memory with the same id is left as it is (the change is a repeat after a crash).
  case add(Memory, reason: String)
  /// The same thing said again: the wording becomes `text`, `repetitions` grows by one, `source` joins the provenance.
  /// Does nothing when `source` is already among the sources.
  case merge(id: String, text: String, source: String, reason: String)
  /// `by` replaces `id`, which keeps its content and gets `validTo` and `supersededBy`.
  case supersede(id: String, by: String, validTo: Date, reason: String)
  /// It no longer speaks; can be undone.
  case retire(id: String, reason: String)
  /// It speaks again: neither retired nor superseded any more.
  case restore(id: String, reason: String)
  /// The owner words it anew.
  case reword(id: String, text: String, reason: String)
  /// Its importance was judged anew, 0…1.
  case reassess(id: String, importance: Double, reason: String)
  case pin(id: String, isPinned: Bool, reason: String)
  /// The owner consents to a memory of the inbox.
  case approve(id: String, reason: String)
  /// The owner's judgement: confidence 0…1, a factor on trust.
  case judge(id: String, confidence: Double, reason: String)
  case mark(id: String, labels: [String], isLocalOnly: Bool, reason: String)
  /// Takes back the last change that was not taken back yet; an addition is taken back by retiring.
  case undo(id: String, reason: String)
}

/// Append-only record of a change to a memory.
package struct LedgerEntry: Sendable, Hashable, Codable {
  package enum Action: String, Sendable, Codable, CaseIterable {
    case added, merged, superseded, reassessed, retired, forgotten, restored
    case reworded, pinned, unpinned, approved, judged, marked, preserved, undone
  }

  /// Ascending in the store.
  package let sequence: Int64
  package let space: SpaceID
  package let memory: String
  package let action: Action
  package let reason: String
  package let at: Date
  /// The wording after the change.
  package let text: String?
  /// The message that caused it, the memory that replaced it, or `#n` for the n-th entry of the memory's
  /// history that was undone.
  package let cause: String?
  /// Fields that changed, as they were; empty for an addition and for what has been forgotten.
  package let before: MemoryFields
  /// The same fields as they became; all of them for an addition.
  package let after: MemoryFields

  package init(
    sequence: Int64, space: SpaceID, memory: String, action: Action, reason: String, at: Date,
    text: String?, cause: String?, before: MemoryFields = MemoryFields(), after: MemoryFields = MemoryFields()
  ) {
    self.sequence = sequence
    self.space = space
    self.memory = memory
    self.action = action
    self.reason = reason
    self.at = at
    self.text = text
    self.cause = cause
    self.before = before
    self.after = after
  }
}
