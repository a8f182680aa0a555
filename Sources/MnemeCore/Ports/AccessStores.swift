package import Foundation

/// A key beside the SHA-256 digest of its secret.
package struct StoredAPIKey: Sendable {
  package let key: APIKey
  package let digest: Data

  package init(key: APIKey, digest: Data) {
    self.key = key
    self.digest = digest
  }
}

/// Keeps the keys of programs.
package protocol APIKeyStore: Sendable {
  func add(_ key: StoredAPIKey) async throws(MnemeError)

  /// All of them, revoked ones too, oldest first.
  func apiKeys() async throws(MnemeError) -> [StoredAPIKey]

  /// - Returns: whether there is such a key. One that was revoked before keeps its time.
  func revoke(apiKey id: String, at now: Date) async throws(MnemeError) -> Bool

  /// Notes when keys were used last, by their ids.
  func noteUse(ofKeys uses: [String: Date]) async throws(MnemeError)
}

/// A person beside what their password is checked against.
package struct StoredPerson: Sendable {
  package var person: Person
  package var password: String

  package init(person: Person, password: String) {
    self.person = person
    self.password = password
  }
}

/// Keeps who may log in and where.
package protocol PeopleStore: Sendable {
  /// - Throws: `conflict` when the name or the space is taken by another person.
  func add(_ person: StoredPerson) async throws(MnemeError)

  /// All of them with their roles, oldest first.
  func people() async throws(MnemeError) -> [StoredPerson]

  /// Replaces what can be changed: password, language, time zone, administrator.
  func update(_ person: StoredPerson) async throws(MnemeError)

  /// With their roles and logins. Their space's memory stays.
  func remove(person id: String) async throws(MnemeError)

  /// Gives a role, or takes it with nil.
  func set(role: SpaceRole?, ofPerson id: String, in space: SpaceID) async throws(MnemeError)
}

/// That somebody is logged in on a device.
package struct Login: Sendable, Hashable {
  /// SHA-256 of the token that the device has.
  package let digest: Data
  package let person: String
  package let createdAt: Date
  package let expiresAt: Date

  package init(digest: Data, person: String, createdAt: Date, expiresAt: Date) {
    self.digest = digest
    self.person = person
    self.createdAt = createdAt
    self.expiresAt = expiresAt
  }
}

/// Keeps logins, so that a restart logs nobody out.
package protocol LoginStore: Sendable {
  func add(_ login: Login) async throws(MnemeError)

  /// Those that have not ended by `now`; what has ended is removed.
  func logins(at now: Date) async throws(MnemeError) -> [Login]

  /// - Parameter digest: of one login; nil: all of the person.
  func remove(login digest: Data?, ofPerson id: String) async throws(MnemeError)
}
