package import Foundation

/// Whole spaces as records, for export and import.
package protocol TransferStore: Sendable {
  /// The records of one kind after `position` in the order of the store, at most `limit`, each with its position.
  func records(_ kind: TransferRecord.Kind, of space: SpaceID, after position: Int64, limit: Int)
    async throws(MnemeError) -> [(position: Int64, record: TransferRecord)]

  /// Stores records as they are, in one transaction, in the order given, and queues what derives from them. A record whose
  /// id is there already is skipped. Returns how many were stored.
  func insert(_ records: [TransferRecord], into space: SpaceID) async throws(MnemeError) -> Int
}

/// One line of an export: primary records only; vectors, indexes and the graph are made again.
package enum TransferRecord: Sendable, Hashable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    case session, message, ledger, access
  }

  case session(Session)
  case message(Message)
  /// Memories are what their ledger says: an import replays it.
  case ledger(LedgerEntry)
  case access(ItemAccessRecord)

  package var kind: Kind {
    switch self {
    case .session: .session
    case .message: .message
    case .ledger: .ledger
    case .access: .access
    }
  }
}

/// An access counter with the id of its row instead of the ordinal, which another store gives anew.
package struct ItemAccessRecord: Sendable, Hashable, Codable {
  package let source: ItemSource
  package let id: String
  package let count: Double
  package let countedAt: Date
  package let total: Int
  package let lastAccess: Date
  package let channels: [String]

  package init(
    source: ItemSource, id: String, count: Double, countedAt: Date, total: Int, lastAccess: Date, channels: [String]
  ) {
    self.source = source
    self.id = id
    self.count = count
    self.countedAt = countedAt
    self.total = total
    self.lastAccess = lastAccess
    self.channels = channels
  }
}
