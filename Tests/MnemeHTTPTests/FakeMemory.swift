import Foundation
import MnemeCore
import Synchronization

/// Memories in an array, with every state they had.
final class FakeMemory: MemoryService, MemoryCuration {
  private struct State {
    var memories: [Memory] = []
    var earlier: [String: [Memory]] = [:]
    var queries: [RecallQuery] = []
    var changes: [MemoryChange] = []
    var asked: [AsOf] = []
  }

  private let state = Mutex(State())

  var queries: [RecallQuery] { state.withLock { $0.queries } }
  var changes: [MemoryChange] { state.withLock { $0.changes } }
  /// Points in time that were asked for.
  var asked: [AsOf] { state.withLock { $0.asked } }

  static let missing = MnemeError(.notFound, "There is no such memory.")

  func remember(_ statement: Statement, in space: SpaceID) async throws(MnemeError) -> Memory {
    state.withLock { state in
      let ordinal = Int64(state.memories.count + 1)
      let time = Date(milliseconds: 1_750_000_000_000 + ordinal)
      var memory = Memory(
        id: "m-\(ordinal)", ordinal: ordinal, space: space, text: statement.text, kind: statement.kind ?? .fact,
        importance: statement.importance ?? 0.5, trust: .user, session: statement.session, validFrom: time,
        recordedAt: time)
      // One way to have something in the inbox.
      memory.awaitsApproval = statement.text.hasPrefix("perhaps")
      state.memories.append(memory)
      return memory
    }
  }

  func memories(in space: SpaceID, includeInactive: Bool, before: Int64?, limit: Int)
    async throws(MnemeError) -> [Memory]
  {
    state.withLock { state in
      let found = state.memories.reversed().filter {
        $0.space == space && (includeInactive || $0.isActive) && $0.ordinal < before ?? .max
      }
      return Array(found.prefix(limit))
    }
  }

  func retire(memory: String, in space: SpaceID) async throws(MnemeError) {
    _ = try await change(.retire(id: memory, reason: "requested"), in: space)
  }

  func history(of memory: String, in space: SpaceID) async throws(MnemeError) -> [LedgerEntry] {
    let found = try await self.memory(memory, in: space)
    var before = MemoryFields()
    before[.text] = .text("Lives in Porto.")
    before[.validTo] = .null
    var after = MemoryFields()
    after[.text] = .text(found.text)
    after[.validTo] = .integer(1_750_000_000_000)
    after[.importance] = .integer(1)
    after[.labels] = .list(["health"])
    after[.session] = .text("s-1")
    after[.isPinned] = .flag(true)
    return [
      LedgerEntry(
        sequence: 1, space: space, memory: memory, action: .added, reason: "said", at: found.recordedAt,
        text: found.text, cause: nil, before: before, after: after)
    ]
  }

  func recall(_ query: RecallQuery) async throws(MnemeError) -> RecallResult {
    state.withLock { state in
      state.queries.append(query)
      let found = state.memories.filter { $0.space == query.space && $0.isActive && $0.text.contains(query.text) }
      let hits = found.prefix(query.limit).map { memory in
        RecallHit(
          id: memory.id, source: .memory, content: memory.text, score: 1, createdAt: memory.recordedAt,
          session: memory.session, externalID: nil, speaker: nil, role: nil, kind: memory.kind, trust: .user,
          validFrom: memory.validFrom, validTo: nil, sources: [],
          explanation: query.explain
            ? Explanation(ranks: ["lexical": 1], parts: [.init("fused", 1)], verdict: "kept") : nil)
      }
      return RecallResult(hits: Array(hits), lexicalOnly: true)
    }
  }

  // MARK: Curation

  func memory(_ id: String, in space: SpaceID) async throws(MnemeError) -> Memory {
    guard let found = state.withLock({ $0.memories.first { $0.id == id && $0.space == space } }) else {
      throw Self.missing
    }
    return found
  }

  func change(_ change: MemoryChange, in space: SpaceID) async throws(MnemeError) -> Memory {
    let result = state.withLock { state -> Result<Memory, MnemeError> in
      guard let id = change.subject, let index = state.memories.firstIndex(where: { $0.id == id && $0.space == space })
      else { return .failure(Self.missing) }
      let before = state.memories[index]
      if case .undo = change {
        guard let last = state.earlier[id]?.popLast() else {
          return .failure(MnemeError(.conflict, "There is nothing to undo."))
        }
        state.memories[index] = last
      } else {
        state.earlier[id, default: []].append(before)
        state.memories[index].take(change)
      }
      state.changes.append(change)
      return .success(state.memories[index])
    }
    return try result.get()
  }

  func inbox(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Memory] {
    state.withLock { state in
      Array(state.memories.reversed().filter { $0.space == space && $0.awaitsApproval }.prefix(limit))
    }
  }

  func memories(asOf: AsOf, in space: SpaceID, before: Int64?, limit: Int) async throws(MnemeError) -> [Memory] {
    state.withLock { state in
      state.asked.append(asOf)
      let found = state.memories.reversed().filter {
        $0.space == space && $0.validFrom <= asOf.valid ?? .distantFuture
          && $0.recordedAt <= asOf.known ?? .distantFuture && $0.ordinal < before ?? .max
      }
      return Array(found.prefix(limit))
    }
  }
}

extension MemoryChange {
  /// The memory it is about; nil for those no edge makes.
  fileprivate var subject: String? {
    switch self {
    case .add, .merge, .supersede: nil
    case .retire(let id, _), .restore(let id, _), .reword(let id, _, _), .reassess(let id, _, _), .pin(let id, _, _),
      .approve(let id, _), .judge(let id, _, _), .mark(let id, _, _, _), .undo(let id, _):
      id
    }
  }
}

extension Memory {
  fileprivate mutating func take(_ change: MemoryChange) {
    switch change {
    case .add, .merge, .supersede, .undo: break
    case .retire: retiredAt = Date(milliseconds: 1_760_000_000_000)
    case .restore: retiredAt = nil
    case .reword(_, let text, _): self.text = text
    case .reassess(_, let importance, _): self.importance = importance
    case .pin(_, let isPinned, _): self.isPinned = isPinned
    case .approve: awaitsApproval = false
    case .judge(_, let confidence, _): self.confidence = confidence
    case .mark(_, let labels, let isLocalOnly, _): (self.labels, self.isLocalOnly) = (labels, isLocalOnly)
    }
  }
}
