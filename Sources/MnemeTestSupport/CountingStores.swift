package import Foundation
package import MnemeCore
import Synchronization

/// Hands everything on and keeps how many memories one call returned at most, and how many all did.
package final class CountingMaintenanceStore: MaintenanceStore {
  private let inner: any MaintenanceStore
  private let counts = Mutex((largest: 0, rows: 0, pages: 0))

  package init(_ inner: any MaintenanceStore) { self.inner = inner }

  package var largestPage: Int { counts.withLock { $0.largest } }
  package var rows: Int { counts.withLock { $0.rows } }
  package var pages: Int { counts.withLock { $0.pages } }
  package func reset() { counts.withLock { $0 = (0, 0, 0) } }

  package func spaces() async throws(MnemeError) -> [SpaceID] { try await inner.spaces() }

  package func vitals(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [MemoryVitals] {
    let page = try await inner.vitals(in: space, after: ordinal, limit: limit)
    counts.withLock { $0 = (max($0.largest, page.count), $0.rows + page.count, $0.pages + 1) }
    return page
  }

  package func apply(_ plan: ConsolidationPlan, in space: SpaceID, at: Date) async throws(MnemeError)
    -> ConsolidationOutcome
  { try await inner.apply(plan, in: space, at: at) }

  package func compact() async throws(MnemeError) { try await inner.compact() }

  package func rebuild(vectors: Bool) async throws(MnemeError) -> RebuildReport {
    try await inner.rebuild(vectors: vectors)
  }

  package func integrityFindings() async throws(MnemeError) -> [String] { try await inner.integrityFindings() }
}

/// Hands everything on and counts.
package final class CountingMemoryStore: MemoryStore {
  private let inner: any MemoryStore
  private let whenRead: @Sendable () async -> Void
  private let counts = Mutex((largest: 0, reads: 0))

  /// - Parameter whenRead: awaited before memories are read by their ids.
  package init(_ inner: any MemoryStore, whenRead: @escaping @Sendable () async -> Void = {}) {
    self.inner = inner
    self.whenRead = whenRead
  }

  /// Memories that one call returned at most.
  package var largestPage: Int { counts.withLock { $0.largest } }
  /// Calls that read.
  package var reads: Int { counts.withLock { $0.reads } }
  package func reset() { counts.withLock { $0 = (0, 0) } }

  private func counted(_ memories: [Memory]) -> [Memory] {
    counts.withLock { $0 = (max($0.largest, memories.count), $0.reads + 1) }
    return memories
  }

  package func apply(_ changes: [MemoryChange], in space: SpaceID, at: Date, finishing: [Int64])
    async throws(MnemeError) -> [Memory]
  { try await inner.apply(changes, in: space, at: at, finishing: finishing) }

  package func memories(ids: [String], in space: SpaceID) async throws(MnemeError) -> [Memory] {
    await whenRead()
    return counted(try await inner.memories(ids: ids, in: space))
  }

  package func memories(ordinals: [Int64], in space: SpaceID) async throws(MnemeError) -> [Memory] {
    counted(try await inner.memories(ordinals: ordinals, in: space))
  }

  package func memories(in space: SpaceID, includeInactive: Bool, before: Int64?, limit: Int)
    async throws(MnemeError) -> [Memory]
  { counted(try await inner.memories(in: space, includeInactive: includeInactive, before: before, limit: limit)) }

  package func memories(subject: String?, attribute: String, in space: SpaceID) async throws(MnemeError) -> [Memory] {
    counted(try await inner.memories(subject: subject, attribute: attribute, in: space))
  }

  package func history(of memory: String, in space: SpaceID) async throws(MnemeError) -> [LedgerEntry] {
    try await inner.history(of: memory, in: space)
  }
}

/// Hands everything on and counts calls.
package final class CountingMessageStore: MessageStore {
  private let inner: any MessageStore
  private let counts = Mutex((reads: 0, appends: 0))

  package init(_ inner: any MessageStore) { self.inner = inner }

  package var reads: Int { counts.withLock { $0.reads } }
  package var appends: Int { counts.withLock { $0.appends } }
  package func reset() { counts.withLock { $0 = (0, 0) } }

  private func count() { counts.withLock { $0.reads += 1 } }

  package func append(_ messages: [NewMessage], channel: String) async throws(MnemeError) -> [AppendOutcome] {
    counts.withLock { $0.appends += 1 }
    return try await inner.append(messages, channel: channel)
  }

  package func messages(ids: [String], in space: SpaceID) async throws(MnemeError) -> [Message] {
    count()
    return try await inner.messages(ids: ids, in: space)
  }

  package func messages(ordinals: [Int64], in space: SpaceID) async throws(MnemeError) -> [Message] {
    count()
    return try await inner.messages(ordinals: ordinals, in: space)
  }

  package func messages(session: String, in space: SpaceID, before ordinal: Int64?, limit: Int)
    async throws(MnemeError) -> [Message]
  {
    count()
    return try await inner.messages(session: session, in: space, before: ordinal, limit: limit)
  }

  package func messages(pathHashes: [String], in space: SpaceID) async throws(MnemeError) -> [Message] {
    count()
    return try await inner.messages(pathHashes: pathHashes, in: space)
  }

  package func outline(of space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError)
    -> [MessageOutline]
  {
    count()
    return try await inner.outline(of: space, after: ordinal, limit: limit)
  }

  package func texts(of space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [ItemText] {
    count()
    return try await inner.texts(of: space, after: ordinal, limit: limit)
  }
}

/// Hands everything on and counts calls.
package final class CountingGraphStore: GraphStore {
  private let inner: any GraphStore
  private let counts = Mutex((reads: 0, writes: 0))

  package init(_ inner: any GraphStore) { self.inner = inner }

  package var reads: Int { counts.withLock { $0.reads } }
  package var writes: Int { counts.withLock { $0.writes } }
  package func reset() { counts.withLock { $0 = (0, 0) } }

  private func count() { counts.withLock { $0.reads += 1 } }

  package func record(_ extractions: [GraphExtraction], in space: SpaceID, finishing: [Int64])
    async throws(MnemeError) -> GraphChange
  {
    counts.withLock { $0.writes += 1 }
    return try await inner.record(extractions, in: space, finishing: finishing)
  }

  package func entities(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [Entity] {
    count()
    return try await inner.entities(in: space, after: ordinal, limit: limit)
  }

  package func relations(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [Relation] {
    count()
    return try await inner.relations(in: space, after: ordinal, limit: limit)
  }

  package func mentions(in space: SpaceID, after mention: EntityMention?, limit: Int)
    async throws(MnemeError) -> [EntityMention]
  {
    count()
    return try await inner.mentions(in: space, after: mention, limit: limit)
  }

  package func provenance(of element: GraphElement, in space: SpaceID, limit: Int) async throws(MnemeError) -> [String]
  {
    count()
    return try await inner.provenance(of: element, in: space, limit: limit)
  }
}
