import Foundation
import MnemeCore

/// A session in the HTTP API.
struct WireSession: Codable {
  let id: String
  let space: SpaceID
  let channel: String
  let startedAt: Date
  let lastActivityAt: Date
  @Nullable var endedAt: Date?
  let messageCount: Int
  @Nullable var title: String?
  @Nullable var summary: String?
  let topics: [String]
  @Nullable var archivedAt: Date?
  /// The title is the owner's own.
  let ownTitle: Bool
  @Nullable var branchOf: String?

  init(_ session: Session) {
    id = session.id
    space = session.space
    channel = session.channel
    startedAt = session.startedAt
    lastActivityAt = session.lastActivityAt
    endedAt = session.endedAt
    messageCount = session.messageCount
    title = session.title ?? session.digest?.title
    summary = session.digest?.summary
    topics = session.digest?.topics ?? []
    archivedAt = session.archivedAt
    ownTitle = session.title != nil
    branchOf = session.branchOf
  }

  /// The API does not tell which messages a digest comes from.
  var session: Session {
    Session(
      id: id, space: space, channel: channel, startedAt: startedAt, lastActivityAt: lastActivityAt, endedAt: endedAt,
      messageCount: messageCount,
      digest: title.map { SessionDigest(title: $0, summary: summary ?? "", topics: topics, sources: []) },
      archivedAt: archivedAt, title: ownTitle ? title : nil, branchOf: branchOf)
  }
}

struct WireSessions: Codable {
  let sessions: [WireSession]

  init(_ sessions: [Session]) { self.sessions = sessions.map(WireSession.init) }
}

/// A message in the HTTP API.
struct WireMessage: Codable {
  let id: String
  let ordinal: Int64
  let space: SpaceID
  let sessionId: String
  let role: Role
  @Nullable var speaker: String?
  let text: String
  let trust: Trust
  let createdAt: Date
  @Nullable var externalId: String?
  @Nullable var parent: String?

  init(_ message: Message) {
    id = message.id
    ordinal = message.ordinal
    space = message.space
    sessionId = message.session
    role = message.role
    speaker = message.speaker
    text = message.text
    trust = message.trust
    createdAt = message.createdAt
    externalId = message.externalID
    parent = message.parent
  }

  /// The API does not tell the hash of the conversation.
  var message: Message {
    Message(
      id: id, ordinal: ordinal, space: space, session: sessionId, role: role, speaker: speaker, text: text,
      trust: trust, createdAt: createdAt, externalID: externalId, parent: parent, pathHash: nil)
  }
}

struct WireMessages: Codable {
  let messages: [WireMessage]

  init(_ messages: [Message]) { self.messages = messages.map(WireMessage.init) }
}

/// A session with messages of it.
struct WireConversation: Codable {
  let session: WireSession
  let messages: [WireMessage]

  init(_ session: Session, _ messages: [Message]) {
    self.session = WireSession(session)
    self.messages = messages.map(WireMessage.init)
  }
}
