package import Foundation

/// The archive as people search it, and its sizes.
package protocol ArchiveStore: Sendable {
  /// Messages whose words match (a phrase must stand in the text word after word; terms in any order, all of them), or of a
  /// time when there are no words; the last stored first. Sees every message stored before the call.
  func searchMessages(_ search: ArchiveSearch, in space: SpaceID) async throws(MnemeError) -> [Message]

  /// Sessions that were active in the time, latest first, and whose title, summary or topics hold `text` where given.
  func searchSessions(_ text: String?, from: Date?, to: Date?, includeArchived: Bool, in space: SpaceID, limit: Int)
    async throws(MnemeError) -> [Session]

  /// Puts away ended sessions whose last activity is before `idleSince`; returns how many.
  func archiveSessions(idleSince: Date) async throws(MnemeError) -> Int

  /// Sizes of one space, in one statement.
  func statistics(of space: SpaceID) async throws(MnemeError) -> SpaceStatistics
}

package struct ArchiveSearch: Sendable, Hashable {
  /// Terms as made by `TextAnalyzer.terms`, in order; empty for a search by time alone.
  package var terms: [String]
  /// The terms must follow one another.
  package var isPhrase: Bool
  /// Half-open.
  package var from: Date?
  package var to: Date?
  package var session: String?
  package var limit: Int

  package init(
    terms: [String] = [], isPhrase: Bool = false, from: Date? = nil, to: Date? = nil, session: String? = nil,
    limit: Int = 20
  ) {
    self.terms = terms
    self.isPhrase = isPhrase
    self.from = from
    self.to = to
    self.session = session
    self.limit = limit
  }
}

package struct SpaceStatistics: Sendable, Hashable, Codable {
  package let sessions: Int
  package let openSessions: Int
  package let archivedSessions: Int
  package let messages: Int
  package let memories: Int
  package let activeMemories: Int
  package let pinnedMemories: Int
  package let inboxMemories: Int
  /// Active memories by kind.
  package let memoriesByKind: [String: Int]
  package let entities: Int
  package let relations: Int
  package let vectors: Int
  package let waitingJobs: Int
  package let failedJobs: Int
  package let firstMessageAt: Date?
  package let lastMessageAt: Date?

  package init(
    sessions: Int, openSessions: Int, archivedSessions: Int, messages: Int, memories: Int, activeMemories: Int,
    pinnedMemories: Int, inboxMemories: Int, memoriesByKind: [String: Int], entities: Int, relations: Int,
    vectors: Int, waitingJobs: Int, failedJobs: Int, firstMessageAt: Date?, lastMessageAt: Date?
  ) {
    self.sessions = sessions
    self.openSessions = openSessions
    self.archivedSessions = archivedSessions
    self.messages = messages
    self.memories = memories
    self.activeMemories = activeMemories
    self.pinnedMemories = pinnedMemories
    self.inboxMemories = inboxMemories
    self.memoriesByKind = memoriesByKind
    self.entities = entities
    self.relations = relations
    self.vectors = vectors
    self.waitingJobs = waitingJobs
    self.failedJobs = failedJobs
    self.firstMessageAt = firstMessageAt
    self.lastMessageAt = lastMessageAt
  }
}
