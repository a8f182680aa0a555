package import Foundation

/// Durable background work. A job is keyed by kind and subject, so queuing it twice is queuing it once.
package enum JobKind: String, Sendable, Codable, CaseIterable {
  /// Embed a message's text.
  case embedMessage = "embed_message"
  /// Distil memories from a message, and find its entities and relations.
  case reflectMessage = "reflect_message"
  /// Find entities and relations in a message whose memories are known already.
  case linkMessage = "link_message"
  /// Give an ended session its title and summary.
  case digestSession = "digest_session"
  /// Embed a memory's text.
  case embedMemory = "embed_memory"
}

package struct Job: Sendable, Hashable, Identifiable {
  package let id: Int64
  package let kind: JobKind
  package let space: SpaceID
  /// Id of the message or memory it is about.
  package let subject: String
  /// Failed tries so far.
  package let attempts: Int
  package let queuedAt: Date

  package init(
    id: Int64, kind: JobKind, space: SpaceID, subject: String, attempts: Int, queuedAt: Date
  ) {
    self.id = id
    self.kind = kind
    self.space = space
    self.subject = subject
    self.attempts = attempts
    self.queuedAt = queuedAt
  }
}

/// State of the queue.
package struct QueueStatus: Sendable, Hashable, Codable {
  /// Jobs waiting or running.
  package let depth: Int
  /// Age of the oldest in seconds; nil when the queue is empty.
  package let oldestAge: Double?
  /// Jobs that failed for good and wait for a person.
  package let failed: Int

  package init(depth: Int, oldestAge: Double?, failed: Int) {
    self.depth = depth
    self.oldestAge = oldestAge
    self.failed = failed
  }
}
