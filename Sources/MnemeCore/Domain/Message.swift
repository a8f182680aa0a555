package import Foundation

/// Who said it, in the roles of the chat protocols.
package enum Role: String, Sendable, Codable, CaseIterable {
  case user, assistant, system, tool
}

/// How far a text is believed. Rank falls from `user` to `web`.
package enum Trust: String, Sendable, Codable, CaseIterable {
  /// The owner of the space said it.
  case user
  /// Another person said it (an imported conversation's other speaker).
  case other
  case assistant, tool, web

  /// Weight in recall, 0…1.
  package var weight: Double {
    switch self {
    case .user: 1
    case .other: 1
    case .assistant: 0.85
    case .tool: 0.8
    case .web: 0.7
    }
  }
}

/// One utterance: immutable, append-only, the source of truth.
package struct Message: Sendable, Hashable, Codable, Identifiable {
  /// UUIDv7, unique in its space.
  package let id: String
  /// Position in the whole store, ascending in order of arrival; compact key of derived indexes.
  package let ordinal: Int64
  package let space: SpaceID
  package let session: String
  package let role: Role
  /// The speaker's name where the source gives one; `nil` for the owner and the assistant.
  package let speaker: String?
  package let text: String
  package let trust: Trust
  package let createdAt: Date
  /// The source's own id, unique in the space where present.
  package let externalID: String?
  /// The message this one answers or follows in its branch.
  package let parent: String?
  /// Hash of the conversation up to and including this message as the client sees it.
  package let pathHash: String?

  package init(
    id: String, ordinal: Int64, space: SpaceID, session: String, role: Role, speaker: String?,
    text: String, trust: Trust, createdAt: Date, externalID: String?, parent: String?,
    pathHash: String?
  ) {
    self.id = id
    self.ordinal = ordinal
    self.space = space
    self.session = session
    self.role = role
    self.speaker = speaker
    self.text = text
    self.trust = trust
    self.createdAt = createdAt
    self.externalID = externalID
    self.parent = parent
    self.pathHash = pathHash
  }
}

extension Message {
  /// Begins the external id of an answer from memory alone.
  package static let echoPrefix = "recall:"

  /// It does nothing but quote what is kept elsewhere: it is no source, and goes where what it quotes goes.
  package var isEcho: Bool { externalID?.hasPrefix(Self.echoPrefix) ?? false }
}

/// A message about to be appended; the store gives it its ordinal.
package struct NewMessage: Sendable, Hashable {
  package var id: String
  package var space: SpaceID
  package var session: String
  package var role: Role
  package var speaker: String?
  package var text: String
  package var trust: Trust
  package var createdAt: Date
  package var externalID: String?
  package var parent: String?
  package var pathHash: String?
  /// Work to queue in the same transaction; nothing for text that must not become memory.
  package var jobs: [JobKind]

  package init(
    id: String, space: SpaceID, session: String, role: Role, speaker: String? = nil, text: String,
    trust: Trust, createdAt: Date, externalID: String? = nil, parent: String? = nil,
    pathHash: String? = nil, jobs: [JobKind] = [.embedMessage, .reflectMessage]
  ) {
    self.id = id
    self.space = space
    self.session = session
    self.role = role
    self.speaker = speaker
    self.text = text
    self.trust = trust
    self.createdAt = createdAt
    self.externalID = externalID
    self.parent = parent
    self.pathHash = pathHash
    self.jobs = jobs
  }
}

/// What became of one message of an append.
package struct AppendOutcome: Sendable, Hashable {
  package let message: Message
  /// False when a message with the same id or external id was already there; `message` is that one.
  package let appended: Bool

  package init(message: Message, appended: Bool) {
    self.message = message
    self.appended = appended
  }
}
