import Foundation
import Hummingbird
import MnemeCore

/// `/v1/keys`: the keys of programs.
struct KeyController: Sendable {
  let keys: any APIKeyService
  let clock: any WallClock
  let maxBodyBytes: Int

  private struct Draft: StrictBody {
    var name: String
    var scopes: [String]
    var spaces: [String]?
    var requestsPerMinute: Int?
    var expiresAt: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case name, scopes, spaces
      case requestsPerMinute = "requests_per_minute"
      case expiresAt = "expires_at"
    }
  }

  func list(_ scope: RequestScope) async throws -> Response {
    let now = clock.now()
    return .json(.ok, ["keys": .array(try await keys.keys().map { $0.json(at: now) })])
  }

  /// The one answer that holds the secret.
  func create(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(strict: Draft.self, limit: maxBodyBytes)
    var scopes: Set<AccessScope> = []
    for name in body.scopes {
      guard let known = AccessScope(rawValue: name) else {
        let names = AccessScope.allCases.map(\.rawValue).joined(separator: ", ")
        throw HTTPFailure.invalid("scopes", "The scopes are \(names).")
      }
      scopes.insert(known)
    }
    var spaces: [SpaceID] = []
    for name in body.spaces ?? [] { spaces.append(try scope.space(named: name, param: "spaces")) }
    var end: Date?
    if let text = body.expiresAt {
      guard let time = Date(input: text) else {
        throw HTTPFailure.invalid("expires_at", "'expires_at' is a time, 2026-12-31T00:00:00Z say.")
      }
      end = time
    }
    let made = try await keys.create(
      key: APIKeyDraft(
        name: body.name, scopes: scopes, spaces: spaces, requestsPerMinute: body.requestsPerMinute, expiresAt: end))
    return .json(.created, ["key": made.key.json(at: clock.now()), "secret": .string(made.secret)])
  }

  func revoke(_ scope: RequestScope) async throws -> Response {
    try await keys.revoke(key: scope.parameters["id"] ?? "")
    return Response(status: .noContent)
  }
}

extension APIKey {
  func json(at now: Date) -> JSON {
    let state = revokedAt != nil ? "revoked" : isGood(at: now) ? "active" : "expired"
    return [
      "id": .string(id), "name": .string(name), "hint": .string(hint), "state": .string(state),
      "scopes": .array(scopes.sorted().map { .string($0.rawValue) }),
      "spaces": .array(spaces.map { .string($0.rawValue) }),
      "requests_per_minute": requestsPerMinute.map { .number($0) } ?? .null, "created_at": .time(createdAt),
      "expires_at": expiresAt.map(JSON.time) ?? .null, "used_at": usedAt.map(JSON.time) ?? .null,
      "revoked_at": revokedAt.map(JSON.time) ?? .null,
    ]
  }
}
