package import Foundation

package enum MemoryKind: String, Sendable, Codable, CaseIterable {
  case fact, preference, insight, event, semantic, reference
}

/// A sentence worth keeping, with where it came from and when it was true.
package struct Memory: Sendable, Hashable, Codable, Identifiable {
  /// UUIDv7, unique in its space.
  package var id: String
  /// Position in the store; compact key of derived indexes. 0 before it is stored.
  package var ordinal: Int64
  package var space: SpaceID
  /// The sentence itself.
  package var text: String
  package var kind: MemoryKind
  /// Whom it is about: `nil` means the owner of the space, else the speaker's name.
  package var subject: String?
  /// Key of what is asserted about the subject ("home", "employer", "favourite:colour"): a newer memory with the same
  /// subject and attribute supersedes this one. `nil` where there is no such single-valued slot.
  package var attribute: String?
  /// 0…1; immutable but for explicit reassessment. Decay is computed when read.
  package var importance: Double
  package var trust: Trust
  /// Ids of the messages it was distilled from, first one first.
  package var sources: [String]
  package var session: String?
  /// Valid time: when the statement holds in the world. `validTo` nil means still.
  package var validFrom: Date
  package var validTo: Date?
  /// Transaction time: when it was learnt, and when it stopped speaking.
  package var recordedAt: Date
  package var retiredAt: Date?
  /// How often it was said; 1 or more.
  package var repetitions: Int
  package var supersededBy: String?

  package init(
    id: String, ordinal: Int64 = 0, space: SpaceID, text: String, kind: MemoryKind,
    subject: String? = nil, attribute: String? = nil, importance: Double, trust: Trust,
    sources: [String] = [], session: String? = nil, validFrom: Date, validTo: Date? = nil,
    recordedAt: Date, retiredAt: Date? = nil, repetitions: Int = 1, supersededBy: String? = nil
  ) {
    self.id = id
    self.ordinal = ordinal
    self.space = space
    self.text = text
    self.kind = kind
    self.subject = subject
    self.attribute = attribute
    self.importance = importance
    self.trust = trust
    self.sources = sources
    self.session = session
    self.validFrom = validFrom
    self.validTo = validTo
    self.recordedAt = recordedAt
    self.retiredAt = retiredAt
    self.repetitions = repetitions
    self.supersededBy = supersededBy
  }

  /// It speaks: neither retired nor superseded.
  package var isActive: Bool { retiredAt == nil && supersededBy == nil }
}

/// One change to memories. All changes of one call to the store are one transaction, each with its ledger entry.
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
}

/// Append-only record of a change to a memory.
package struct LedgerEntry: Sendable, Hashable, Codable {
  package enum Action: String, Sendable, Codable {
    case added, merged, superseded, reassessed, retired, forgotten, restored
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
  /// The message that caused it, or the memory that replaced it.
  package let cause: String?

  package init(
    sequence: Int64, space: SpaceID, memory: String, action: Action, reason: String, at: Date,
    text: String?, cause: String?
  ) {
    self.sequence = sequence
    self.space = space
    self.memory = memory
    self.action = action
    self.reason = reason
    self.at = at
    self.text = text
    self.cause = cause
  }
}
