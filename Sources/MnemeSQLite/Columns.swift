import Foundation
import GRDB
import MnemeCore

/// Rows to values. The column lists and the decoders that read them by position stand side by side.
enum Columns {
  static let message = """
    m.id, m.ordinal, m.session, m.role, m.speaker, m.text, m.trust, m.created_at, m.external_id, m.parent, m.path_hash
    """

  static func message(_ row: Row, _ space: SpaceID) throws -> Message {
    Message(
      id: row[0], ordinal: row[1], space: space, session: row[2], role: try role(row[3]),
      speaker: row[4], text: StoredText.decode(row, 5), trust: try trust(row[6]),
      createdAt: Date(milliseconds: row[7]), externalID: row[8], parent: row[9], pathHash: row[10])
  }

  static let session =
    "id, channel, started_at, last_activity_at, ended_at, message_count, digest, archived_at, title, branch_of"

  static func session(_ row: Row, _ space: SpaceID) throws -> Session {
    let digest: String? = row[6]
    return Session(
      id: row[0], space: space, channel: row[1], startedAt: Date(milliseconds: row[2]),
      lastActivityAt: Date(milliseconds: row[3]), endedAt: date(row[4]), messageCount: row[5],
      digest: try digest.map { try JSONDecoder().decode(SessionDigest.self, from: Data($0.utf8)) },
      archivedAt: date(row[7]), title: row[8], branchOf: row[9])
  }

  static let memory = """
    m.id, m.ordinal, m.text, m.kind, m.subject, m.attribute, m.importance, m.trust, m.session, m.valid_from, m.valid_to,
    m.recorded_at, m.retired_at, m.repetitions, m.superseded_by,
    (SELECT json_group_array(message)
     FROM (SELECT message FROM memory_sources WHERE memory = m.ordinal ORDER BY position)),
    m.superseded_at, m.pinned, m.awaits_approval, m.labels, m.local_only, m.confidence, m.derived_from,
    m.preserved
    """

  /// Condition on `m`: the memory speaks.
  static let activeMemory = "m.retired_at IS NULL AND m.superseded_by IS NULL AND m.awaits_approval = 0"

  static func memory(_ row: Row, _ space: SpaceID) throws -> Memory {
    Memory(
      id: row[0], ordinal: row[1], space: space, text: StoredText.decode(row, 2),
      kind: try value(row[3], MemoryKind.init(rawValue:)), subject: row[4], attribute: row[5],
      importance: row[6], trust: try trust(row[7]), sources: try JSONList.decode(row[15]),
      session: row[8], validFrom: Date(milliseconds: row[9]), validTo: date(row[10]),
      recordedAt: Date(milliseconds: row[11]), retiredAt: date(row[12]), repetitions: row[13],
      supersededBy: row[14], supersededAt: date(row[16]), isPinned: row[17], isPreserved: row[23],
      awaitsApproval: row[18],
      labels: try JSONList.decode(row[19]), isLocalOnly: row[20], confidence: row[21],
      derivedFrom: try JSONList.decode(row[22]))
  }

  static func role(_ text: String) throws -> Role { try value(text, Role.init(rawValue:)) }

  static func trust(_ text: String) throws -> Trust { try value(text, Trust.init(rawValue:)) }

  static func date(_ milliseconds: Int64?) -> Date? { milliseconds.map(Date.init(milliseconds:)) }

  static func value<Value>(_ text: String, _ make: (String) -> Value?) throws -> Value {
    guard let value = make(text) else {
      throw MnemeError(
        .storage, "The database holds a value this program does not know; run 'mneme doctor' to check it.")
    }
    return value
  }
}
