import Foundation
import GRDB
import MnemeCore
import MnemeTestSupport
import Synchronization

@testable import MnemeSQLite

/// Stores in folders of their own, made for a conformance suite, which may want several.
final class TemporaryStores: Sendable {
  private let made = Mutex<[(directory: TemporaryDirectory, store: SQLiteStore)]>([])

  var all: [SQLiteStore] { made.withLock { $0.map(\.store) } }

  func close() throws(MnemeError) { for store in all { try store.close() } }

  private func open() throws(MnemeError) -> SQLiteStore {
    let directory = TemporaryDirectory()
    let store = try SQLiteStore.open(directory: directory.path)
    made.withLock { $0.append((directory, store)) }
    return store
  }

  func any() throws -> any AnyStore { try open() }

  func graph() throws -> GraphStage {
    let store = try open()
    let jobs = try SpaceID("jobs")
    return GraphStage(
      store: store,
      append: { new in try await store.append(new, channel: "test").map(\.message) },
      erase: { messages in try await store.erase(messages) },
      begin: {
        _ = try await store.append(
          [message(UUID().uuidString, space: jobs, jobs: [.reflectMessage])], channel: "test")
        return try await store.claim(.reflectMessage, limit: 1, at: Date()).map(\.id).first ?? 0
      },
      isFinished: { _ in try await store.status(of: jobs, at: Date()).depth == 0 })
  }

  func access() throws -> AccessStage {
    let store = try open()
    return AccessStage(
      store: store,
      items: { source, count, space in
        switch source {
        case .message:
          let new = (0..<count).map { _ in message(UUID().uuidString, space: space) }
          return try await store.append(new, channel: "test").map { ItemKey(.message, $0.message.ordinal) }
        case .memory:
          return try await store.addMemories(count, in: space).map { ItemKey(.memory, $0.ordinal) }
        }
      },
      missing: { source, space in
        // Gone again, the way erasure takes it.
        switch source {
        case .message:
          let gone = try await store.append([message(UUID().uuidString, space: space)], channel: "test").map(\.message)
          _ = try await store.erase(gone)
          return ItemKey(.message, gone[0].ordinal)
        case .memory:
          let gone = try await store.addMemories(1, in: space)[0]
          try await store.writer.write(rows: 1) { db in
            try db.execute(sql: "DELETE FROM memories WHERE ordinal = ?", arguments: [gone.ordinal])
          }
          return ItemKey(.memory, gone.ordinal)
        }
      })
  }
}

extension SQLiteStore {
  func addMemories(_ count: Int, in space: SpaceID) async throws(MnemeError) -> [Memory] {
    let at = Date(milliseconds: 1_750_000_000_000)
    let changes = (0..<count).map { number in
      MemoryChange.add(
        Memory(
          id: UUID().uuidString, space: space, text: "memory \(number)", kind: .fact, subject: nil, attribute: nil,
          importance: 0.5, trust: .user, sources: [], session: nil, validFrom: at, recordedAt: at), reason: "test")
    }
    return try await apply(changes, in: space, at: at, finishing: [])
  }
}
