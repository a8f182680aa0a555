package import Foundation

/// One conversation inside a space.
package struct Session: Sendable, Hashable, Codable, Identifiable {
  package let id: String
  package let space: SpaceID
  package let channel: String
  package let startedAt: Date
  package let lastActivityAt: Date
  package let endedAt: Date?
  package let messageCount: Int
  /// What it was about; nil until it has been digested.
  package let digest: SessionDigest?
  /// Put away: no longer listed unless asked for. Its messages are still recalled.
  package let archivedAt: Date?
  /// The owner's own, in place of the digest's.
  package let title: String?
  /// The message of another conversation that stands last before this one's own.
  package let branchOf: String?

  package init(
    id: String, space: SpaceID, channel: String, startedAt: Date, lastActivityAt: Date,
    endedAt: Date?, messageCount: Int, digest: SessionDigest? = nil, archivedAt: Date? = nil,
    title: String? = nil, branchOf: String? = nil
  ) {
    self.id = id
    self.space = space
    self.channel = channel
    self.startedAt = startedAt
    self.lastActivityAt = lastActivityAt
    self.endedAt = endedAt
    self.messageCount = messageCount
    self.digest = digest
    self.archivedAt = archivedAt
    self.title = title
    self.branchOf = branchOf
  }
}

/// Title and summary of a session, derived from its messages.
package struct SessionDigest: Sendable, Hashable, Codable {
  package let title: String
  package let summary: String
  /// Terms it was about, the most characteristic first.
  package let topics: [String]
  /// Ids of the messages whose words it uses: erased with any of them.
  package let sources: [String]

  package init(title: String, summary: String, topics: [String], sources: [String]) {
    self.title = title
    self.summary = summary
    self.topics = topics
    self.sources = sources
  }
}
