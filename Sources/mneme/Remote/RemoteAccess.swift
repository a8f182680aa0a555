import Foundation
import MnemeCore

/// The keys and people of a running server.
struct RemoteAccess: APIKeyService, PeopleService {
  let client: APIClient

  func keys() async throws(MnemeError) -> [APIKey] {
    var found: [APIKey] = []
    for key in try await client.decode(WireKeys.self, client.request("GET", "/v1/keys")).keys {
      found.append(try key.key())
    }
    return found
  }

  func create(key draft: APIKeyDraft) async throws(MnemeError) -> NewAPIKey {
    let made = try await client.decode(
      WireNewKey.self, client.request("POST", "/v1/keys", body: client.encode(WireKeyDraft(draft))))
    return NewAPIKey(key: try made.key.key(), secret: made.secret)
  }

  func revoke(key id: String) async throws(MnemeError) {
    _ = try await client.data(client.request("DELETE", "/v1/keys/\(APIClient.escaped(id))"))
  }

  func people() async throws(MnemeError) -> [Person] {
    var found: [Person] = []
    for person in try await client.decode(WirePeople.self, client.request("GET", "/v1/people")).people {
      found.append(try person.person())
    }
    return found
  }

  func add(person draft: PersonDraft) async throws(MnemeError) -> Person {
    try await client.decode(
      WirePerson.self, client.request("POST", "/v1/people", body: client.encode(WirePersonDraft(draft)))
    ).person()
  }

  func change(person name: String, _ change: PersonChange) async throws(MnemeError) -> Person {
    try await client.decode(
      WirePerson.self,
      client.request("PATCH", Self.path(name), body: client.encode(WirePersonChange(change)))
    ).person()
  }

  func remove(person name: String) async throws(MnemeError) {
    _ = try await client.data(client.request("DELETE", Self.path(name)))
  }

  func set(role: SpaceRole?, ofPerson name: String, in space: SpaceID) async throws(MnemeError) -> Person {
    let path = "\(Self.path(name))/roles/\(APIClient.escaped(space.rawValue))"
    let request =
      if let role {
        client.request("PUT", path, body: try client.encode(["role": role.rawValue]))
      } else {
        client.request("DELETE", path)
      }
    return try await client.decode(WirePerson.self, request).person()
  }

  private static func path(_ name: String) -> String { "/v1/people/\(APIClient.escaped(name))" }
}

private struct WireKeyDraft: Encodable {
  let name: String
  let scopes: [String]
  let spaces: [String]
  let requestsPerMinute: Int?
  let expiresAt: Date?

  init(_ draft: APIKeyDraft) {
    name = draft.name
    scopes = draft.scopes.sorted().map(\.rawValue)
    spaces = draft.spaces.map(\.rawValue)
    requestsPerMinute = draft.requestsPerMinute
    expiresAt = draft.expiresAt
  }
}

private struct WirePersonDraft: Encodable {
  let name: String
  let password: String
  let space: String?
  let language: String?
  let timeZone: String?
  let administrator: Bool

  init(_ draft: PersonDraft) {
    name = draft.name
    password = draft.password
    space = draft.space?.rawValue
    language = draft.language
    timeZone = draft.timeZone
    administrator = draft.isAdministrator
  }
}

private struct WirePersonChange: Encodable {
  let password: String?
  let language: String?
  let timeZone: String?
  let administrator: Bool?

  init(_ change: PersonChange) {
    password = change.password
    language = change.language
    timeZone = change.timeZone
    administrator = change.isAdministrator
  }
}
