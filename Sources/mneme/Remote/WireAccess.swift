import Foundation
import MnemeCore

struct WireKeys: Codable {
  let keys: [WireKey]
}

struct WireNewKey: Codable {
  let key: WireKey
  let secret: String

  init(_ made: NewAPIKey, at now: Date) {
    key = WireKey(made.key, at: now)
    secret = made.secret
  }
}

/// A key as the HTTP API has it.
struct WireKey: Codable {
  let id: String
  let name: String
  let hint: String
  let state: String
  let scopes: [String]
  let spaces: [String]
  @Nullable var requestsPerMinute: Int?
  let createdAt: Date
  @Nullable var expiresAt: Date?
  @Nullable var usedAt: Date?
  @Nullable var revokedAt: Date?

  init(_ key: APIKey, at now: Date) {
    id = key.id
    name = key.name
    hint = key.hint
    state = key.revokedAt != nil ? "revoked" : key.isGood(at: now) ? "active" : "expired"
    scopes = key.scopes.sorted().map(\.rawValue)
    spaces = key.spaces.map(\.rawValue)
    requestsPerMinute = key.requestsPerMinute
    createdAt = key.createdAt
    expiresAt = key.expiresAt
    usedAt = key.usedAt
    revokedAt = key.revokedAt
  }

  func key() throws(MnemeError) -> APIKey {
    var bound: [SpaceID] = []
    for name in spaces { bound.append(try SpaceID(name)) }
    return APIKey(
      id: id, name: name, hint: hint, scopes: Set(scopes.compactMap(AccessScope.init(rawValue:))), spaces: bound,
      requestsPerMinute: requestsPerMinute, createdAt: createdAt, expiresAt: expiresAt, usedAt: usedAt,
      revokedAt: revokedAt)
  }
}

struct WirePeople: Codable {
  let people: [WirePerson]
}

/// A person as the HTTP API has them.
struct WirePerson: Codable {
  struct Role: Codable {
    let space: String
    let role: String
  }

  let id: String
  let name: String
  let space: String
  @Nullable var language: String?
  @Nullable var timeZone: String?
  let administrator: Bool
  let createdAt: Date
  let roles: [Role]

  init(_ person: Person) {
    id = person.id
    name = person.name
    space = person.space.rawValue
    language = person.language
    timeZone = person.timeZone
    administrator = person.isAdministrator
    createdAt = person.createdAt
    roles = person.roles.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { Role(space: $0.key.rawValue, role: $0.value.rawValue) }
  }

  func person() throws(MnemeError) -> Person {
    var given: [SpaceID: SpaceRole] = [:]
    for role in roles { given[try SpaceID(role.space)] = SpaceRole(rawValue: role.role) }
    return Person(
      id: id, name: name, space: try SpaceID(space), language: language, timeZone: timeZone,
      isAdministrator: administrator, createdAt: createdAt, roles: given)
  }
}
