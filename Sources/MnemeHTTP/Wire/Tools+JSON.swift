import Foundation
import MnemeCore

extension JSON {
  /// Members of objects in ascending order of their names.
  init(_ value: JSONValue) {
    self =
      switch value {
      case .null: .null
      case .bool(let flag): .bool(flag)
      case .integer(let number): .int(number)
      case .number(let number): .double(number)
      case .string(let text): .string(text)
      case .array(let values): .array(values.map(JSON.init))
      case .object(let members): .object(members.sorted { $0.key < $1.key }.map { ($0.key, JSON($0.value)) })
      }
  }
}

extension ToolListing {
  var json: JSON {
    let notes = description.annotations
    return [
      "name": .string(description.name), "title": .text(description.title), "description": .string(description.summary),
      "category": .string(category.rawValue), "ready": .bool(isReady),
      "annotations": [
        "read_only": .bool(notes.isReadOnly), "destructive": .bool(!notes.isReadOnly && notes.isDestructive),
        "idempotent": .bool(notes.isIdempotent), "open_world": .bool(notes.isOpenWorld),
      ],
      "input_schema": JSON(description.parameters), "output_schema": description.output.map(JSON.init) ?? .null,
      "metrics": metrics.json,
    ]
  }
}

extension ToolMetrics {
  var json: JSON {
    [
      "call_count": .number(calls), "success_count": .number(successes), "error_count": .number(errors),
      "avg_duration_ms": .double(Self.rounded(averageMilliseconds)),
      "total_duration_ms": .double(Self.rounded(totalMilliseconds)),
      "success_rate": successRate.map { .double(Self.rounded($0 * 100)) } ?? .null,
      "last_call_at": lastCallAt.map(JSON.time) ?? .null, "last_error_at": lastErrorAt.map(JSON.time) ?? .null,
      "last_error_code": .text(lastErrorCode?.rawValue),
    ]
  }

  private static func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }
}

extension ToolOutput {
  var json: JSON {
    [
      "content": .array(content.map(\.json)), "structured": structured.map(JSON.init) ?? .null,
      "is_error": .bool(!succeeded),
      "error": failure.map { failure in
        [
          "code": .string(failure.code.rawValue), "message": .string(failure.message),
          "retryable": .bool(failure.code.isRetryable),
        ]
      } ?? .null, "approval": approval?.json ?? .null,
    ]
  }
}

extension ToolContent {
  var json: JSON {
    switch self {
    case .text(let text): ["type": "text", "text": .string(text)]
    case .image(let bytes, let type): ["type": "image", "media_type": .string(type), "data": Self.base64(bytes)]
    case .audio(let bytes, let type): ["type": "audio", "media_type": .string(type), "data": Self.base64(bytes)]
    case .link(let uri, let name, let type):
      ["type": "link", "uri": .string(uri), "name": .string(name), "media_type": .text(type)]
    case .resource(let uri, let type, .text(let text)):
      ["type": "resource", "uri": .string(uri), "media_type": .text(type), "text": .string(text)]
    case .resource(let uri, let type, .bytes(let bytes)):
      ["type": "resource", "uri": .string(uri), "media_type": .text(type), "data": Self.base64(bytes)]
    }
  }

  private static func base64(_ bytes: [UInt8]) -> JSON { .string(Data(bytes).base64EncodedString()) }
}

extension Approval {
  var json: JSON {
    [
      "id": .string(id), "space": .string(space.rawValue), "session": .text(session), "channel": .string(channel),
      "caller": .string(caller), "tool": .string(tool), "arguments": JSON(arguments), "reason": .string(reason),
      // Of use while it waits alone.
      "token": state == .pending ? .string(token) : .null, "created_at": .time(createdAt),
      "expires_at": .time(expiresAt), "state": .string(state.rawValue), "decided_at": decidedAt.map(JSON.time) ?? .null,
      "result": .text(result),
    ]
  }
}

extension ToolAuditEntry {
  var json: JSON {
    [
      "id": .string(id), "at": .time(at), "caller": .string(caller), "session": .text(session), "tool": .string(tool),
      "decision": .string(decision.rawValue), "reason": .string(reason), "outcome": .text(outcome?.rawValue),
      "code": .text(code?.rawValue), "duration_ms": .number(milliseconds), "digest": .string(digest),
    ]
  }
}
