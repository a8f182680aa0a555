package import Foundation
import HTTPTypes
import HummingbirdCore
import MnemeCore

/// One line of the audit log: who did what where and with what result. Never what was said.
package struct AuditEntry: Sendable, Hashable {
  package let at: Date
  package let request: String
  /// `owner`, `command`, `nobody`, `key:ID`, `person:ID`, `token:DIGEST`.
  package let caller: String
  package let address: String
  package let method: String
  /// As it was declared, `/v1/memories/:id`; nil where there is none.
  package let route: String?
  /// The space that was named.
  package let space: String?
  package let status: Int

  /// One object, without a line break.
  package var line: String {
    let json = JSON.object([
      ("at", .time(at)), ("request_id", .string(request)), ("caller", .string(caller)), ("address", .string(address)),
      ("method", .string(method)), ("route", .text(route)), ("space", .text(space)), ("status", .number(status)),
    ])
    return String(decoding: json.bytes, as: UTF8.self)
  }
}

/// Keeps the audit log.
package protocol AuditTrail: Sendable {
  /// Must return at once.
  func note(_ entry: AuditEntry)
}

/// Tells which requests are noted: what changed something, and what was refused for want of a right.
struct AccessAudit: Sendable {
  let trail: any AuditTrail
  let clock: any WallClock

  /// Asked for with POST, but changing nothing; talk has its own log of turns.
  private static let reading: Set<String> = [
    "/v1/memories/search", "/v1/memories/explain", "/v1/chat/completions", "/v1/messages", "/v1/messages/count_tokens",
    "/v1/responses", "/v1/embeddings", "/mcp",
  ]

  func note(_ scope: RequestScope, status: Int) {
    let method = scope.request.method
    let isRefused = status == 401 || status == 403 || (status == 429 && scope.pattern == "/v1/login")
    let isChange =
      ![.get, .head, .options].contains(method) && !(scope.pattern.map(AccessAudit.reading.contains) ?? true)
    guard isRefused || isChange || scope.pattern == "/v1/export" else { return }
    trail.note(
      AuditEntry(
        at: clock.now(), request: scope.id, caller: scope.caller.id, address: scope.client.text,
        method: method.rawValue, route: scope.pattern,
        space: scope.headers[.mnemeSpace].flatMap { try? SpaceID($0).rawValue }, status: status))
  }
}
