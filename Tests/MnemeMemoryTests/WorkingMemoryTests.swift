import Foundation
import MnemeCore
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeMemory

/// An archive of messages and sessions in memory that counts its reads.
final class WorkingTestArchive: MessageStore, SessionStore {
  struct Reads: Equatable {
    var messages = 0
    var sessions = 0
  }

  private struct State {
    var messages: [Message] = []
    var reads = Reads()
    var failure: MnemeError?
  }

  private let state = Mutex(State())
  private let gate: (@Sendable () async -> Void)?

  init(gate: (@Sendable () async -> Void)? = nil) { self.gate = gate }

  var reads: Reads { state.withLock { $0.reads } }
  func fail(with error: MnemeError?) { state.withLock { $0.failure = error } }

  @discardableResult
  func add(
    _ text: String, session: String = "s", in space: SpaceID = .me, role: Role = .user, parent: String? = nil, at: Date
  ) -> Message {
    state.withLock { state in
      let ordinal = Int64(state.messages.count + 1)
      let message = Message(
        id: "m\(ordinal)", ordinal: ordinal, space: space, session: session, role: role, speaker: nil, text: text,
        trust: .user, createdAt: at, externalID: nil, parent: parent, pathHash: nil)
      state.messages.append(message)
      return message
    }
  }

  func messages(session: String, in space: SpaceID, before ordinal: Int64?, limit: Int) async throws(MnemeError)
    -> [Message]
  {
    let found = state.withLock { state -> Result<[Message], MnemeError> in
      state.reads.messages += 1
      if let failure = state.failure { return .failure(failure) }
      return .success(
        state.messages.filter { $0.session == session && $0.space == space && $0.ordinal < ordinal ?? .max }
          .suffix(limit))
    }
    await gate?()
    return try found.get()
  }

  func sessions(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Session] {
    state.withLock { state in
      state.reads.sessions += 1
      return Dictionary(grouping: state.messages.filter { $0.space == space }, by: \.session).map { id, messages in
        let times = messages.map(\.createdAt)
        return Session(
          id: id, space: space, channel: "test", startedAt: times.min() ?? .distantPast,
          lastActivityAt: times.max() ?? .distantPast, endedAt: nil, messageCount: messages.count)
      }.sorted { $0.lastActivityAt > $1.lastActivityAt }.prefix(limit).map { $0 }
    }
  }

  func append(_ messages: [NewMessage], channel: String) async throws(MnemeError) -> [AppendOutcome] { [] }
  func messages(ids: [String], in space: SpaceID) async throws(MnemeError) -> [Message] { [] }
  func messages(ordinals: [Int64], in space: SpaceID) async throws(MnemeError) -> [Message] { [] }
  func messages(pathHashes: [String], in space: SpaceID) async throws(MnemeError) -> [Message] { [] }
  func outline(of space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [MessageOutline] { [] }
  func texts(of space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [ItemText] { [] }
  func endSessions(idleSince: Date, limit: Int) async throws(MnemeError) -> [Session] { [] }
  func put(_ digest: SessionDigest?, session: String, in space: SpaceID, finishing: [Int64]) async throws(MnemeError) {}
  func openSession(in space: SpaceID, channel: String) async throws(MnemeError) -> Session? { nil }
  func session(_ id: String, in space: SpaceID) async throws(MnemeError) -> Session? { nil }
  func end(session: String, in space: SpaceID, at: Date) async throws(MnemeError) {}
}

@Suite struct WorkingMemoryTests {
  private let clock = ManualClock()
  private let archive = WorkingTestArchive()

  private func memory(_ archive: WorkingTestArchive? = nil, _ change: (inout WorkingMemorySettings) -> Void = { _ in })
    -> WorkingMemory
  {
    var settings = WorkingMemorySettings()
    change(&settings)
    let archive = archive ?? self.archive
    return WorkingMemory(archive: archive, sessions: archive, settings: settings, clock: clock)
  }

  /// One message a second later than the one before it.
  @discardableResult
  private func say(
    _ text: String, in session: String = "s", of space: SpaceID = .me, role: Role = .user, parent: String? = nil
  ) -> Message {
    clock.advance(by: 1)
    return archive.add(text, session: session, in: space, role: role, parent: parent, at: clock.now())
  }

  // MARK: Restoring and following

  @Test func aSessionIsReadOnceAndThenFollowed() async throws {
    for number in 0..<4 { say("old \(number)") }
    let memory = memory()
    let question = say("new")
    memory.appended([question])
    let context = try await memory.context(before: question)
    #expect(context.messages.map(\.text) == ["old 0", "old 1", "old 2", "old 3"])
    let answer = say("answer", role: .assistant)
    memory.appended([answer])
    let next = say("next")
    memory.appended([next])
    #expect(try await memory.context(before: next).messages.suffix(2).map(\.text) == ["new", "answer"])
    #expect(archive.reads == .init(messages: 1, sessions: 0))
    #expect(memory.statistics.restores == 1 && memory.statistics.snapshots == 2)
  }

  @Test func onlyTheNewestTurnsAreKept() async throws {
    let memory = memory { $0.turns = 2 }
    for number in 0..<10 { say("message \(number)") }
    #expect(try await memory.context(of: "s", in: .me).messages.map(\.text) == (5..<10).map { "message \($0)" })
    let last = say("message 10")
    memory.appended([last])
    #expect(try await memory.context(of: "s", in: .me).messages.map(\.text) == (6...10).map { "message \($0)" })
    #expect(try await memory.turnCount(of: "s", in: .me) == 2)
  }

  @Test(arguments: [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2)]) func aTurnIsTwoMessages(messages: Int, turns: Int)
    async throws
  {
    for number in 0..<messages { say("\(number)") }
    let memory = memory()
    #expect(try await memory.turnCount(of: "s", in: .me) == turns)
    #expect(memory.statistics.snapshots == 0, "counting takes no snapshot")
  }

  @Test func aSnapshotDoesNotChange() async throws {
    let memory = memory()
    say("one")
    let before = try await memory.context(of: "s", in: .me)
    memory.appended([say("two")])
    #expect(before.messages.map(\.text) == ["one"])
    #expect(try await memory.context(of: "s", in: .me).messages.map(\.text) == ["one", "two"])
  }

  @Test func spacesAndSessionsDoNotShare() async throws {
    let memory = memory()
    let other = try SpaceID("other")
    say("mine")
    say("theirs", of: other)
    say("elsewhere", in: "t")
    #expect(try await memory.context(of: "s", in: .me).messages.map(\.text) == ["mine"])
    #expect(try await memory.context(of: "s", in: other).messages.map(\.text) == ["theirs"])
    #expect(try await memory.context(of: "t", in: .me).messages.map(\.text) == ["elsewhere"])
  }

  @Test func reportsOutOfOrderAndTwiceMakeNoDifference() async throws {
    let memory = memory { $0.turns = 2 }
    _ = try await memory.context(of: "s", in: .me)
    let messages = (0..<8).map { say("message \($0)") }
    memory.appended([messages[1], messages[0], messages[3], messages[2], messages[3]])
    memory.appended([messages[5], messages[7], messages[6], messages[4], messages[0]])
    #expect(try await memory.context(of: "s", in: .me).messages == Array(messages.suffix(5)))
  }

  @Test func whatIsSaidWhileTheSessionIsReadIsNotLost() async throws {
    let (entered, release) = (AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream())
    let slow = WorkingTestArchive {
      entered.continuation.yield()
      for await _ in release.stream { break }
    }
    slow.add("before", at: clock.now())
    let memory = memory(slow)
    async let first = memory.context(of: "s", in: .me)
    for await _ in entered.stream { break }
    // The archive has answered already, without this one.
    memory.appended([slow.add("meanwhile", at: clock.now())])
    release.continuation.finish()
    #expect(try await first.messages.map(\.text) == ["before", "meanwhile"])
    #expect(slow.reads.messages == 1)
  }

  @Test func manyAskersAreOneRead() async throws {
    say("one")
    let memory = memory()
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<20 { group.addTask { try await memory.context(of: "s", in: .me).messages.count } }
      for try await count in group { #expect(count == 1) }
    }
    #expect(archive.reads.messages == 1)
  }

  @Test func aFailedReadIsAnErrorAndCanBeTriedAgain() async throws {
    let memory = memory()
    archive.fail(with: MnemeError(.storage, "The disk is gone."))
    await #expect(throws: MnemeError.self) { try await memory.context(of: "s", in: .me) }
    memory.appended([say("one")])
    archive.fail(with: nil)
    #expect(try await memory.context(of: "s", in: .me).messages.map(\.text) == ["one"])
  }

  @Test func theLeastRecentlyUsedSessionIsReadAgain() async throws {
    let memory = memory { $0.sessions = 2 }
    for session in ["a", "b", "a", "c"] { _ = try await memory.context(of: session, in: .me) }
    #expect(memory.statistics.sessions == 2 && memory.statistics.evictions == 1)
    memory.appended([say("said while b was away", in: "b")])
    _ = try await memory.context(of: "a", in: .me)
    #expect(archive.reads.messages == 3)
    #expect(try await memory.context(of: "b", in: .me).messages.count == 1)
    #expect(archive.reads.messages == 4)
  }

  @Test func whatIsDroppedIsReadAgain() async throws {
    let memory = memory()
    say("one")
    for drop in [{ memory.drop(session: "s", in: .me) }, { memory.drop(.me) }] {
      _ = try await memory.context(of: "s", in: .me)
      let reads = archive.reads.messages
      drop()
      _ = try await memory.context(of: "s", in: .me)
      #expect(archive.reads.messages == reads + 1)
    }
  }

  @Test func concurrentTurnsOfManySessionsSeeTheirOwnPast() async throws {
    let memory = memory { $0.sessions = 3 }
    let (archive, clock) = (archive, clock)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<6 {
        group.addTask {
          var said: [String] = []
          for round in 0..<40 {
            let text = "\(task)-\(round)"
            let message = archive.add(text, session: "session \(task)", at: clock.now())
            memory.appended([message])
            let context = try await memory.context(before: message)
            #expect(context.messages.map(\.text) == Array(said.suffix(40)))
            said.append(text)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  // MARK: Branches

  @Test func onlyTheMessagesOfItsBranchComeBeforeAMessage() async throws {
    let q1 = say("q1")
    let a1 = say("a1", role: .assistant, parent: q1.id)
    let q2 = say("q2", parent: a1.id)
    say("a2", role: .assistant, parent: q2.id)
    let regenerated = say("a2 again", role: .assistant, parent: q2.id)
    let edited = say("q2 edited", parent: a1.id)
    let next = say("q3", parent: regenerated.id)
    let memory = memory()
    #expect(try await memory.context(before: next).messages.map(\.text) == ["q1", "a1", "q2", "a2 again"])
    #expect(try await memory.context(before: edited).messages.map(\.text) == ["q1", "a1"])
    #expect(try await memory.context(before: q1).messages.isEmpty)
    let other = say("q1 edited")
    let follow = say("q", parent: say("a", role: .assistant, parent: other.id).id)
    #expect(try await memory.context(before: follow).messages.isEmpty, "not in memory yet: nothing reported it")
    memory.drop(.me)
    #expect(try await memory.context(before: follow).messages.map(\.text) == ["q1 edited", "a"])
  }

  @Test func anImportedConversationIsALine() async throws {
    for number in 0..<3 { say("imported \(number)") }
    let question = say("question", parent: "m3")
    let answer = say("answer", role: .assistant, parent: question.id)
    let next = say("next", parent: answer.id)
    #expect(
      try await memory().context(before: next).messages.map(\.text)
        == ["imported 0", "imported 1", "imported 2", "question", "answer"])
    let note = say("a note")
    #expect(try await memory().context(before: note).messages.count == 6)
  }

  // MARK: Pause

  @Test func thePauseIsThatBeforeTheNewMessage() async throws {
    let memory = memory()
    let first = say("hello")
    memory.appended([first])
    #expect(try await memory.context(before: first).pause == .firstConversation)
    #expect(archive.reads == .init(messages: 1, sessions: 1))
    clock.advance(by: 7200)
    let second = say("again")
    memory.appended([second])
    #expect(try await memory.context(before: second).pause == .lightCheckIn(hours: 2))
    #expect(archive.reads == .init(messages: 1, sessions: 1))
    clock.advance(by: 3 * 86_400)
    // Another session of the same person.
    let third = say("back", in: "t")
    #expect(try await memory.context(before: third).pause == .longAbsence(days: 3))
    #expect(try await memory.context(before: say("hi", of: SpaceID("other"))).pause == .firstConversation)
  }
}
