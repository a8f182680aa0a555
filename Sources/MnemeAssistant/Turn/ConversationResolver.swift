import Foundation
import MnemeCore
import MnemeMemory

/// Decides which conversation a request belongs to.
///
/// Order: the client's session name; the place in a stored conversation that the resent history names; the open session
/// of the OpenAI `user`, or of the channel. Resent messages are recognised by their path hash and never stored twice; an
/// edited or regenerated turn follows the same parent as the one it replaces, which makes it a branch.
///
/// A history that the store has never seen is not kept, because examples for a model are no facts; but in a session that
/// the client names the earlier words of the user are that person's own, and those the store lacks are kept.
struct ConversationResolver: Sendable {
  /// A single identical message without history inside this time is a repeat, not a new remark; so is a client's retry
  /// that comes this soon after the first try or its answer.
  static let repeatSeconds = 120.0

  let messages: any MessageStore
  let sessions: any SessionStore
  let settings: MemorySettings
  let clock: any WallClock
  let identifiers: any IdentifierSource

  /// - Parameters:
  ///   - turns: the user's and the assistant's messages of the request, the question last.
  ///   - goesOn: the question was asked before: the stored one is meant, where there is one.
  func resolve(_ request: ChatRequest, turns: [ModelMessage], goesOn: Bool = false) async throws(MnemeError)
    -> Conversation
  {
    let hashes = ConversationPath.hashes(of: turns)
    let channel = request.user.map { "\(request.channel):\($0)" } ?? request.channel
    let everywhere = try await messages.messages(pathHashes: hashes, in: request.space)
    let known = everywhere.filter { request.session == nil || $0.session == request.session }
    let byHash = Dictionary(known.map { ($0.pathHash ?? "", $0) }) { newest, _ in newest }
    let last = turns.count - 1

    // Longest prefix of the history that is stored.
    let anchor = (0..<last).last { byHash[hashes[$0]] != nil }
    let session = try await session(
      of: request, channel: channel, anchor: anchor.flatMap { byHash[hashes[$0]] }, hasHistory: last > 0)

    var stored = byHash[hashes[last]]
    if goesOn, let stored {
      return Conversation(
        session: stored.session, channel: channel, stored: stored, parent: stored.parent, missing: [],
        pathHash: hashes[last], isNew: false)
    }
    var parent = anchor.flatMap { byHash[hashes[$0]]?.id }
    var missing: [(text: String, pathHash: String)] = []
    if last == 0 {
      let candidate = known.first { $0.session == session }
      (stored, parent) = try await place(of: candidate, in: session, request)
    } else if let anchor {
      // An unknown answer is one that the client changed or got elsewhere; what the user said there is kept.
      for i in (anchor + 1)..<max(anchor + 1, last) where turns[i].role == .user {
        missing.append((turns[i].content, hashes[i]))
      }
    } else if request.session != nil {
      let tail = try await messages.messages(
        session: session, in: request.space, before: nil, limit: 2 * turns.count + 200)
      parent = tail.last?.id
      let elsewhere = Set(everywhere.compactMap(\.pathHash))
      let lacking = unsaid(turns.dropLast(), after: tail)
      missing = lacking.filter { !elsewhere.contains(hashes[$0]) }.map { (turns[$0].content, hashes[$0]) }
    }
    if let key = request.idempotencyKey, stored?.externalID != Self.externalID(key) {
      // The key speaks for itself: the append finds the stored message by it.
      stored = nil
    }
    return Conversation(
      session: stored?.session ?? session, channel: channel, stored: stored, parent: parent,
      missing: missing, pathHash: hashes[last], isNew: parent == nil && stored == nil)
  }

  static func externalID(_ idempotencyKey: String) -> String { "idempotency:\(idempotencyKey)" }

  // MARK: Histories

  /// Places of the user's messages that `stored` lacks, compared by their words alone and each stored one counted once: a
  /// client that resends only its last turns gives them other path hashes every time.
  private func unsaid(_ turns: ArraySlice<ModelMessage>, after stored: [Message]) -> [Int] {
    var counts: [String: Int] = [:]
    for message in stored where message.role == .user { counts[Self.words(message.text), default: 0] += 1 }
    return turns.indices.filter { index in
      guard turns[index].role == .user else { return false }
      let words = Self.words(turns[index].content)
      guard let left = counts[words], left > 0 else { return true }
      counts[words] = left - 1
      return false
    }
  }

  /// Equal for equal messages: their path hash as if nothing had been said before.
  private static func words(_ text: String) -> String {
    ConversationPath.hashes(of: [ModelMessage(role: .user, content: text)])[0]
  }

  // MARK: Messages without history

  /// Where a message without history belongs in its session: the stored message that it repeats, and its parent.
  ///
  /// A client that resends its history says with such a message: this is the beginning of the conversation (once more,
  /// or edited). A client that never resends anything says: this comes next. What is stored of the session tells which
  /// client it is, except while it holds one message only; an equal message soon after is then taken for that one again.
  private func place(of candidate: Message?, in session: String, _ request: ChatRequest)
    async throws(MnemeError) -> (stored: Message?, parent: String?)
  {
    let tail = try await messages.messages(session: session, in: request.space, before: nil, limit: 64)
    let next = tail.last?.id
    if request.session != nil, Self.showHistory(tail) { return (candidate, nil) }
    guard let candidate else { return (nil, next) }
    let answers = tail.filter { $0.parent == candidate.id && $0.role == .assistant }
    let said = candidate.createdAt
    let answered = max(said, answers.last?.createdAt ?? said)
    let isRepeat: Bool
    if request.isRetry {
      isRepeat = age(answered) <= Self.repeatSeconds
    } else if request.session == nil {
      isRepeat = age(said) <= Self.repeatSeconds
    } else if tail.filter({ $0.role == .user }).map(\.id) == [candidate.id] {
      isRepeat = answers.isEmpty || age(answered) <= Double(settings.sessionIdleMinutes) * 60
    } else {
      isRepeat = false
    }
    return (isRepeat ? candidate : nil, next)
  }

  /// Some message of the user came with the turns before it.
  private static func showHistory(_ stored: [Message]) -> Bool {
    stored.contains { message in
      guard message.role == .user, let hash = message.pathHash else { return false }
      return hash != words(message.text)
    }
  }

  private func age(_ date: Date) -> Double { clock.now().timeIntervalSince(date) }

  // MARK: Sessions

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
    if age(open.lastActivityAt) <= Double(settings.sessionIdleMinutes) * 60 { return open.id }
    try await sessions.end(session: open.id, in: request.space, at: clock.now())
    return identifiers.next()
  }
}
