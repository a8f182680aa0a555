/// Who may call: the keys of programs.
package protocol APIKeyService: Sendable {
  /// All of them, revoked and ended ones too, oldest first.
  func keys() async throws(MnemeError) -> [APIKey]

  /// - Returns: the key with its secret, which is shown here and never again.
  /// - Throws: `invalidInput`.
  func create(key draft: APIKeyDraft) async throws(MnemeError) -> NewAPIKey

  /// From now on it opens nothing. Doing it twice is no mistake.
  /// - Throws: `notFound`.
  func revoke(key id: String) async throws(MnemeError)
}

/// Who may call: people who log in.
package protocol PeopleService: Sendable {
  /// Oldest first.
  func people() async throws(MnemeError) -> [Person]

  /// - Throws: `invalidInput`; `conflict` when the name or the space is another person's.
  func add(person draft: PersonDraft) async throws(MnemeError) -> Person

  /// A new password ends their logins.
  /// - Parameter name: the person's name or id.
  /// - Throws: `invalidInput`, `notFound`.
  func change(person name: String, _ change: PersonChange) async throws(MnemeError) -> Person

  /// Ends their logins; their space's memory stays.
  /// - Throws: `notFound`.
  func remove(person name: String) async throws(MnemeError)

  /// Gives a role in a space, or takes it with nil.
  /// - Throws: `notFound`; `invalidInput` for the person's own space.
  func set(role: SpaceRole?, ofPerson name: String, in space: SpaceID) async throws(MnemeError) -> Person
}
