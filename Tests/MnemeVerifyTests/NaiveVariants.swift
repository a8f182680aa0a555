import Foundation
import GRDB
import MnemeCore
import MnemeMCP
import MnemeMemory
import MnemeTestSupport
import Synchronization

@testable import MnemeSQLite

/// Forgets everything at once.
final class NoCache: DocumentVectorCache {
  subscript(text: String) -> [Float]? { nil }
  func insert(_ vectors: [Float], for text: String) {}
  func removeAll() {}
}

/// First in, first out: a use does not count.
final class FirstInFirstOut: DocumentVectorCache {
  private let capacity: Int
  private let kept = Mutex<[(text: String, vectors: [Float])]>([])

  init(capacity: Int) { self.capacity = capacity }

  subscript(text: String) -> [Float]? { kept.withLock { kept in kept.first { $0.text == text }?.vectors } }

  func insert(_ vectors: [Float], for text: String) {
    kept.withLock { kept in
      kept.append((text, vectors))
      if kept.count > capacity { kept.removeFirst() }
    }
  }

  func removeAll() { kept.withLock { $0 = [] } }
}

/// Works on the port of upkeep in one naive way.
struct NaiveUpkeep: MaintenanceStore {
  enum Way {
    /// One plan for each memory.
    case perMemory
    /// All rows in one page.
    case allRows
    /// A look at the graph for each memory.
    case graphPerMemory(any GraphStore)
  }

  let inner: any MaintenanceStore
  let way: Way

  func spaces() async throws(MnemeError) -> [SpaceID] { try await inner.spaces() }

  func vitals(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [MemoryVitals] {
    if case .allRows = way { return try await inner.vitals(in: space, after: ordinal, limit: .max) }
    let page = try await inner.vitals(in: space, after: ordinal, limit: limit)
    if case .graphPerMemory(let graph) = way {
      for _ in page { _ = try await graph.entities(in: space, after: 0, limit: 1) }
    }
    return page
  }

  func apply(_ plan: ConsolidationPlan, in space: SpaceID, at: Date) async throws(MnemeError) -> ConsolidationOutcome {
    guard case .perMemory = way else { return try await inner.apply(plan, in: space, at: at) }
    var outcome = ConsolidationOutcome()
    let parts =
      plan.preserve.map { ConsolidationPlan(preserve: [$0]) } + plan.expire.map { ConsolidationPlan(expire: [$0]) }
    for part in parts {
      let done = try await inner.apply(part, in: space, at: at)
      outcome.preserved += done.preserved
      outcome.expired += done.expired
      outcome.silenced += done.silenced
    }
    return outcome
  }

  func compact() async throws(MnemeError) { try await inner.compact() }
  func rebuild(vectors: Bool) async throws(MnemeError) -> RebuildReport { try await inner.rebuild(vectors: vectors) }
  func integrityFindings() async throws(MnemeError) -> [String] { try await inner.integrityFindings() }
}

/// Hands one job out at a time.
struct OneJobAtATime: JobQueue {
  let inner: any JobQueue

  func claim(_ kind: JobKind, limit: Int, at: Date) async throws(MnemeError) -> [Job] {
    try await inner.claim(kind, limit: 1, at: at)
  }

  func finish(_ ids: [Int64]) async throws(MnemeError) { try await inner.finish(ids) }
  func fail(_ ids: [Int64], retryAt: Date?, reason: String) async throws(MnemeError) {
    try await inner.fail(ids, retryAt: retryAt, reason: reason)
  }
  func recover() async throws(MnemeError) { try await inner.recover() }
  func status(of space: SpaceID?, at: Date) async throws(MnemeError) -> QueueStatus {
    try await inner.status(of: space, at: at)
  }
}

/// Writes each item of a batch by itself.
struct OneAccessAtATime: AccessStore {
  let inner: any AccessStore

  func add(_ batch: AccessBatch) async throws(MnemeError) {
    for item in batch.items {
      try await inner.add(
        AccessBatch(
          at: batch.at, itemHalfLife: batch.itemHalfLife, hourHalfLife: batch.hourHalfLife, items: [item], hours: []))
    }
  }

  func accesses(in space: SpaceID, limit: Int, halfLife: Double) async throws(MnemeError) -> SpaceAccesses {
    try await inner.accesses(in: space, limit: limit, halfLife: halfLife)
  }
  func removeAccesses(of items: [ItemKey], in space: SpaceID) async throws(MnemeError) {
    try await inner.removeAccesses(of: items, in: space)
  }
  func removeAccesses(of space: SpaceID) async throws(MnemeError) { try await inner.removeAccesses(of: space) }
}

/// Counts by reading everything first.
struct ReadingStatistics: ArchiveStore {
  let inner: any ArchiveStore

  func searchMessages(_ search: ArchiveSearch, in space: SpaceID) async throws(MnemeError) -> [Message] {
    try await inner.searchMessages(search, in: space)
  }
  func searchSessions(_ text: String?, from: Date?, to: Date?, includeArchived: Bool, in space: SpaceID, limit: Int)
    async throws(MnemeError) -> [Session]
  {
    try await inner.searchSessions(
      text, from: from, to: to, includeArchived: includeArchived, in: space, limit: limit)
  }
  func archiveSessions(idleSince: Date) async throws(MnemeError) -> Int {
    try await inner.archiveSessions(idleSince: idleSince)
  }
  func statistics(of space: SpaceID) async throws(MnemeError) -> SpaceStatistics {
    _ = try await inner.searchSessions(nil, from: nil, to: nil, includeArchived: true, in: space, limit: .max)
    return try await inner.statistics(of: space)
  }
}

/// Appends one message at a time.
struct OneAppendAtATime: MessageStore {
  let inner: any MessageStore

  func append(_ messages: [NewMessage], channel: String) async throws(MnemeError) -> [AppendOutcome] {
    var outcomes: [AppendOutcome] = []
    for message in messages { outcomes += try await inner.append([message], channel: channel) }
    return outcomes
  }

  func messages(ids: [String], in space: SpaceID) async throws(MnemeError) -> [Message] {
    try await inner.messages(ids: ids, in: space)
  }
  func messages(ordinals: [Int64], in space: SpaceID) async throws(MnemeError) -> [Message] {
    try await inner.messages(ordinals: ordinals, in: space)
  }
  func messages(session: String, in space: SpaceID, before ordinal: Int64?, limit: Int) async throws(MnemeError)
    -> [Message]
  { try await inner.messages(session: session, in: space, before: ordinal, limit: limit) }
  func messages(pathHashes: [String], in space: SpaceID) async throws(MnemeError) -> [Message] {
    try await inner.messages(pathHashes: pathHashes, in: space)
  }
  func outline(of space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [MessageOutline] {
    try await inner.outline(of: space, after: ordinal, limit: limit)
  }
  func texts(of space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [ItemText] {
    try await inner.texts(of: space, after: ordinal, limit: limit)
  }
}

/// Asks the database for the names of the columns before it reads rows.
struct AsksForColumns: MessageStore {
  let inner: any MessageStore

  private func askForColumns() async throws(MnemeError) {
    guard let store = inner as? SQLiteStore else { throw MnemeError(.internal, "There is no database to ask.") }
    do {
      _ = try await store.pool.read { try String.fetchAll($0, sql: "SELECT name FROM pragma_table_info('messages')") }
    } catch {
      throw MnemeError(.storage, "The columns cannot be read.", underlying: error)
    }
  }

  func append(_ messages: [NewMessage], channel: String) async throws(MnemeError) -> [AppendOutcome] {
    try await inner.append(messages, channel: channel)
  }
  func messages(ids: [String], in space: SpaceID) async throws(MnemeError) -> [Message] {
    try await askForColumns()
    return try await inner.messages(ids: ids, in: space)
  }
  func messages(ordinals: [Int64], in space: SpaceID) async throws(MnemeError) -> [Message] {
    try await askForColumns()
    return try await inner.messages(ordinals: ordinals, in: space)
  }
  func messages(session: String, in space: SpaceID, before ordinal: Int64?, limit: Int) async throws(MnemeError)
    -> [Message]
  { try await inner.messages(session: session, in: space, before: ordinal, limit: limit) }
  func messages(pathHashes: [String], in space: SpaceID) async throws(MnemeError) -> [Message] {
    try await inner.messages(pathHashes: pathHashes, in: space)
  }
  func outline(of space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [MessageOutline] {
    try await inner.outline(of: space, after: ordinal, limit: limit)
  }
  func texts(of space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [ItemText] {
    try await inner.texts(of: space, after: ordinal, limit: limit)
  }
}

/// Records each message by itself.
struct OneExtractionAtATime: GraphStore {
  let inner: any GraphStore

  func record(_ extractions: [GraphExtraction], in space: SpaceID, finishing: [Int64]) async throws(MnemeError)
    -> GraphChange
  {
    var last = GraphChange()
    for extraction in extractions { last = try await inner.record([extraction], in: space, finishing: finishing) }
    return last
  }

  func entities(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [Entity] {
    try await inner.entities(in: space, after: ordinal, limit: limit)
  }
  func relations(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [Relation] {
    try await inner.relations(in: space, after: ordinal, limit: limit)
  }
  func mentions(in space: SpaceID, after mention: EntityMention?, limit: Int) async throws(MnemeError)
    -> [EntityMention]
  { try await inner.mentions(in: space, after: mention, limit: limit) }
  func provenance(of element: GraphElement, in space: SpaceID, limit: Int) async throws(MnemeError) -> [String] {
    try await inner.provenance(of: element, in: space, limit: limit)
  }
}

/// Parses for the weights and again for the answer.
struct ParsesTwice: TemporalReader {
  let inner: any TemporalReader

  func read(_ text: String, now: Date) -> TemporalReading {
    _ = inner.read(text, now: now)
    return inner.read(text, now: now)
  }
}

/// Lets an answer end only when its question has been classified.
struct WaitsForClassifier: ChatService {
  let inner: any ChatService
  let classifier: any MessageClassifier

  func reply(to request: ChatRequest) -> AsyncThrowingStream<ChatEvent, any Error> {
    AsyncThrowingStream { continuation in
      // Ends with the stream.
      let task = Task {
        do {
          for try await event in inner.reply(to: request) {
            if case .finished = event { _ = await classifier.readings(of: [], vectors: [], model: "") }
            continuation.yield(event)
          }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  func models() async -> [ModelDescription] { await inner.models() }
  func sessions(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Session] {
    try await inner.sessions(in: space, limit: limit)
  }
}

/// Looks at the tools once to count them and once to tell of them.
struct ListsTwice: ToolSource {
  let inner: any ToolSource

  func tools() async -> [ToolEntry] {
    let count = await inner.tools().count
    return Array(await inner.tools().prefix(count))
  }

  func call(_ name: String, arguments: JSONValue, in context: CallContext) async throws -> ToolResult? {
    try await inner.call(name, arguments: arguments, in: context)
  }

  func changes() -> AsyncStream<Void> { inner.changes() }
}
