import Foundation
import MnemeCore

/// A memory in the HTTP API.
struct WireMemory: Codable {
  let id: String
  let ordinal: Int64
  let space: SpaceID
  let text: String
  let kind: MemoryKind
  @Nullable var subject: String?
  @Nullable var attribute: String?
  let importance: Double
  let trust: Trust
  let sources: [String]
  @Nullable var sessionId: String?
  let validFrom: Date
  @Nullable var validTo: Date?
  let recordedAt: Date
  @Nullable var retiredAt: Date?
  let repetitions: Int
  @Nullable var supersededBy: String?
  @Nullable var supersededAt: Date?
  let pinned: Bool
  let preserved: Bool
  let awaitsApproval: Bool
  let labels: [String]
  let localOnly: Bool
  let confidence: Double
  let derivedFrom: [String]
  let active: Bool

  init(_ memory: Memory) {
    id = memory.id
    ordinal = memory.ordinal
    space = memory.space
    text = memory.text
    kind = memory.kind
    subject = memory.subject
    attribute = memory.attribute
    importance = memory.importance
    trust = memory.trust
    sources = memory.sources
    sessionId = memory.session
    validFrom = memory.validFrom
    validTo = memory.validTo
    recordedAt = memory.recordedAt
    retiredAt = memory.retiredAt
    repetitions = memory.repetitions
    supersededBy = memory.supersededBy
    supersededAt = memory.supersededAt
    pinned = memory.isPinned
    preserved = memory.isPreserved
    awaitsApproval = memory.awaitsApproval
    labels = memory.labels
    localOnly = memory.isLocalOnly
    confidence = memory.confidence
    derivedFrom = memory.derivedFrom
    active = memory.isActive
  }

  var memory: Memory {
    Memory(
      id: id, ordinal: ordinal, space: space, text: text, kind: kind, subject: subject, attribute: attribute,
      importance: importance, trust: trust, sources: sources, session: sessionId, validFrom: validFrom,
      validTo: validTo, recordedAt: recordedAt, retiredAt: retiredAt, repetitions: repetitions,
      supersededBy: supersededBy, supersededAt: supersededAt, isPinned: pinned, isPreserved: preserved,
      awaitsApproval: awaitsApproval, labels: labels, isLocalOnly: localOnly, confidence: confidence,
      derivedFrom: derivedFrom)
  }
}

struct WireMemories: Codable {
  let memories: [WireMemory]

  init(_ memories: [Memory]) { self.memories = memories.map(WireMemory.init) }
}

struct WireHistory: Codable {
  let id: String
  let history: [WireLedgerEntry]

  init(_ entries: [LedgerEntry], of id: String) {
    self.id = id
    history = entries.map(WireLedgerEntry.init)
  }
}

/// A ledger entry in the HTTP API.
struct WireLedgerEntry: Codable {
  let sequence: Int64
  let memory: String
  let action: LedgerEntry.Action
  let reason: String
  let at: Date
  @Nullable var text: String?
  @Nullable var cause: String?
  let before: WireFields?
  let after: WireFields?

  init(_ entry: LedgerEntry) {
    sequence = entry.sequence
    memory = entry.memory
    action = entry.action
    reason = entry.reason
    at = entry.at
    text = entry.text
    cause = entry.cause
    before = WireFields(fields: entry.before)
    after = WireFields(fields: entry.after)
  }

  func ledgerEntry(in space: SpaceID) -> LedgerEntry {
    LedgerEntry(
      sequence: sequence, space: space, memory: memory, action: action, reason: reason, at: at, text: text,
      cause: cause, before: before?.fields ?? MemoryFields(), after: after?.fields ?? MemoryFields())
  }
}

/// Fields of a memory, named and written as its members in the HTTP API: times as text, the session as `session_id`.
struct WireFields: Codable, Hashable {
  var fields: MemoryFields

  init(fields: MemoryFields) { self.fields = fields }

  init(from decoder: any Decoder) throws {
    let values = try decoder.singleValueContainer().decode([String: FieldValue].self)
    fields = MemoryFields()
    for name in MemoryFields.Name.allCases {
      guard let value = values[Self.key(name)] else { continue }
      switch value {
      case .text(let text) where Self.isTime(name):
        fields[name] = .integer((Date(iso8601: text) ?? Date(milliseconds: 0)).milliseconds)
      // JSON does not tell a whole number with a point from one without.
      case .integer(let number) where name == .importance || name == .confidence: fields[name] = .number(Double(number))
      default: fields[name] = value
      }
    }
  }

  func encode(to encoder: any Encoder) throws {
    var values: [String: FieldValue] = [:]
    for name in MemoryFields.Name.allCases {
      guard let value = fields[name] else { continue }
      if case .integer(let time) = value, Self.isTime(name) {
        values[Self.key(name)] = .text(Date(milliseconds: time).iso8601)
      } else {
        values[Self.key(name)] = value
      }
    }
    var container = encoder.singleValueContainer()
    try container.encode(values)
  }

  private static func key(_ name: MemoryFields.Name) -> String { name == .session ? "session_id" : name.rawValue }

  private static func isTime(_ name: MemoryFields.Name) -> Bool {
    switch name {
    case .validFrom, .validTo, .recordedAt, .retiredAt, .supersededAt: true
    default: false
    }
  }
}
