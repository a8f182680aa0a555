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
  /// Transaction time of the supersession.
  package var supersededAt: Date?
  /// Neither decays nor expires.
  package var isPinned: Bool
  /// Said so often that it never expires.
  package var isPreserved: Bool
  /// Waits in the inbox for its owner's consent; does not speak until then.
  package var awaitsApproval: Bool
  /// Sensitive topics it touches ("health", "finances", …), ascending.
  package var labels: [String]
  /// Must not be sent to a model that runs elsewhere.
  package var isLocalOnly: Bool
  /// Factor on trust from its owner's judgements, 0…1; 1 where there is none.
  package var confidence: Double
  /// Ids of the memories it generalises, ascending; empty for one distilled from messages.
  package var derivedFrom: [String]

  package init(
    id: String, ordinal: Int64 = 0, space: SpaceID, text: String, kind: MemoryKind,
    subject: String? = nil, attribute: String? = nil, importance: Double, trust: Trust,
    sources: [String] = [], session: String? = nil, validFrom: Date, validTo: Date? = nil,
    recordedAt: Date, retiredAt: Date? = nil, repetitions: Int = 1, supersededBy: String? = nil,
    supersededAt: Date? = nil, isPinned: Bool = false, isPreserved: Bool = false, awaitsApproval: Bool = false,
    labels: [String] = [],
    isLocalOnly: Bool = false, confidence: Double = 1, derivedFrom: [String] = []
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
    self.supersededAt = supersededAt
    self.isPinned = isPinned
    self.isPreserved = isPreserved
    self.awaitsApproval = awaitsApproval
    self.labels = labels
    self.isLocalOnly = isLocalOnly
    self.confidence = confidence
    self.derivedFrom = derivedFrom
  }

  /// It speaks: neither retired nor superseded nor waiting for consent.
  package var isActive: Bool { retiredAt == nil && supersededBy == nil && !awaitsApproval }
}

/// A point in both times of a memory; nil means now.
package struct AsOf: Sendable, Hashable {
  /// Valid time: what held in the world then.
  package var valid: Date?
  /// Transaction time: what was known then, in the words it was known in.
  package var known: Date?

  package init(valid: Date? = nil, known: Date? = nil) {
    self.valid = valid
    self.known = known
  }
}
