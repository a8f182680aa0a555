import Foundation
import MnemeCore

// Times are ISO 8601 in UTC, keys are snake_case, absent values are null.

extension JSON {
  static func time(_ date: Date?) -> JSON { date.map { .string($0.iso8601) } ?? .null }
  static func texts(_ values: [String]) -> JSON { .array(values.map(JSON.string)) }
}

extension RecallHit {
  var json: JSON {
    var members: [(String, JSON)] = [
      ("id", .string(id)), ("source", .string(source.rawValue)), ("content", .string(content)),
      ("score", .double(score)), ("created_at", .time(createdAt)), ("session_id", .text(session)),
      ("external_id", .text(externalID)), ("speaker", .text(speaker)), ("role", .text(role?.rawValue)),
      ("kind", .text(kind?.rawValue)), ("trust", .string(trust.rawValue)), ("valid_from", .time(validFrom)),
      ("valid_to", .time(validTo)), ("sources", .texts(sources)),
    ]
    if let explanation { members.append(("explanation", explanation.json)) }
    return .object(members)
  }
}

extension Explanation {
  var json: JSON {
    [
      "ranks": .object(ranks.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) }),
      "parts": .array(parts.map { ["name": .string($0.name), "value": .double($0.value)] }),
      "verdict": .string(verdict),
    ]
  }
}

extension Memory {
  var json: JSON {
    [
      "id": .string(id), "ordinal": .int(ordinal), "space": .string(space.rawValue), "text": .string(text),
      "kind": .string(kind.rawValue), "subject": .text(subject), "attribute": .text(attribute),
      "importance": .double(importance), "trust": .string(trust.rawValue), "sources": .texts(sources),
      "session_id": .text(session), "valid_from": .time(validFrom), "valid_to": .time(validTo),
      "recorded_at": .time(recordedAt), "retired_at": .time(retiredAt), "repetitions": .number(repetitions),
      "superseded_by": .text(supersededBy), "active": .bool(isActive),
    ]
  }
}

extension LedgerEntry {
  var json: JSON {
    [
      "sequence": .int(sequence), "memory": .string(memory), "action": .string(action.rawValue),
      "reason": .string(reason), "at": .time(at), "text": .text(text), "cause": .text(cause),
    ]
  }
}

extension Session {
  var json: JSON {
    [
      "id": .string(id), "space": .string(space.rawValue), "channel": .string(channel),
      "started_at": .time(startedAt), "last_activity_at": .time(lastActivityAt), "ended_at": .time(endedAt),
      "message_count": .number(messageCount),
    ]
  }
}

extension QueueStatus {
  /// - Parameter blocked: why what is left cannot be done now, for programs.
  func json(timedOut: Bool, blocked: String?) -> JSON {
    [
      "depth": .number(depth), "oldest_age": oldestAge.map(JSON.double) ?? .null, "failed": .number(failed),
      "timed_out": .bool(timedOut), "blocked": .text(blocked),
    ]
  }
}
