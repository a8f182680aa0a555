package import Foundation

/// Upkeep of memories and of the file.
package protocol MaintenanceStore: Sendable {
  /// Spaces that hold anything, ascending.
  func spaces() async throws(MnemeError) -> [SpaceID]

  /// What consolidation needs to know of active memories after `ordinal`, ascending, at most `limit`.
  func vitals(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [MemoryVitals]

  /// Applies a whole plan in one transaction with a constant number of statements however many memories it names, each
  /// change with its ledger entry. Memories that changed since they were read are left alone. Returns those changed.
  func apply(_ plan: ConsolidationPlan, in space: SpaceID, at: Date) async throws(MnemeError) -> ConsolidationOutcome

  /// Gives free pages back (when they are more than a tenth of the file), refreshes the planner's statistics and moves the
  /// write-ahead log into the database.
  func compact() async throws(MnemeError)

  /// Makes what the store derives again: memories by replaying the ledger, full text, the sums of the graph; and queues the
  /// reading of every message for the graph, and with `vectors` the embedding of every row.
  func rebuild(vectors: Bool) async throws(MnemeError) -> RebuildReport

  /// What is wrong with the file, its invariants and derived tables, one line each; never any text of a message.
  func integrityFindings() async throws(MnemeError) -> [String]
}

/// A memory as consolidation sees it.
package struct MemoryVitals: Sendable, Hashable {
  package let id: String
  package let ordinal: Int64
  package let text: String
  package let kind: MemoryKind
  package let subject: String?
  package let attribute: String?
  package let importance: Double
  package let confidence: Double
  package let repetitions: Int
  package let recordedAt: Date
  package let isPinned: Bool
  package let isPreserved: Bool
  /// Somebody but consolidation judged its importance, or took a change back: consolidation leaves it as it is.
  package let isJudged: Bool

  package init(
    id: String, ordinal: Int64, text: String, kind: MemoryKind, subject: String?, attribute: String?,
    importance: Double,
    confidence: Double, repetitions: Int, recordedAt: Date, isPinned: Bool, isPreserved: Bool, isJudged: Bool
  ) {
    self.id = id
    self.ordinal = ordinal
    self.text = text
    self.kind = kind
    self.subject = subject
    self.attribute = attribute
    self.importance = importance
    self.confidence = confidence
    self.repetitions = repetitions
    self.recordedAt = recordedAt
    self.isPinned = isPinned
    self.isPreserved = isPreserved
    self.isJudged = isJudged
  }
}

/// What one run of consolidation changes. Ordinals of memories.
package struct ConsolidationPlan: Sendable, Hashable {
  package struct Reassessment: Sendable, Hashable {
    package let ordinal: Int64
    package let importance: Double

    package init(ordinal: Int64, importance: Double) {
      self.ordinal = ordinal
      self.importance = importance
    }
  }

  /// `absorbed` says the same as `kept`: it is superseded by it, and its repetitions and sources are added to it.
  package struct Merger: Sendable, Hashable {
    package let kept: Int64
    package let absorbed: Int64

    package init(kept: Int64, absorbed: Int64) {
      self.kept = kept
      self.absorbed = absorbed
    }
  }

  /// Said so often that they never expire.
  package var preserve: [Int64]
  /// Faded: retired with the reason "expired".
  package var expire: [Int64]
  /// Importance that use has shown.
  package var reassess: [Reassessment]
  package var merge: [Merger]

  package init(
    preserve: [Int64] = [], expire: [Int64] = [], reassess: [Reassessment] = [], merge: [Merger] = []
  ) {
    self.preserve = preserve
    self.expire = expire
    self.reassess = reassess
    self.merge = merge
  }

  package var isEmpty: Bool { preserve.isEmpty && expire.isEmpty && reassess.isEmpty && merge.isEmpty }
}

package struct ConsolidationOutcome: Sendable, Hashable {
  package var preserved: Int
  package var expired: Int
  package var reassessed: Int
  package var merged: Int
  /// Ordinals of memories that no longer speak.
  package var silenced: [Int64]

  package init(preserved: Int = 0, expired: Int = 0, reassessed: Int = 0, merged: Int = 0, silenced: [Int64] = []) {
    self.preserved = preserved
    self.expired = expired
    self.reassessed = reassessed
    self.merged = merged
    self.silenced = silenced
  }
}
