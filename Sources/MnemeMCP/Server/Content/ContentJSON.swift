import Foundation
import MnemeCore

// What resources show. Names of members are those of the HTTP API.

extension Memory {
  var shown: JSONValue {
    var members: [String: JSONValue] = [
      "id": .string(id), "text": .string(text), "kind": .string(kind.rawValue), "importance": .number(importance),
      "trust": .string(trust.rawValue), "valid_from": .string(validFrom.iso8601),
      "recorded_at": .string(recordedAt.iso8601), "repetitions": .integer(Int64(repetitions)),
      "pinned": .bool(isPinned),
      "active": .bool(isActive), "labels": .array(labels.map(JSONValue.string)),
      "sources": .array(sources.map(JSONValue.string)),
    ]
    members["subject"] = subject.map(JSONValue.string)
    members["session_id"] = session.map(JSONValue.string)
    members["valid_to"] = validTo.map { .string($0.iso8601) }
    members["superseded_by"] = supersededBy.map(JSONValue.string)
    return .object(members)
  }
}

extension LedgerEntry {
  var shown: JSONValue {
    var members: [String: JSONValue] = [
      "action": .string(action.rawValue), "reason": .string(reason), "at": .string(at.iso8601),
    ]
    members["text"] = text.map(JSONValue.string)
    return .object(members)
  }
}

extension Session {
  var shown: JSONValue {
    var members: [String: JSONValue] = [
      "id": .string(id), "channel": .string(channel), "started_at": .string(startedAt.iso8601),
      "last_activity_at": .string(lastActivityAt.iso8601), "messages": .integer(Int64(messageCount)),
    ]
    members["ended_at"] = endedAt.map { .string($0.iso8601) }
    members["title"] = digest.map { .string($0.title) }
    members["summary"] = digest.map { .string($0.summary) }
    return .object(members)
  }
}

extension Message {
  var shown: JSONValue {
    var members: [String: JSONValue] = [
      "id": .string(id), "role": .string(role.rawValue), "text": .string(text), "trust": .string(trust.rawValue),
      "created_at": .string(createdAt.iso8601),
    ]
    members["speaker"] = speaker.map(JSONValue.string)
    return .object(members)
  }
}

extension Entity {
  var shown: JSONValue {
    [
      "id": .integer(ordinal), "name": .string(name), "kind": .string(kind.rawValue),
      "aliases": .array(aliases.map(JSONValue.string)), "mentions": .integer(Int64(mentions)),
      "last_seen": .string(lastSeen.iso8601),
    ]
  }
}

extension WeighedRelation {
  var shown: JSONValue {
    [
      "from": .integer(relation.source), "to": .integer(relation.target), "type": .string(relation.type.rawValue),
      "weight": .number(weight),
    ]
  }
}

extension Encodable {
  /// Through its own coding; null where that fails, which no value of ours does.
  var asJSON: JSONValue {
    guard let data = try? JSONEncoder().encode(self), let json = try? JSONReader.read(Array(data)) else { return .null }
    return json
  }
}
