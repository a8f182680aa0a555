import Foundation
import MnemeCore
import MnemeHTTP
import Synchronization

/// A chat service that does what a test tells it and remembers what it was asked.
final class FakeChat: ChatService {
  typealias Output = AsyncThrowingStream<ChatEvent, any Error>.Continuation
  typealias Script = @Sendable (ChatRequest, Output) async throws -> Void

  private struct State {
    var requests: [ChatRequest] = []
    var cancelled = 0
  }

  private let script: Script
  private let state = Mutex(State())

  init(_ script: @escaping Script = FakeChat.echo) { self.script = script }

  var requests: [ChatRequest] { state.withLock { $0.requests } }
  /// Turns whose consumer went away before they ended.
  var cancelled: Int { state.withLock { $0.cancelled } }

  func reply(to request: ChatRequest) -> AsyncThrowingStream<ChatEvent, any Error> {
    state.withLock { $0.requests.append(request) }
    return AsyncThrowingStream { output in
      // Ends with the stream: its termination cancels it.
      let task = Task {
        do {
          try await self.script(request, output)
          output.finish()
        } catch {
          output.finish(throwing: error)
        }
      }
      output.onTermination = { reason in
        if case .cancelled = reason { self.state.withLock { $0.cancelled += 1 } }
        task.cancel()
      }
    }
  }

  func models() async -> [ModelDescription] {
    ["recall", "library/story-1"].map {
      ModelDescription(name: $0, createdAt: Date(milliseconds: 1_750_000_000_000), owner: "mneme")
    }
  }

  func sessions(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Session] {
    let time = Date(milliseconds: 1_750_000_000_000)
    return [
      Session(
        id: "s-1", space: space, channel: "api", startedAt: time, lastActivityAt: time, endedAt: nil, messageCount: 2)
    ]
  }

  static let hit = RecallHit(
    id: "m-1", source: .memory, content: "Lives in Lisbon.", score: 0.9,
    createdAt: Date(milliseconds: 1_700_000_000_000), session: "s-0", externalID: nil, speaker: nil, role: nil,
    kind: .fact, trust: .user, validFrom: nil, validTo: nil, sources: ["x-1"], explanation: nil)

  static func start(_ request: ChatRequest) -> ChatEvent {
    .started(TurnStart(session: request.session ?? "s-1", model: "recall", recalled: [hit]))
  }

  static let end = ChatEvent.finished(
    TurnEnd(finish: .stop, usage: TokenUsage(prompt: 7, completion: 3, reported: true)))

  /// Answers with the question in pieces of four characters.
  static let echo: Script = { request, output in
    output.yield(start(request))
    var rest = Substring(request.messages.last { $0.role == .user }?.content ?? "")
    while !rest.isEmpty {
      output.yield(.text(String(rest.prefix(4))))
      rest = rest.dropFirst(4)
    }
    output.yield(end)
  }

  /// Says one word, then nothing until it is cancelled.
  static let hang: Script = { request, output in
    output.yield(start(request))
    output.yield(.text("Well"))
    try await Task.sleep(for: .seconds(600))
  }
}

/// Memories in an array.
final class FakeMemory: MemoryService {
  private struct State {
    var memories: [Memory] = []
    var queries: [RecallQuery] = []
  }

  private let state = Mutex(State())

  var queries: [RecallQuery] { state.withLock { $0.queries } }

  func remember(_ statement: Statement, in space: SpaceID) async throws(MnemeError) -> Memory {
    state.withLock { state in
      let ordinal = Int64(state.memories.count + 1)
      let time = Date(milliseconds: 1_750_000_000_000 + ordinal)
      let memory = Memory(
        id: "m-\(ordinal)", ordinal: ordinal, space: space, text: statement.text, kind: statement.kind ?? .fact,
        importance: statement.importance ?? 0.5, trust: .user, session: statement.session, validFrom: time,
        recordedAt: time)
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
    let found = state.withLock { state -> Bool in
      guard let index = state.memories.firstIndex(where: { $0.id == memory && $0.space == space }) else { return false }
      state.memories[index].retiredAt = Date(milliseconds: 1_760_000_000_000)
      return true
    }
    guard found else { throw MnemeError(.notFound, "There is no such memory.") }
  }

  func history(of memory: String, in space: SpaceID) async throws(MnemeError) -> [LedgerEntry] {
    let found = state.withLock { $0.memories.first { $0.id == memory && $0.space == space } }
    guard let found else { throw MnemeError(.notFound, "There is no such memory.") }
    return [
      LedgerEntry(
        sequence: 1, space: space, memory: memory, action: .added, reason: "said", at: found.recordedAt,
        text: found.text, cause: nil)
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
}

/// Counts batches; a text "poison" makes the store fail.
final class FakeImports: ImportService {
  private struct State {
    var known: Set<String> = []
    var batches: [Int] = []
    var messages: [ImportedMessage] = []
    var waits = 0
  }

  private let keepsMessages: Bool
  private let delay: Duration?
  private let state = Mutex(State())

  init(keepsMessages: Bool = true, delay: Duration? = nil) {
    self.keepsMessages = keepsMessages
    self.delay = delay
  }

  var batches: [Int] { state.withLock { $0.batches } }
  var messages: [ImportedMessage] { state.withLock { $0.messages } }

  func importMessages(_ batch: [ImportedMessage], in space: SpaceID) async throws(MnemeError) -> ImportCount {
    // Cancellation only shortens the fake's delay.
    if let delay { try? await Task.sleep(for: delay) }
    if batch.contains(where: { $0.text == "poison" }) {
      throw MnemeError(.storage, "The disk is full. Free some space and import again.")
    }
    return state.withLock { state in
      state.batches.append(batch.count)
      if keepsMessages { state.messages += batch }
      let fresh = batch.filter { state.known.insert("\(space) \($0.externalID)").inserted }.count
      return ImportCount(accepted: fresh, skipped: batch.count - fresh)
    }
  }

  func queueStatus(of space: SpaceID?, wait: Bool) async throws(MnemeError) -> QueueStatus {
    // The queue of the space "busy" never empties.
    if wait, space?.rawValue == "busy" {
      do { try await Task.sleep(for: .seconds(600)) } catch {
        throw MnemeError(.unavailable, "The wait was cancelled.")
      }
    }
    let depth = space?.rawValue == "busy" ? 3 : 0
    return QueueStatus(depth: depth, oldestAge: depth > 0 ? 1.5 : nil, failed: 0)
  }
}
