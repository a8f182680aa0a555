import Foundation

/// One value of a memory's record as ledger and export write it. Times are milliseconds since 1970.
package enum FieldValue: Sendable, Hashable, Codable {
  case null
  case flag(Bool)
  case integer(Int64)
  case number(Double)
  case text(String)
  case list([String])

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {  // a value of another type is tried as that next
      self = .flag(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else {
      self = .list(try container.decode([String].self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .flag(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    }
  }
}

/// Fields of a memory by name: a whole record, or those that a change touched.
package struct MemoryFields: Sendable, Hashable, Codable {
  package enum Name: String, Sendable, Codable, CaseIterable {
    case text, kind, subject, attribute, importance, trust, session, repetitions, labels, confidence, sources
    case validFrom = "valid_from"
    case validTo = "valid_to"
    case recordedAt = "recorded_at"
    case retiredAt = "retired_at"
    case supersededBy = "superseded_by"
    case supersededAt = "superseded_at"
    case isPinned = "pinned"
    case isPreserved = "preserved"
    case awaitsApproval = "awaits_approval"
    case isLocalOnly = "local_only"
    case derivedFrom = "derived_from"
  }

  private var values: [String: FieldValue]

  package init() { values = [:] }

  package var isEmpty: Bool { values.isEmpty }

  package subscript(name: Name) -> FieldValue? {
    get { values[name.rawValue] }
    set { values[name.rawValue] = newValue }
  }

  package init(from decoder: any Decoder) throws {
    values = try decoder.singleValueContainer().decode([String: FieldValue].self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(values)
  }

  /// All fields of a memory but those that name it (id, ordinal, space).
  package init(_ memory: Memory) {
    func time(_ date: Date?) -> FieldValue { date.map { .integer($0.milliseconds) } ?? .null }
    func text(_ value: String?) -> FieldValue { value.map(FieldValue.text) ?? .null }
    values = [:]
    self[.text] = .text(memory.text)
    self[.kind] = .text(memory.kind.rawValue)
    self[.subject] = text(memory.subject)
    self[.attribute] = text(memory.attribute)
    self[.importance] = .number(memory.importance)
    self[.trust] = .text(memory.trust.rawValue)
    self[.session] = text(memory.session)
    self[.repetitions] = .integer(Int64(memory.repetitions))
    self[.labels] = .list(memory.labels)
    self[.confidence] = .number(memory.confidence)
    self[.sources] = .list(memory.sources)
    self[.validFrom] = time(memory.validFrom)
    self[.validTo] = time(memory.validTo)
    self[.recordedAt] = time(memory.recordedAt)
    self[.retiredAt] = time(memory.retiredAt)
    self[.supersededBy] = text(memory.supersededBy)
    self[.supersededAt] = time(memory.supersededAt)
    self[.isPinned] = .flag(memory.isPinned)
    self[.isPreserved] = .flag(memory.isPreserved)
    self[.awaitsApproval] = .flag(memory.awaitsApproval)
    self[.isLocalOnly] = .flag(memory.isLocalOnly)
    self[.derivedFrom] = .list(memory.derivedFrom)
  }

  /// Takes over every field that `other` has.
  package mutating func merge(_ other: MemoryFields) { values.merge(other.values) { _, new in new } }

  /// The fields in which `self` and `other` differ, with the values of each.
  package func difference(to other: MemoryFields) -> (before: MemoryFields, after: MemoryFields) {
    var before = MemoryFields()
    var after = MemoryFields()
    for name in Name.allCases where self[name] != other[name] {
      before[name] = self[name]
      after[name] = other[name]
    }
    return (before, after)
  }
}

extension Memory {
  /// Puts the named fields in place. - Throws: `storage` when a value does not fit its field.
  package mutating func apply(_ fields: MemoryFields) throws(MnemeError) {
    for name in MemoryFields.Name.allCases {
      guard let value = fields[name] else { continue }
      switch name {
      case .text: text = try value.string()
      case .kind: kind = try value.named(MemoryKind.init(rawValue:))
      case .subject: subject = try value.optionalString()
      case .attribute: attribute = try value.optionalString()
      case .importance: importance = try value.double()
      case .trust: trust = try value.named(Trust.init(rawValue:))
      case .session: session = try value.optionalString()
      case .repetitions: repetitions = Int(try value.int64())
      case .labels: labels = try value.strings()
      case .confidence: confidence = try value.double()
      case .sources: sources = try value.strings()
      case .validFrom: validFrom = Date(milliseconds: try value.int64())
      case .validTo: validTo = try value.optionalTime()
      case .recordedAt: recordedAt = Date(milliseconds: try value.int64())
      case .retiredAt: retiredAt = try value.optionalTime()
      case .supersededBy: supersededBy = try value.optionalString()
      case .supersededAt: supersededAt = try value.optionalTime()
      case .isPinned: isPinned = try value.bool()
      case .isPreserved: isPreserved = try value.bool()
      case .awaitsApproval: awaitsApproval = try value.bool()
      case .isLocalOnly: isLocalOnly = try value.bool()
      case .derivedFrom: derivedFrom = try value.strings()
      }
    }
  }

  /// A memory from a whole record. - Throws: `storage` when a field is missing or wrong.
  package init(id: String, ordinal: Int64, space: SpaceID, fields: MemoryFields) throws(MnemeError) {
    guard MemoryFields.Name.allCases.allSatisfy({ fields[$0] != nil }) else { throw FieldValue.unfit }
    self.init(
      id: id, ordinal: ordinal, space: space, text: "", kind: .fact, importance: 0, trust: .user,
      validFrom: Date(milliseconds: 0), recordedAt: Date(milliseconds: 0))
    try apply(fields)
  }
}

extension FieldValue {
  static let unfit = MnemeError(.storage, "A record of a memory is incomplete or holds a value of the wrong type.")

  fileprivate func string() throws(MnemeError) -> String {
    guard case .text(let value) = self else { throw Self.unfit }
    return value
  }

  fileprivate func optionalString() throws(MnemeError) -> String? { self == .null ? nil : try string() }

  fileprivate func int64() throws(MnemeError) -> Int64 {
    guard case .integer(let value) = self else { throw Self.unfit }
    return value
  }

  fileprivate func optionalTime() throws(MnemeError) -> Date? {
    self == .null ? nil : Date(milliseconds: try int64())
  }

  fileprivate func double() throws(MnemeError) -> Double {
    switch self {
    case .number(let value): return value
    // A whole number is written without a point.
    case .integer(let value): return Double(value)
    default: throw Self.unfit
    }
  }

  fileprivate func bool() throws(MnemeError) -> Bool {
    guard case .flag(let value) = self else { throw Self.unfit }
    return value
  }

  fileprivate func strings() throws(MnemeError) -> [String] {
    guard case .list(let value) = self else { throw Self.unfit }
    return value
  }

  fileprivate func named<Value>(_ make: (String) -> Value?) throws(MnemeError) -> Value {
    guard let value = make(try string()) else { throw Self.unfit }
    return value
  }
}
