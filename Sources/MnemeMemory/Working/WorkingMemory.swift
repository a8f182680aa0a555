package import MnemeCore
import Synchronization

/// What can be tuned in working memory.
package struct WorkingMemorySettings: Sendable, Hashable {
  /// Turns of a session kept in memory. 1 or more.
  package var turns = 20
  /// Newest turns that a transcript keeps whole.
  package var fullTurns = 6
  /// Sessions kept in memory, of all spaces together. 1 or more.
  package var sessions = 256

  package init() {}
}

/// M1: the recent turns of each open session, beside the archive that has them all.
///
/// A session is read from the archive when it is first asked for, in one read, and followed by `appended` from then on. The
/// least recently used sessions leave memory; nothing is ever written. Sessions and spaces share nothing.
package final class WorkingMemory: Sendable {
  private struct Key: Hashable {
    let space: SpaceID
    let session: String
  }

  private struct Entry {
    let session: WorkingSession
    var lastUse: UInt64
  }

  private struct State {
    var entries: [Key: Entry] = [:]
    var uses: UInt64 = 0
    var snapshots = 0
    var restores = 0
    var evictions = 0
  }

  private let archive: any MessageStore
  private let sessions: any SessionStore
  private let settings: WorkingMemorySettings
  private let clock: any WallClock
  private let state = Mutex(State())

  package init(
    archive: any MessageStore, sessions: any SessionStore, settings: WorkingMemorySettings = WorkingMemorySettings(),
    clock: any WallClock = SystemClock()
  ) {
    self.archive = archive
    self.sessions = sessions
    self.settings = settings
    self.clock = clock
  }

  /// Messages kept of a session: whole turns and the message that opens the next one.
  private var capacity: Int { 2 * max(1, settings.turns) + 1 }

  // MARK: Changes

  /// Messages that the archive has committed. Sessions that are not in memory find them there when they are read.
  package func appended(_ messages: [Message]) {
    for message in messages {
      let key = Key(space: message.space, session: message.session)
      state.withLock { $0.entries[key]?.session }?.append(message)
    }
  }

  /// The session has ended, or messages of it were forgotten: it is read again when it is asked for.
  package func drop(session: String, in space: SpaceID) {
    state.withLock { $0.entries.removeValue(forKey: Key(space: space, session: session)) }?.session.drop()
  }

  /// The same for all sessions of a space.
  package func drop(_ space: SpaceID) {
    let dropped = state.withLock { state in
      let dropped = state.entries.filter { $0.key.space == space }
      for key in dropped.keys { state.entries[key] = nil }
      return dropped.values.map(\.session)
    }
    for session in dropped { session.drop() }
  }

  // MARK: Reading

  /// The conversation that `message`, which is stored already, follows: one snapshot for one turn.
  ///
  /// Holds the messages before it on its branch, and the pause before it: since the message before it on any branch, or
  /// since the last activity in another session when it opens one. At most two reads of the store, both at a session's
  /// first use only.
  package func context(before message: Message) async throws(MnemeError) -> WorkingContext {
    let all = try await messages(of: Key(space: message.space, session: message.session))
    var previous = all.last { $0.ordinal < message.ordinal }?.createdAt
    if previous == nil {
      previous = try await sessions.sessions(in: message.space, limit: 2).first { $0.id != message.session }?
        .lastActivityAt
    }
    let path = WorkingPath.messages(before: message, in: all)
    let earlier = all.lazy.filter { $0.ordinal < message.ordinal }.map(\.id)
    let abandoned = path.count < all.count ? Array(Set(earlier).subtracting(path.map(\.id))) : []
    return WorkingContext(
      messages: path, pause: PauseHint(from: previous, to: message.createdAt), now: clock.now(), abandoned: abandoned,
      opensSession: all.allSatisfy { $0.id == message.id })
  }

  /// The whole recent conversation of a session in order of arrival, with the pause since its last message.
  package func context(of session: String, in space: SpaceID) async throws(MnemeError) -> WorkingContext {
    let messages = try await messages(of: Key(space: space, session: session))
    let now = clock.now()
    return WorkingContext(
      messages: messages, pause: PauseHint(from: messages.last?.createdAt, to: now), now: now)
  }

  /// Complete turns kept of a session: two messages each. Copies no message.
  package func turnCount(of session: String, in space: SpaceID) async throws(MnemeError) -> Int {
    try await reading(Key(space: space, session: session)) { $0.messageCount } / 2
  }

  package var statistics: WorkingMemoryStatistics {
    state.withLock { state in
      WorkingMemoryStatistics(
        sessions: state.entries.count, snapshots: state.snapshots, restores: state.restores, evictions: state.evictions)
    }
  }

  private func messages(of key: Key) async throws(MnemeError) -> [Message] {
    let messages = try await reading(key) { $0.messages }
    state.withLock { $0.snapshots += 1 }
    return messages
  }

  private func reading<T: Sendable>(_ key: Key, _ body: (WorkingSession) -> T?) async throws(MnemeError) -> T {
    while true {
      let session = entry(for: key)
      let didRead = try await session.restore { () async throws(MnemeError) in
        try await archive.messages(session: key.session, in: key.space, before: nil, limit: capacity)
      }
      if didRead { state.withLock { $0.restores += 1 } }
      // Dropped while it was read: what it holds may miss later messages.
      if let result = body(session) { return result }
    }
  }

  private func entry(for key: Key) -> WorkingSession {
    let (session, evicted) = state.withLock { state -> (WorkingSession, WorkingSession?) in
      state.uses += 1
      if let session = state.entries[key]?.session {
        state.entries[key]?.lastUse = state.uses
        return (session, nil)
      }
      var evicted: WorkingSession?
      if state.entries.count >= max(1, settings.sessions),
        let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
      {
        state.entries[oldest.key] = nil
        state.evictions += 1
        evicted = oldest.value.session
      }
      let session = WorkingSession(capacity: capacity)
      state.entries[key] = Entry(session: session, lastUse: state.uses)
      return (session, evicted)
    }
    evicted?.drop()
    return session
  }
}

/// Counters of a working memory since it was made.
package struct WorkingMemoryStatistics: Sendable, Hashable {
  package let sessions: Int
  /// Snapshots handed out: one for each turn.
  package let snapshots: Int
  /// Sessions read from the archive.
  package let restores: Int
  package let evictions: Int

  package init(sessions: Int, snapshots: Int, restores: Int, evictions: Int) {
    self.sessions = sessions
    self.snapshots = snapshots
    self.restores = restores
    self.evictions = evictions
  }
}
