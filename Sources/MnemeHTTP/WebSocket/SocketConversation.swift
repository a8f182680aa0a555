import Foundation
import HTTPTypes
import MnemeCore
import NIOCore
import Synchronization

/// One client over one WebSocket: who it is, one answer at a time, and the events of its space. docs/websocket.md is the protocol.
final class SocketConversation: Sendable {
  /// What it works with.
  struct Parts: Sendable {
    let chat: any ChatService
    let archive: any ArchiveService
    let events: any EventFeed
    let registry: ConnectionRegistry
    let maxTurns: Int
    /// Event feeds that may be open at once, those of `/v1/events` apart.
    let feeds: Places
    let maxFeeds: Int
    let timing: SocketTiming
    let identifiers: any IdentifierSource
    /// Whose credentials these are, counted against their limit.
    let caller: @Sendable (HTTPFields) throws(HTTPFailure) -> Caller
  }

  private struct Run {
    let id: String
    let turn: TurnFrames
  }

  private struct State {
    /// As it was named; nil: the caller's own.
    var space: SpaceID?
    var credentials: HTTPFields
    /// Nil until the client is known.
    var caller: Caller?
    /// An `auth` message was taken.
    var isIntroduced = false
    var session: String?
    var run: Run?
    /// Set before the turn exists.
    var isBusy = false
    /// Ends the feed of events.
    var feed: ConnectionSignal?
    var isStopping = false
    var badMessages = 0
    var unanswered = 0
    var rate: MessageRate
  }

  private static let badMessageLimit = 5
  private static let pingLimit = 3

  private let parts: Parts
  private let link: WebSocketLink
  private let signal: ConnectionSignal
  private let state: Mutex<State>

  /// - Parameters:
  ///   - space: of the upgrade's header; the client may name another when it introduces itself.
  ///   - caller: whose `credentials` the upgrade brought; nil where it brought none and some are needed.
  init(
    _ parts: Parts, link: WebSocketLink, signal: ConnectionSignal, space: SpaceID?, credentials: HTTPFields,
    caller: Caller?
  ) {
    self.parts = parts
    self.link = link
    self.signal = signal
    state = Mutex(
      State(
        space: space, credentials: credentials, caller: caller,
        rate: MessageRate(limit: parts.timing.messagesPerWindow, per: parts.timing.window)))
  }

  /// Returns when the connection is over.
  func run() async {
    if state.withLock({ $0.caller != nil }) { greet() }
    await withDiscardingTaskGroup { group in
      group.addTask { await self.beat() }
      group.addTask { await self.awaitIntroduction() }
      group.addTask { await self.awaitStop() }
      for await text in link.messages {
        link.taken()
        await take(text, &group)
      }
      endRun()
      state.withLock { $0.feed }?.fire(.clientGone)
      group.cancelAll()
    }
  }

  // MARK: Time

  private func beat() async {
    // Ends by cancellation, which `sleep` reports by throwing.
    while (try? await Task.sleep(for: parts.timing.heartbeat)) != nil {
      let wasHeard = link.heard()
      let isSilent = state.withLock { state -> Bool in
        state.unanswered = wasHeard ? 0 : state.unanswered + 1
        return state.unanswered > Self.pingLimit
      }
      if isSilent { return link.close(.silent) }
      // Who only listens is looked at here: a key may have been revoked, or a role taken.
      if isNoLongerKnown() { return link.close(.authRequired) }
      link.ping()
    }
  }

  private func isNoLongerKnown() -> Bool {
    let (known, credentials) = state.withLock { ($0.caller, $0.credentials) }
    guard let known else { return false }
    do throws(HTTPFailure) {
      let caller = try parts.caller(credentials)
      return caller.id != known.id || !caller.may([], in: space)
    } catch {
      return error.status != .tooManyRequests
    }
  }

  private func awaitIntroduction() async {
    guard !state.withLock({ $0.caller != nil }) else { return }
    guard (try? await Task.sleep(for: parts.timing.introduction)) != nil else { return }  // cancelled: it is over
    guard !state.withLock({ $0.caller != nil }) else { return }
    link.send(SocketAnswer.error("auth_timeout"))
    link.close(.authTimeout)
  }

  /// A server that stops lets the answer under way end.
  private func awaitStop() async {
    guard await parts.registry.stopping.wait() != nil else { return }
    let isIdle = state.withLock { state -> Bool in
      state.isStopping = true
      return !state.isBusy
    }
    if isIdle { link.close(.goingAway) }
  }

  // MARK: Messages

  private func take(_ text: String, _ group: inout DiscardingTaskGroup) async {
    let message: SocketMessage
    do throws(SocketMessage.Fault) {
      message = try SocketMessage(text)
    } catch {
      return refuse(error)
    }
    state.withLock { $0.badMessages = 0 }
    if case .auth(let token, let space, let events, let after) = message {
      return introduce(token, space, events: events, after: after, &group)
    }
    guard state.withLock({ $0.caller != nil }) else {
      link.send(SocketAnswer.error("auth_required"))
      return link.close(.authRequired)
    }
    if case .pong = message { return }
    guard state.withLock({ $0.rate.allow(at: .now) }) else {
      return link.send(SocketAnswer.error("rate_limited"))
    }
    switch message {
    case .auth, .pong: break
    case .ping: link.send(["type": "pong"])
    case .typingStart: link.send(["type": "typing_ack"])
    case .chat(let chat): begin(chat, &group)
    case .cancel(let id): cancel(id)
    case .sessionEnd(let session): await endSession(session)
    case .subscribe(let after): subscribe(after: after, &group)
    case .unsubscribe:
      let feed = state.withLock { state -> ConnectionSignal? in
        defer { state.feed = nil }
        return state.feed
      }
      feed?.fire(.clientGone)
      link.send(["type": "unsubscribed"])
    case .unknown(let type): link.send(SocketAnswer.error("unknown_type", detail: type))
    }
  }

  private func refuse(_ fault: SocketMessage.Fault) {
    switch fault {
    case .wrong(let detail): link.send(SocketAnswer.error("invalid_message", detail: detail))
    case .notJSON:
      let isTooOften = state.withLock { state -> Bool in
        state.badMessages += 1
        return state.badMessages >= Self.badMessageLimit
      }
      link.send(SocketAnswer.error("bad_json"))
      if isTooOften { link.close(.notJSON) }
    }
  }

  private func introduce(
    _ token: String?, _ name: String?, events: Bool, after: UInt64?, _ group: inout DiscardingTaskGroup
  ) {
    let (known, isIntroduced) = state.withLock { ($0.caller, $0.isIntroduced) }
    guard !isIntroduced else { return link.send(SocketAnswer.error("already_authenticated")) }
    var caller = known
    var credentials: HTTPFields?
    // Whoever was admitted at the upgrade may still bring a key; a wrong one is refused all the same.
    if let token, !token.isEmpty {
      let brought: HTTPFields = [.authorization: "Bearer \(token)"]
      credentials = brought
      caller = try? parts.caller(brought)  // a wrong one is told from nothing else
    }
    guard let caller else {
      link.send(SocketAnswer.error("auth_required"))
      return link.close(.authRequired)
    }
    var space = state.withLock { $0.space }
    if let name {
      guard let named = try? SpaceID(name) else {  // the rule of names is in the answer
        return link.send(SocketAnswer.error("invalid_message", detail: "'space' is no name of a space."))
      }
      space = named
    }
    guard caller.may([], in: space ?? caller.home) else {
      return link.send(SocketAnswer.error("space_not_allowed"))
    }
    let chosen = space
    state.withLock { state in
      (state.space, state.caller, state.isIntroduced) = (chosen, caller, true)
      if let credentials { state.credentials = credentials }
    }
    greet()
    if events { subscribe(after: after, &group) }
  }

  private var space: SpaceID { state.withLock { $0.space ?? $0.caller?.home ?? .me } }

  /// The client as it is now: keys end and roles change while a connection lasts.
  /// - Returns: whether it may do this; else it was told why not.
  private func mayDo(_ needed: AccessScope, id: String? = nil) -> Bool {
    do throws(HTTPFailure) {
      let caller = try parts.caller(state.withLock { $0.credentials })
      if caller.may([needed], in: space) { return true }
      link.send(SocketAnswer.error("insufficient_scope", id: id, detail: needed.rawValue))
    } catch {
      let isLimit = error.status == .tooManyRequests
      link.send(SocketAnswer.error(isLimit ? "rate_limited" : "auth_required", id: id))
      if !isLimit { link.close(.authRequired) }
    }
    return false
  }

  private func greet() {
    let space = space
    let newest = parts.events.recent(1, of: nil, in: nil).last?.sequence
    link.send([
      "type": "auth_ok", "space": .string(space.rawValue),
      "event_id": newest.map { .int(Int64(clamping: $0)) } ?? .null,
    ])
  }

  // MARK: Answers

  private func begin(_ chat: SocketChat, _ group: inout DiscardingTaskGroup) {
    let id = chat.id ?? parts.identifiers.next()
    guard mayDo(.chat, id: id) else { return }
    let (isBusy, isStopping) = state.withLock { state in
      defer { if !state.isStopping { state.isBusy = true } }
      return (state.isBusy, state.isStopping)
    }
    if isStopping { return link.send(SocketAnswer.error("server_stopping", id: id)) }
    if isBusy { return link.send(SocketAnswer.error("busy", id: id)) }
    guard let place = parts.registry.turns.take(limit: parts.maxTurns) else {
      state.withLock { $0.isBusy = false }
      return link.send(SocketAnswer.error("overloaded", id: id))
    }
    link.send(["type": "chat_ack", "id": .string(id)])
    group.addTask {
      await self.answer(chat, id: id)
      place.release()
    }
  }

  private func answer(_ chat: SocketChat, id: String) async {
    var seq = 0
    let failure: HTTPFailure?
    if let model = chat.model, model != "mneme", await !parts.chat.models().contains(where: { $0.name == model }) {
      failure = HTTPFailure.noModel(named: "model")
    } else {
      failure = await tell(chat, id: id, &seq)
    }
    if let failure {
      link.send(SocketAnswer.error(failure.code, id: id, detail: failure.message))
    }
    let isStopping = state.withLock { state -> Bool in
      (state.run, state.isBusy) = (nil, false)
      return state.isStopping
    }
    if isStopping { link.close(.goingAway) }
  }

  /// - Returns: what the answer failed of.
  private func tell(_ chat: SocketChat, id: String, _ seq: inout Int) async -> HTTPFailure? {
    let (space, session) = (space, chat.session ?? state.withLock { $0.session })
    let request = ChatRequest(
      space: space, session: session, channel: "websocket",
      messages: [ModelMessage(role: .user, content: chat.content)], model: chat.model, memory: chat.memory,
      idempotencyKey: parts.identifiers.next())
    let turn = TurnFrames(
      of: parts.chat.reply(to: request), signal: signal, tick: .seconds(3600), clock: .continuous)
    defer { turn.cancel() }
    state.withLock { $0.run = Run(id: id, turn: turn) }
    for await frame in turn.frames {
      switch frame {
      case .event(.finished(let end)):
        link.send(SocketAnswer.done(end, id: id, seq: seq))
        return nil
      case .event(let event):
        if case .started(let start) = event, let session = start.session {
          state.withLock { $0.session = session }
        }
        guard let answer = SocketAnswer.event(event, id: id, seq: seq) else { continue }
        link.send(answer)
        seq += 1
      case .tick: continue
      case .failed(let failure): return failure
      case .interrupted(.shutdown): return HTTPFailure(interruption: .shutdown)
      case .interrupted(.clientGone): return nil
      case .ended:
        // Without an end of its own: it was cancelled.
        link.send(SocketAnswer.cancelled(id: id, seq: seq))
        return nil
      }
    }
    return nil
  }

  private func cancel(_ id: String?) {
    let run = state.withLock { $0.run }
    guard let run, id == nil || run.id == id else { return link.send(SocketAnswer.error("not_running", id: id)) }
    run.turn.cancel()
  }

  private func endRun() { state.withLock { $0.run }?.turn.cancel() }

  private func endSession(_ named: String?) async {
    guard mayDo(.memoryWrite) else { return }
    let (space, session) = (space, named ?? state.withLock { $0.session })
    guard let session else { return link.send(SocketAnswer.error("no_session")) }
    do throws(MnemeError) {
      let ended = try await parts.archive.end(session: session, in: space)
      state.withLock { if $0.session == session { $0.session = nil } }
      link.send(["type": "session_ended", "session": ended.json])
    } catch {
      let failure = HTTPFailure(error)
      link.send(SocketAnswer.error(failure.code, detail: failure.message))
    }
  }

  // MARK: Events

  private func subscribe(after: UInt64?, _ group: inout DiscardingTaskGroup) {
    guard mayDo(.memoryRead) else { return }
    guard state.withLock({ $0.feed == nil }) else { return link.send(SocketAnswer.error("already_subscribed")) }
    guard let place = parts.feeds.take(limit: parts.maxFeeds) else {
      return link.send(SocketAnswer.error("overloaded"))
    }
    let deliveries = parts.events.subscribe(to: space, after: after)
    link.send(["type": "subscribed"])
    let stop = ConnectionSignal()
    state.withLock { $0.feed = stop }
    group.addTask {
      await self.follow(deliveries, until: stop)
      place.release()
    }
  }

  private func follow(_ deliveries: AsyncStream<EventDelivery>, until stop: ConnectionSignal) async {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      try await FeedFrames.each(of: deliveries, signals: [stop], keepAlive: .seconds(3600), clock: .continuous) {
        frame in
        guard case .delivery(let delivery) = frame else {
          if case .silence = frame { return true }
          return false
        }
        // While the client reads slowly, events wait in the feed, which bounds them and tells of a gap.
        await link.roomy()
        switch delivery {
        case .event(let event):
          let head = #"{"type":"event","event_id":\#(event.sequence),"event":"#
          link.send(bytes: Array(head.utf8) + Array(try encoder.encode(event)) + [UInt8(ascii: "}")])
        case .gap(let gap): link.send(SocketAnswer.gap(gap))
        }
        return true
      }
    } catch {
      // Cancelled with the connection.
    }
  }
}

/// How long a client of a WebSocket may keep us waiting, and how often it may speak.
package struct SocketTiming: Sendable {
  /// From the upgrade to the `auth` message.
  package var introduction = Duration.seconds(5)
  /// Between two pings; after three without a sign the connection is closed.
  package var heartbeat = Duration.seconds(30)
  /// Messages in any stretch of `window`.
  package var messagesPerWindow = 30
  package var window = Duration.seconds(60)
  /// Bytes of a message.
  package var messageBytes = 65_536

  package init() {}
}
