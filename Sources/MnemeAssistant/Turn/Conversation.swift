import Foundation
import MnemeCore
import MnemeMemory

/// Where a turn belongs: its session, the message it follows, and what is already stored of it.
struct Conversation: Sendable {
  let session: String
  let channel: String
  /// The user's message when it is stored already (a retry or a regeneration).
  let stored: Message?
  /// The message that the user's message follows.
  let parent: String?
  /// The user's earlier messages that the store does not have, each with its path hash.
  let missing: [(text: String, pathHash: String)]
  let pathHash: String
}

/// Decides which conversation a request belongs to.
///
/// Order: the client's session name; the place in a stored conversation that the resent history names; the open session
/// of the OpenAI `user`, or of the channel. Resent messages are recognised by their path hash and never stored twice; an
/// edited or regenerated turn follows the same parent as the one it replaces, which makes it a branch.
struct ConversationResolver: Sendable {
  /// A single identical message without history inside this time is a repeat, not a new remark.
  static let repeatSeconds = 120.0

  let messages: any MessageStore
  let sessions: any SessionStore
  let settings: MemorySettings
  let clock: any WallClock
  let identifiers: any IdentifierSource

  /// `turns`: the user's and the assistant's messages of the request, the question last.
  func resolve(_ request: ChatRequest, turns: [ModelMessage]) async throws(MnemeError)
    -> Conversation
  {
    let hashes = ConversationPath.hashes(of: turns)
    let channel = request.user.map { "\(request.channel):\($0)" } ?? request.channel
    let known = try await messages.messages(pathHashes: hashes, in: request.space)
      .filter { request.session == nil || $0.session == request.session }
    let byHash = Dictionary(known.map { ($0.pathHash ?? "", $0) }) { newest, _ in newest }
    let historyCount = turns.count - 1

    // Longest prefix of the history that is stored.
    let anchor = (0..<historyCount).last { byHash[hashes[$0]] != nil }
    let session = try await session(
      of: request, channel: channel, anchor: anchor.flatMap { byHash[hashes[$0]] },
      hasHistory: historyCount > 0)

    var stored = byHash[hashes[historyCount]]
    if historyCount == 0, let candidate = stored, !request.isRetry {
      let age = clock.now().timeIntervalSince(candidate.createdAt)
      if request.session != nil || candidate.session != session || age > Self.repeatSeconds { stored = nil }
    }
    if let key = request.idempotencyKey, stored?.externalID != Self.externalID(key) {
      // The key speaks for itself: the append finds the stored message by it.
      stored = nil
    }

    var missing: [(text: String, pathHash: String)] = []
    if let anchor {
      // An unknown answer is one that the client changed or got elsewhere; what the user said there is kept.
      for i in (anchor + 1)..<max(anchor + 1, historyCount) where turns[i].role == .user {
        missing.append((turns[i].content, hashes[i]))
      }
    }
    var parent = anchor.flatMap { byHash[hashes[$0]]?.id }
    if historyCount == 0 {
      parent =
        try await messages.messages(session: session, in: request.space, before: nil, limit: 1).last?.id
    }
    return Conversation(
      session: stored?.session ?? session, channel: channel, stored: stored, parent: parent,
      missing: missing, pathHash: hashes[historyCount])
  }

  static func externalID(_ idempotencyKey: String) -> String { "idempotency:\(idempotencyKey)" }

  private func session(
    of request: ChatRequest, channel: String, anchor: Message?, hasHistory: Bool
  ) async throws(MnemeError) -> String {
    if let name = request.session { return name }
    if let anchor { return anchor.session }
    // A history that we never saw is another conversation.
    if hasHistory { return identifiers.next() }
    guard let open = try await sessions.openSession(in: request.space, channel: channel) else {
      return identifiers.next()
    }
    let silence = clock.now().timeIntervalSince(open.lastActivityAt)
    if silence <= Double(settings.sessionIdleMinutes) * 60 { return open.id }
    try await sessions.end(session: open.id, in: request.space, at: clock.now())
    return identifiers.next()
  }
}
