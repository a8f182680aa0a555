package import Foundation

/// What a stored row is: a raw message or a distilled memory.
package enum ItemSource: String, Sendable, Codable, CaseIterable {
  case message, memory
}

/// Compact key of a stored row across derived indexes.
package struct ItemKey: Sendable, Hashable, Codable {
  package let source: ItemSource
  package let ordinal: Int64

  package init(_ source: ItemSource, _ ordinal: Int64) {
    self.source = source
    self.ordinal = ordinal
  }
}

/// A question to the memory of one space.
package struct RecallQuery: Sendable, Hashable {
  package var space: SpaceID
  /// At most `Limits.queryCharacters`; longer text is cut by the caller.
  package var text: String
  /// How many results, 1…200.
  package var limit: Int
  /// Return `Explanation`s.
  package var explain: Bool
  /// Which sources may answer.
  package var sources: Set<ItemSource>
  /// Messages that must not be returned (those already in the prompt).
  package var excluding: Set<String>
  /// A recall that must leave no trace: evaluation and `explain` do not feed access counters.
  package var observe: Bool
  /// Where it is asked: recalls on several channels make a memory more stable.
  package var channel: String
  /// The text's vector where the caller has it already; empty: it is made.
  package var vector: [Float] = []

  package init(
    space: SpaceID, text: String, limit: Int = 10, explain: Bool = false,
    sources: Set<ItemSource> = [.message, .memory], excluding: Set<String> = [],
    observe: Bool = true, channel: String = "api"
  ) {
    self.space = space
    self.text = text
    self.limit = limit
    self.explain = explain
    self.sources = sources
    self.excluding = excluding
    self.observe = observe
    self.channel = channel
  }
}

/// One recalled item. Results come in descending score; equal scores by descending time, then id.
package struct RecallHit: Sendable, Hashable, Codable {
  package let id: String
  package let source: ItemSource
  package let content: String
  /// 0…1, comparable inside one result only.
  package let score: Double
  package let createdAt: Date
  package let session: String?
  /// As it was imported; of a memory, that of the last message it came from.
  package var externalID: String?
  package let speaker: String?
  package let role: Role?
  package let kind: MemoryKind?
  package let trust: Trust
  package let validFrom: Date?
  package let validTo: Date?
  /// For a memory: ids of the messages it came from.
  package let sources: [String]
  package let explanation: Explanation?

  package init(
    id: String, source: ItemSource, content: String, score: Double, createdAt: Date,
    session: String?, externalID: String?, speaker: String?, role: Role?, kind: MemoryKind?,
    trust: Trust, validFrom: Date?, validTo: Date?, sources: [String], explanation: Explanation?
  ) {
    self.id = id
    self.source = source
    self.content = content
    self.score = score
    self.createdAt = createdAt
    self.session = session
    self.externalID = externalID
    self.speaker = speaker
    self.role = role
    self.kind = kind
    self.trust = trust
    self.validFrom = validFrom
    self.validTo = validTo
    self.sources = sources
    self.explanation = explanation
  }
}

/// Why a candidate stands where it stands.
package struct Explanation: Sendable, Hashable, Codable {
  /// Rank in each generator, 1 is best; absent where it was no candidate.
  package var ranks: [String: Int]
  /// Named parts of the score, in the order they were applied.
  package var parts: [Part]
  /// Why it was kept or dropped, in words.
  package var verdict: String

  package struct Part: Sendable, Hashable, Codable {
    package let name: String
    package let value: Double

    package init(_ name: String, _ value: Double) {
      self.name = name
      self.value = value
    }
  }

  package init(ranks: [String: Int] = [:], parts: [Part] = [], verdict: String = "") {
    self.ranks = ranks
    self.parts = parts
    self.verdict = verdict
  }
}

package struct RecallResult: Sendable {
  package var hits: [RecallHit]
  /// Candidates that were looked at and dropped; filled with `explain` only.
  package let dropped: [RecallHit]
  /// True when the query could not be embedded (no model, still loading): lexical candidates only.
  package let lexicalOnly: Bool

  package init(hits: [RecallHit], dropped: [RecallHit] = [], lexicalOnly: Bool = false) {
    self.hits = hits
    self.dropped = dropped
    self.lexicalOnly = lexicalOnly
  }
}
