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
  private let waiting = Mutex<[ToolAuditEntry]>([])

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
  func record(_ entry: AuditDraft.Entry, isUrgent: Bool = false) async {
    let entry = entry.entry(identifiers.next())
    let isFull = waiting.withLock { waiting in
      waiting.append(entry)
      return waiting.count >= Self.batch
    }
    if isUrgent || isFull { await flush() }
  }

  /// Writes what waits. What cannot be written is kept for the next time, as far as there is room.
  package func flush() async {
    let batch = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    guard !batch.isEmpty else { return }
    do {
      try await store.append(batch)
    } catch {
      logger.error("tools.audit_unwritten", metadata: ["error.code": "\(error.code.rawValue)"])
      waiting.withLock { waiting in
        if waiting.count + batch.count <= 16 * Self.batch { waiting = batch + waiting }
      }
    }
  }

  func entries(_ search: ToolAuditSearch, in space: SpaceID) async throws(MnemeError) -> [ToolAuditEntry] {
    await flush()
    return try await store.auditEntries(search, in: space)
  }

  func remove(before time: Date) async throws(MnemeError) { _ = try await store.removeAuditEntries(before: time) }
}
