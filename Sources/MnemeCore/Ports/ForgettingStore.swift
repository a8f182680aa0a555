package import Foundation

/// Irreversible erasure: what is selected and everything in the store that derives from it.
package protocol ForgettingStore: Sendable {
  /// What `forget` would erase, without erasing it.
  func forgettingPlan(for selection: ForgetSelection, in space: SpaceID) async throws(MnemeError) -> ForgetPlan

  /// What erasing the messages of before a time would concern, those left out from which a memory comes that speaks or
  /// awaits consent.
  func forgettingPlan(outlived before: Date, in space: SpaceID) async throws(MnemeError) -> ForgetPlan

  /// Erases in one transaction: messages, memories distilled from them alone (others lose the source, and the wording that
  /// came from it), vectors, full text, graph, digests, jobs, access counters and the content of ledger entries, of which a
  /// tombstone without content stays. Then rewrites what may still hold traces on disk: full-text segments, free pages
  /// and the write-ahead log. Forgetting what is gone already is no error.
  func forget(_ plan: ForgetPlan, in space: SpaceID, at: Date) async throws(MnemeError) -> Erasure
}

package enum ForgetSelection: Sendable, Hashable {
  /// A memory, and the messages it came from unless they carry other memories too (then only with `withSources`).
  case memory(String, withSources: Bool)
  case message(String)
  case session(String)
  /// What this person said, memories about the person, and messages and memories that name the person.
  case person(String)
  /// What was said from … until before …
  case time(from: Date, to: Date)
  /// Everything of the space.
  case everything
}

/// Rows that an erasure concerns.
package struct ForgetPlan: Sendable, Hashable {
  /// Ordinals, ascending.
  package var messages: [Int64]
  package var memories: [Int64]
  /// Memories that stay and lose a source.
  package var lessened: [Int64]
  /// Messages that stay although a forgotten memory came from them: they carry other memories too.
  package var keptSources: [String]

  /// Ids of conversations without a message of their own: branches on which nothing was said yet.
  package var emptySessions: [String]

  package init(
    messages: [Int64] = [], memories: [Int64] = [], lessened: [Int64] = [], keptSources: [String] = [],
    emptySessions: [String] = []
  ) {
    self.emptySessions = emptySessions
    self.messages = messages
    self.memories = memories
    self.lessened = lessened
    self.keptSources = keptSources
  }

  package var isEmpty: Bool { messages.isEmpty && memories.isEmpty && emptySessions.isEmpty }
}

/// What an erasure removed from the store, for indexes to follow and for the receipt.
package struct Erasure: Sendable, Hashable {
  package var messages: [Int64]
  package var memories: [Int64]
  /// Memories that stayed, as they are now.
  package var changed: [Memory]
  package var sessions: Int
  /// Digests that used the erased words; they are made again.
  package var digests: Int
  package var vectors: Int
  package var ledgerEntries: Int
  package var jobs: Int
  package var graph: GraphChange

  package init(
    messages: [Int64] = [], memories: [Int64] = [], changed: [Memory] = [], sessions: Int = 0, digests: Int = 0,
    vectors: Int = 0, ledgerEntries: Int = 0, jobs: Int = 0, graph: GraphChange = GraphChange()
  ) {
    self.messages = messages
    self.memories = memories
    self.changed = changed
    self.sessions = sessions
    self.digests = digests
    self.vectors = vectors
    self.ledgerEntries = ledgerEntries
    self.jobs = jobs
    self.graph = graph
  }
}
