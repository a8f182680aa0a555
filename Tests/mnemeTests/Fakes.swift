import Foundation
import MnemeCore
import Synchronization

@testable import mneme

/// Services that keep everything in memory and remember what they were asked.
final class FakeServices: MemoryService, ImportService, ChatService {
  struct State {
    var statements: [Statement] = []
    var queries: [RecallQuery] = []
    var batches: [[ImportedMessage]] = []
    var requests: [ChatRequest] = []
    var spaces: [SpaceID] = []
  }

  let state = Mutex(State())
  /// Thrown in the middle of every answer.
  let failure: MnemeError?

  init(failure: MnemeError? = nil) {
    self.failure = failure
  }

  static let time = Date(milliseconds: 1_750_000_000_000)

  static let memory = Memory(
    id: "m-1", ordinal: 7, space: .me, text: "Ravi lives in Oslo.", kind: .fact, subject: "Ravi", attribute: "home",
    importance: 0.5, trust: .other, sources: ["a", "b"], session: "s-1", validFrom: time, recordedAt: time,
    repetitions: 2)

  static let hit = RecallHit(
    id: "m-1", source: .memory, content: "Ravi lives in Oslo.", score: 0.75, createdAt: time, session: "s-1",
    externalID: nil, speaker: "Ravi", role: nil, kind: .fact, trust: .other, validFrom: time, validTo: nil,
    sources: ["a", "b"],
    explanation: Explanation(ranks: ["lexical": 1], parts: [.init("decay", 0.9)], verdict: "kept"))

  static let session = Session(
    id: "s-1", space: .me, channel: "terminal", startedAt: time, lastActivityAt: time, endedAt: nil, messageCount: 4)

  static let entry = LedgerEntry(
    sequence: 3, space: .me, memory: "m-1", action: .added, reason: "stated", at: time, text: "Ravi lives in Oslo.",
    cause: "a")

  func services() -> Services {
    Services(
      memory: self, curation: self, imports: self, chat: self, archive: self, graph: self, forgetting: self,
      transfer: self, maintenance: self, prompts: self, models: self, persona: self, extraction: self, tools: self,
      schedule: FakeSchedule(), keys: FakeAccess(), people: FakeAccess(),
      close: {})
  }

  func remember(_ statement: Statement, in space: SpaceID) async throws(MnemeError) -> Memory {
    state.withLock {
      $0.statements.append(statement)
      $0.spaces.append(space)
    }
    return Self.memory
  }

  func memories(
    in space: SpaceID, includeInactive: Bool, before: Int64?, limit: Int
  ) async throws(MnemeError) -> [Memory] { [Self.memory] }

  func retire(memory: String, in space: SpaceID) async throws(MnemeError) {
    if memory != Self.memory.id { throw MnemeError(.notFound, "There is no such memory.") }
  }

  func history(of memory: String, in space: SpaceID) async throws(MnemeError) -> [LedgerEntry] { [Self.entry] }

  func recall(_ query: RecallQuery) async throws(MnemeError) -> RecallResult {
    state.withLock { $0.queries.append(query) }
    return RecallResult(hits: [Self.hit], dropped: query.explain ? [Self.hit] : [], lexicalOnly: true)
  }

  func importMessages(_ batch: [ImportedMessage], in space: SpaceID) async throws(MnemeError) -> ImportCount {
    state.withLock { $0.batches.append(batch) }
    return ImportCount(accepted: batch.count - 1, skipped: 1)
  }

  func queueStatus(of space: SpaceID?, wait: Bool) async throws(MnemeError) -> QueueStatus {
    QueueStatus(depth: 2, oldestAge: 1.5, failed: 1)
  }

  func reply(to request: ChatRequest) -> AsyncThrowingStream<ChatEvent, any Error> {
    state.withLock { $0.requests.append(request) }
    let failure = failure
    return AsyncThrowingStream { continuation in
      continuation.yield(.started(TurnStart(session: "s-1", model: "recall", recalled: [Self.hit])))
      continuation.yield(.text("Oslo, "))
      if let failure {
        continuation.finish(throwing: failure)
        return
      }
      continuation.yield(.text("since \u{1B}[31mMay.\u{7}"))
      continuation.yield(.finished(TurnEnd(finish: .stop, usage: TokenUsage(prompt: 3, completion: 4, reported: true))))
      continuation.finish()
    }
  }

  func models() async -> [ModelDescription] {
    [ModelDescription(name: "recall", createdAt: Self.time, owner: "mneme")]
  }

  func sessions(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Session] { [Self.session] }
}

/// Catches what a command writes.
final class CapturedConsole: Sendable {
  private let texts = Mutex((out: "", error: ""))

  var console: Console {
    Console(
      write: { text in self.texts.withLock { $0.out += text } },
      writeError: { text in self.texts.withLock { $0.error += text } })
  }

  var out: String { texts.withLock { $0.out } }
  var error: String { texts.withLock { $0.error } }
}

/// A folder that is gone after the test.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "mneme-cli-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  // Nothing depends on the folder being gone.
  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws -> String {
    let file = path + "/" + name
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    return file
  }

  func mode(of name: String = "") throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path + "/" + name)[.posixPermissions] as? Int
  }
}
