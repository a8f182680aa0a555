import Foundation
import MnemeCore

extension Memory {
  var json: JSON {
    [
      "id": .string(id), "ordinal": .int(ordinal), "space": .string(space.rawValue), "text": .string(text),
      "kind": .string(kind.rawValue), "subject": .text(subject), "attribute": .text(attribute),
      "importance": .double(importance), "trust": .string(trust.rawValue), "sources": .texts(sources),
      "session_id": .text(session), "valid_from": .time(validFrom), "valid_to": .time(validTo),
      "recorded_at": .time(recordedAt), "retired_at": .time(retiredAt), "repetitions": .number(repetitions),
      "superseded_by": .text(supersededBy), "superseded_at": .time(supersededAt), "pinned": .bool(isPinned),
      "preserved": .bool(isPreserved), "awaits_approval": .bool(awaitsApproval), "labels": .texts(labels),
      "local_only": .bool(isLocalOnly), "confidence": .double(confidence), "derived_from": .texts(derivedFrom),
      "active": .bool(isActive),
    ]
  }
}

extension LedgerEntry {
  var json: JSON {
    [
      "sequence": .int(sequence), "memory": .string(memory), "action": .string(action.rawValue),
      "reason": .string(reason), "at": .time(at), "text": .text(text), "cause": .text(cause),
      "before": before.json, "after": after.json,
    ]
  }
}

extension MemoryFields {
  /// Members named and written as those of a memory, in a fixed order.
  var json: JSON {
    .object(
      Name.allCases.compactMap { name in
        guard let value = self[name] else { return nil }
        switch (name, value) {
        case (.session, _): return ("session_id", value.json)
        case (.validFrom, .integer(let time)), (.validTo, .integer(let time)), (.recordedAt, .integer(let time)),
          (.retiredAt, .integer(let time)), (.supersededAt, .integer(let time)):
          return (name.rawValue, .time(Date(milliseconds: time)))
        default: return (name.rawValue, value.json)
        }
      })
  }
}

extension FieldValue {
  fileprivate var json: JSON {
    switch self {
    case .null: .null
    case .flag(let value): .bool(value)
    case .integer(let value): .int(value)
    case .number(let value): .double(value)
    case .text(let value): .string(value)
    case .list(let value): .texts(value)
    }
  }
}
