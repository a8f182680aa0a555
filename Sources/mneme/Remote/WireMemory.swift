import Foundation
import MnemeCore

/// A memory in the HTTP API.
struct WireMemory: Decodable {
  let id: String
  let ordinal: Int64
  let text: String
  let kind: MemoryKind
  let subject: String?
  let attribute: String?
  let importance: Double
  let trust: Trust
  let sources: [String]
  let session: String?
  let validFrom: String
  let validTo: String?
  let recordedAt: String
  let retiredAt: String?
  let repetitions: Int
  let supersededBy: String?

  enum CodingKeys: String, CodingKey {
    case id, ordinal, text, kind, subject, attribute, importance, trust, sources, repetitions
    case session = "session_id"
    case validFrom = "valid_from"
    case validTo = "valid_to"
    case recordedAt = "recorded_at"
    case retiredAt = "retired_at"
    case supersededBy = "superseded_by"
  }

  func memory(in space: SpaceID) -> Memory {
    Memory(
      id: id, ordinal: ordinal, space: space, text: text, kind: kind, subject: subject, attribute: attribute,
      importance: importance, trust: trust, sources: sources, session: session, validFrom: .wire(validFrom),
      validTo: validTo.map(Date.wire), recordedAt: .wire(recordedAt), retiredAt: retiredAt.map(Date.wire),
      repetitions: repetitions, supersededBy: supersededBy)
  }
}

/// A ledger entry in the HTTP API.
struct WireLedgerEntry: Decodable {
  let sequence: Int64
  let memory: String
  let action: LedgerEntry.Action
  let reason: String
  let at: String
  let text: String?
  let cause: String?

  func ledgerEntry(in space: SpaceID) -> LedgerEntry {
    LedgerEntry(
      sequence: sequence, space: space, memory: memory, action: action, reason: reason, at: .wire(at), text: text,
      cause: cause)
  }
}

extension Date {
  /// A time the server wrote. It writes ISO 8601 only; anything else reads as 1970 and not as a failure of the whole answer.
  static func wire(_ text: String) -> Date { Date(iso8601: text) ?? Date(milliseconds: 0) }
}
