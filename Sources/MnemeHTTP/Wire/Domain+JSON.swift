import Foundation
import MnemeCore

// Times are ISO 8601 in UTC, keys are snake_case, absent values are null.

extension JSON {
  static func time(_ date: Date?) -> JSON { date.map { .string($0.iso8601) } ?? .null }
  static func texts(_ values: [String]) -> JSON { .array(values.map(JSON.string)) }
  /// Keys ascending.
  static func counts(_ values: [String: Int]) -> JSON {
    .object(values.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) })
  }
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
      "ranks": .counts(ranks),
      "parts": .array(parts.map { ["name": .string($0.name), "value": .double($0.value)] }),
      "verdict": .string(verdict),
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
