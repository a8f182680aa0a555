import Foundation
package import MnemeCore
import Synchronization

extension AccessDirectory: APIKeyService {
  /// With what the secrets of our keys begin.
  static let keyPrefix = "mn_"

  package func keys() async throws(MnemeError) -> [APIKey] {
    state.withLock { state in
      state.keys.values.map { stored in
        var key = stored.key
        key.usedAt = state.uses[key.id] ?? key.usedAt
        return key
      }.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }
  }

  package func create(key draft: APIKeyDraft) async throws(MnemeError) -> NewAPIKey {
    let now = clock.now()
    try draft.check(at: now)
    let secret = AccessDirectory.keyPrefix + AccessDirectory.secret()
    let key = APIKey(
      id: identifiers.next(), name: draft.name, hint: String(secret.prefix(8)), scopes: draft.scopes,
      spaces: draft.spaces, requestsPerMinute: draft.requestsPerMinute, createdAt: now, expiresAt: draft.expiresAt)
    let stored = StoredAPIKey(key: key, digest: AccessDirectory.digest(secret))
    try await store.add(stored)
    state.withLock { state in
      state.keys[key.id] = stored
      state.keysByDigest[stored.digest] = key.id
    }
    return NewAPIKey(key: key, secret: secret)
  }

  package func revoke(key id: String) async throws(MnemeError) {
    let now = clock.now()
    guard try await store.revoke(apiKey: id, at: now) else { throw MnemeError(.notFound, "There is no such key.") }
    state.withLock { state in
      guard let stored = state.keys[id], stored.key.revokedAt == nil else { return }
      var key = stored.key
      key.revokedAt = now
      state.keys[id] = StoredAPIKey(key: key, digest: stored.digest)
    }
  }
}

extension AccessDirectory: PeopleService {
  package func people() async throws(MnemeError) -> [Person] {
    state.withLock { $0.people.values.map(\.person) }.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
  }

  package func add(person draft: PersonDraft) async throws(MnemeError) -> Person {
    try Person.check(name: draft.name, of: "A person's name")
    try PersonDraft.check(password: draft.password, language: draft.language, timeZone: draft.timeZone)
    let space: SpaceID
    if let named = draft.space {
      space = named
    } else {
      do { space = try SpaceID(AccessDirectory.fold(draft.name)) } catch {
        throw MnemeError(.invalidInput, "Name the person's space too: \(error.message)")
      }
    }
    guard person(draft.name) == nil else {
      throw MnemeError(.conflict, "Another person has this name or this space already.")
    }
    let stored = StoredPerson(
      person: Person(
        id: identifiers.next(), name: draft.name, space: space, language: draft.language, timeZone: draft.timeZone,
        isAdministrator: draft.isAdministrator, createdAt: clock.now()),
      password: try await hash.make(draft.password))
    try await store.add(stored)
    state.withLock { $0.people[stored.person.id] = stored }
    return stored.person
  }

  package func change(person name: String, _ change: PersonChange) async throws(MnemeError) -> Person {
    try PersonDraft.check(password: change.password, language: change.language, timeZone: change.timeZone)
    var stored = try known(name)
    if let password = change.password { stored.password = try await hash.make(password) }
    stored.person.language = change.language ?? stored.person.language
    stored.person.timeZone = change.timeZone ?? stored.person.timeZone
    stored.person.isAdministrator = change.isAdministrator ?? stored.person.isAdministrator
    try await store.update(stored)
    let id = stored.person.id
    if change.password != nil { try await store.remove(login: nil, ofPerson: id) }
    let changed = stored
    state.withLock { state in
      // Roles may have been given meanwhile.
      let roles = state.people[id]?.person.roles ?? changed.person.roles
      state.people[id] = changed
      state.people[id]?.person.roles = roles
      if change.password != nil { state.logins = state.logins.filter { $0.value.person != id } }
    }
    return changed.person
  }

  package func remove(person name: String) async throws(MnemeError) {
    let id = try known(name).person.id
    try await store.remove(person: id)
    state.withLock { state in
      state.people[id] = nil
      state.logins = state.logins.filter { $0.value.person != id }
    }
  }

  package func set(role: SpaceRole?, ofPerson name: String, in space: SpaceID) async throws(MnemeError) -> Person {
    let stored = try known(name)
    guard space != stored.person.space else {
      throw MnemeError(.invalidInput, "That is the person's own space: it needs no role.")
    }
    try await store.set(role: role, ofPerson: stored.person.id, in: space)
    return state.withLock { state in
      state.people[stored.person.id]?.person.roles[space] = role
      return state.people[stored.person.id]?.person ?? stored.person
    }
  }

  private func known(_ name: String) throws(MnemeError) -> StoredPerson {
    guard let stored = person(name) else { throw MnemeError(.notFound, "There is no such person.") }
    return stored
  }
}
