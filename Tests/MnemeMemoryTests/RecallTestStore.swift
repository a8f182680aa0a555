import Foundation
import MnemeCore
import Synchronization

/// The store ports that recall reads, in memory, counting every call.
final class RecallTestStore: MessageStore, MemoryStore, VectorStore, MemoryArchive {
  struct Calls: Equatable {
    var changes = 0
    var messages = 0
    var memories = 0
    var outline = 0
    var vectors = 0
    var ordinals = 0
  }

  private struct State {
    var messages: [Message] = []
    var memories: [Memory] = []
    var rows: [ItemKey: VectorRow] = [:]
    var calls = Calls()
    var failure: MnemeError?
    var erased: Set<Int64> = []
  }

  private let state = Mutex(State())
  /// Awaited by every read of outlines: lets a test hold a load back.
  let gate: (@Sendable () async -> Void)?

  init(gate: (@Sendable () async -> Void)? = nil) { self.gate = gate }

  var calls: Calls { state.withLock { $0.calls } }
  func resetCalls() { state.withLock { $0.calls = Calls() } }
  func fail(with error: MnemeError?) { state.withLock { $0.failure = error } }

  /// Takes messages out, with their vectors.
  func erase(messages ordinals: [Int64]) {
    state.withLock { state in
      state.erased.formUnion(ordinals)
      for ordinal in ordinals { state.rows[ItemKey(.message, ordinal)] = nil }
    }
  }

  private func check() throws(MnemeError) {
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  // MARK: Messages

  func append(_ messages: [NewMessage], channel: String) async throws(MnemeError) -> [AppendOutcome] {
    state.withLock { state in
      messages.map { new in
        let message = Message(
          id: new.id, ordinal: Int64(state.messages.count + 1), space: new.space, session: new.session,
          role: new.role, speaker: new.speaker, text: new.text, trust: new.trust, createdAt: new.createdAt,
          externalID: new.externalID, parent: nil, pathHash: nil)
        state.messages.append(message)
        return AppendOutcome(message: message, appended: true)
      }
    }
  }

  func messages(ids: [String], in space: SpaceID) async throws(MnemeError) -> [Message] {
    state.withLock { state in
      ids.compactMap { id in state.messages.first { $0.id == id && $0.space == space } }
    }
  }

  func messages(ordinals: [Int64], in space: SpaceID) async throws(MnemeError) -> [Message] {
    try check()
    return state.withLock { state in
      state.calls.messages += 1
      return ordinals.compactMap { ordinal in
        let index = Int(ordinal) - 1
        return state.messages.indices.contains(index) && state.messages[index].space == space
          && !state.erased.contains(ordinal) ? state.messages[index] : nil
      }
    }
  }

  func messages(session: String, in space: SpaceID, before ordinal: Int64?, limit: Int) async throws(MnemeError)
    -> [Message]
  {
    state.withLock { state in
      state.messages.filter { $0.session == session && $0.space == space && $0.ordinal < ordinal ?? .max }.suffix(limit)
    }
  }

  func messages(pathHashes: [String], in space: SpaceID) async throws(MnemeError) -> [Message] { [] }

  func outline(of space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [MessageOutline] {
    await gate?()
    try check()
    return state.withLock { state in
      state.calls.outline += 1
      let kept = state.messages.filter {
        $0.space == space && $0.ordinal > ordinal && !state.erased.contains($0.ordinal)
      }
      return kept.prefix(limit).map {
        MessageOutline(
          ordinal: $0.ordinal, session: $0.session, speaker: $0.speaker, role: $0.role, createdAt: $0.createdAt)
      }
    }
  }

  func texts(of space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [ItemText] {
    state.withLock { state in
      let kept = state.messages.filter {
        $0.space == space && $0.ordinal > ordinal && !state.erased.contains($0.ordinal)
      }
      return kept.prefix(limit).map {
        ItemText(ordinal: $0.ordinal, text: $0.text)
      }
    }
  }

  // MARK: Memories

  func put(_ memory: Memory) -> Memory {
    state.withLock { state in
      var stored = memory
      if let index = state.memories.firstIndex(where: { $0.id == memory.id }) {
        stored.ordinal = Int64(index + 1)
        state.memories[index] = stored
      } else {
        stored.ordinal = Int64(state.memories.count + 1)
        state.memories.append(stored)
      }
      return stored
    }
  }

  func apply(_ changes: [MemoryChange], in space: SpaceID, at: Date, finishing: [Int64]) async throws(MnemeError)
    -> [Memory]
  {
    changes.compactMap { change in if case .add(let memory, _) = change { put(memory) } else { nil } }
  }

  func memories(ids: [String], in space: SpaceID) async throws(MnemeError) -> [Memory] {
    state.withLock { state in ids.compactMap { id in state.memories.first { $0.id == id } } }
  }

  func memories(ordinals: [Int64], in space: SpaceID) async throws(MnemeError) -> [Memory] {
    state.withLock { state in
      state.calls.memories += 1
      return ordinals.compactMap { ordinal in state.memories.first { $0.ordinal == ordinal && $0.space == space } }
    }
  }

  func memories(in space: SpaceID, includeInactive: Bool, before: Int64?, limit: Int) async throws(MnemeError)
    -> [Memory]
  {
    state.withLock { $0.memories.filter { $0.space == space }.reversed() }
  }

  func memories(subject: String?, attribute: String, in space: SpaceID) async throws(MnemeError) -> [Memory] { [] }

  func history(of memory: String, in space: SpaceID) async throws(MnemeError) -> [LedgerEntry] { [] }

  // MARK: Vectors

  func put(_ rows: [VectorRow], model: String, in space: SpaceID, finishing: [Int64]) async throws(MnemeError) {
    state.withLock { state in for row in rows { state.rows[row.key] = row } }
  }

  func vectors(of source: ItemSource, model: String, in space: SpaceID, after ordinal: Int64, limit: Int)
    async throws(MnemeError) -> [VectorRow]
  {
    state.withLock { state in
      state.calls.vectors += 1
      let (messages, memories) = (state.messages, state.memories)
      let inSpace: (ItemKey) -> Bool = { key in
        let index = Int(key.ordinal) - 1
        return key.source == .message
          ? messages[index].space == space : memories[index].space == space && memories[index].isActive
      }
      return state.rows.values.filter { $0.key.source == source && $0.key.ordinal > ordinal && inSpace($0.key) }
        .sorted { $0.key.ordinal < $1.key.ordinal }.prefix(limit).map { $0 }
    }
  }

  func vectors(of source: ItemSource, model: String, in space: SpaceID, ordinals: [Int64]) async throws(MnemeError)
    -> [VectorRow]
  {
    state.withLock { state in
      state.calls.vectors += 1
      return ordinals.compactMap { state.rows[ItemKey(source, $0)] }
    }
  }

  func vectorOrdinals(of source: ItemSource, model: String, in space: SpaceID, after ordinal: Int64, limit: Int)
    async throws(MnemeError) -> [Int64]
  {
    let rows = try await vectors(of: source, model: model, in: space, after: ordinal, limit: limit)
    state.withLock {
      $0.calls.vectors -= 1
      $0.calls.ordinals += 1
    }
    return rows.map(\.key.ordinal)
  }

  func vectorCount(model: String, in space: SpaceID) async throws(MnemeError) -> Int {
    state.withLock { $0.rows.count }
  }

  // MARK: Ledger

  func memories(asOf: AsOf, in space: SpaceID, before: Int64?, limit: Int) async throws(MnemeError) -> [Memory] { [] }

  /// Every memory counts as one entry, in the order of ordinals.
  func changes(in space: SpaceID, after sequence: Int64, limit: Int) async throws(MnemeError) -> MemoryChanges {
    try check()
    return state.withLock { state in
      state.calls.changes += 1
      let later = state.memories.filter { $0.space == space && $0.ordinal > sequence }.prefix(limit)
      return MemoryChanges(memories: Array(later), sequence: later.last?.ordinal ?? sequence)
    }
  }

  func outdatedMessages(in space: SpaceID) async throws(MnemeError) -> OutdatedMessages { OutdatedMessages() }
  func localOnlyItems(in space: SpaceID) async throws(MnemeError) -> Set<String> { [] }
  func followMessages() async throws(MnemeError) {}
  func inbox(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Memory] { [] }
}
