import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport

extension Proofs {
  /// - Parameter count: asks for the number of turns of the session `talk`.
  static func turnCount(
    count: @escaping @Sendable (WorkingMemory) async throws -> Int = { try await $0.turnCount(of: "talk", in: .me) }
  ) -> Proof {
    Proof(id: "PERF-029", condition: "Counting the turns of a session copies no message") {
      let (memory, reads, _) = try await talk()
      var turns = 0
      for _ in 0..<100 { turns = try await count(memory) }
      return [
        Check("turns of ten", turns, .exactly, 10),
        Check("snapshots for 100 counts", memory.statistics.snapshots, .exactly, 0),
        Check("reads of the archive", reads.reads, .exactly, 1),
      ]
    }
  }

  /// - Parameter turn: what a turn needs of working memory: the messages, the pause and two transcripts.
  static func oneSnapshot(
    turn: @escaping @Sendable (WorkingMemory, Message) async throws -> Int = { memory, message in
      let context = try await memory.context(before: message)
      let style = TranscriptStyle()
      return context.messages.count + context.progressive(budget: 500, fullTurns: 2, style: style).lines.count
        + context.progressive(budget: 100, fullTurns: 1, style: style).lines.count
    }
  ) -> Proof {
    Proof(id: "PERF-030", condition: "A turn takes one snapshot of working memory") {
      let (memory, reads, messages) = try await talk()
      guard let last = messages.last else { throw MnemeError(.internal, "No messages.") }
      _ = try await memory.turnCount(of: "talk", in: .me)
      reads.reset()
      let used = try await turn(memory, last)
      return [
        Check("snapshots of a turn", memory.statistics.snapshots, .exactly, 1),
        Check("reads of the archive once the session is in memory", reads.reads, .exactly, 0),
        Check("turns that found nothing", used > 0 ? 0 : 1, .exactly, 0),
      ]
    }
  }

  /// A session `talk` of ten turns, not in memory yet.
  private static func talk() async throws -> (WorkingMemory, CountingMessageStore, [Message]) {
    let home = try ProofHome()
    let texts = (0..<20).map { "Line \($0) of the talk." }
    let stored = try await home.store.append(home.messages(texts, session: "talk", jobs: []), channel: "test")
    let messages = CountingMessageStore(KeptMessages(home: home))
    let memory = WorkingMemory(archive: messages, sessions: home.store, clock: home.clock)
    return (memory, messages, stored.map(\.message))
  }
}

/// The messages of a home, which lives as long as they are used.
private struct KeptMessages: MessageStore {
  let home: ProofHome

  func append(_ messages: [NewMessage], channel: String) async throws(MnemeError) -> [AppendOutcome] {
    try await home.store.append(messages, channel: channel)
  }

  func messages(ids: [String], in space: SpaceID) async throws(MnemeError) -> [Message] {
    try await home.store.messages(ids: ids, in: space)
  }

  func messages(ordinals: [Int64], in space: SpaceID) async throws(MnemeError) -> [Message] {
    try await home.store.messages(ordinals: ordinals, in: space)
  }

  func messages(session: String, in space: SpaceID, before ordinal: Int64?, limit: Int) async throws(MnemeError)
    -> [Message]
  { try await home.store.messages(session: session, in: space, before: ordinal, limit: limit) }

  func messages(pathHashes: [String], in space: SpaceID) async throws(MnemeError) -> [Message] {
    try await home.store.messages(pathHashes: pathHashes, in: space)
  }

  func outline(of space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [MessageOutline] {
    try await home.store.outline(of: space, after: ordinal, limit: limit)
  }

  func texts(of space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [ItemText] {
    try await home.store.texts(of: space, after: ordinal, limit: limit)
  }
}
