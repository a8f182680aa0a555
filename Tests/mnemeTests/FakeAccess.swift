import MnemeCore

/// Nobody has a key or logs in.
struct FakeAccess: APIKeyService, PeopleService {
  private static let missing = MnemeError(.notFound, "There is nobody.")

  func keys() async throws(MnemeError) -> [APIKey] { [] }
  func create(key draft: APIKeyDraft) async throws(MnemeError) -> NewAPIKey { throw Self.missing }
  func revoke(key id: String) async throws(MnemeError) { throw Self.missing }
  func people() async throws(MnemeError) -> [Person] { [] }
  func add(person draft: PersonDraft) async throws(MnemeError) -> Person { throw Self.missing }
  func change(person name: String, _ change: PersonChange) async throws(MnemeError) -> Person { throw Self.missing }
  func remove(person name: String) async throws(MnemeError) { throw Self.missing }
  func set(role: SpaceRole?, ofPerson name: String, in space: SpaceID) async throws(MnemeError) -> Person {
    throw Self.missing
  }
}
