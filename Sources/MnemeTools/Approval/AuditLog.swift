import Foundation
package import Logging
package import MnemeCore
import Synchronization

/// The log of calls. What has effects is written before it has them; the rest waits for company, so that reading tools do
/// not wait for the disk.
package final class AuditLog: Sendable {
  private let store: any ToolAuditStore
  private let identifiers: any IdentifierSource
  private let logger: Logger
  private let state = Mutex(State())

  private struct State {
    var waiting: [ToolAuditEntry] = []
    /// Ids of urgent entries that are not in the store.
    var unwritten: Set<String> = []
    /// One writes at a time; the others wait here, in order.
    var isWriting = false
    var queue: [CheckedContinuation<Void, Never>] = []
  }

  /// Entries that wait at most; then they are written at once.
  static let batch = 64
  /// How long an entry waits at most.
  package static let pause = Duration.seconds(1)

  package init(store: any ToolAuditStore, identifiers: any IdentifierSource, logger: Logger) {
    self.store = store
    self.identifiers = identifiers
    self.logger = logger
  }

  /// - Parameter isUrgent: durable on return.
  /// - Returns: false for an urgent entry that could not be written; it is tried again with the next ones.
  @discardableResult
  func record(_ entry: AuditDraft.Entry, isUrgent: Bool = false) async -> Bool {
    let entry = entry.entry(identifiers.next())
    let isFull = state.withLock { state in
      state.waiting.append(entry)
      if isUrgent { state.unwritten.insert(entry.id) }
      return state.waiting.count >= Self.batch
    }
    if isUrgent || isFull { await flush() }
    return !isUrgent || state.withLock { $0.unwritten.remove(entry.id) } == nil
  }

  /// Writes what waits, after the one that is writing. What cannot be written is kept for the next time, as far as there is room.
  package func flush() async {
    await enter()
    defer { leave() }
    let batch = state.withLock { state in
      defer { state.waiting = [] }
      return state.waiting
    }
    guard !batch.isEmpty else { return }
    do {
      try await store.append(batch)
      state.withLock { $0.unwritten.subtract(batch.map(\.id)) }
    } catch {
      logger.error("tools.audit_unwritten", metadata: ["error.code": "\(error.code.rawValue)"])
      state.withLock { state in
        if state.waiting.count + batch.count <= 16 * Self.batch { state.waiting = batch + state.waiting }
      }
    }
  }

  private func enter() async {
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        if state.isWriting {
          state.queue.append(continuation)
          return false
        }
        state.isWriting = true
        return true
      }
      if isFree { continuation.resume() }
    }
  }

  private func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard state.queue.isEmpty else { return state.queue.removeFirst() }
      state.isWriting = false
      return nil
    }
    next?.resume()
  }

  func entries(_ search: ToolAuditSearch, in space: SpaceID) async throws(MnemeError) -> [ToolAuditEntry] {
    await flush()
    return try await store.auditEntries(search, in: space)
  }

  func remove(before time: Date) async throws(MnemeError) { _ = try await store.removeAuditEntries(before: time) }
}
