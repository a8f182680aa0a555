import Hummingbird
import MnemeCore

/// `/v1/people`: who logs in, and in which spaces they have a role.
struct PeopleController: Sendable {
  let people: any PeopleService
  let maxBodyBytes: Int

  private struct Draft: StrictBody {
    var name: String
    var password: String
    var space: String?
    var language: String?
    var timeZone: String?
    var administrator: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case name, password, space, language, administrator
      case timeZone = "time_zone"
    }
  }

  private struct Change: StrictBody {
    var password: String?
    var language: String?
    var timeZone: String?
    var administrator: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case password, language, administrator
      case timeZone = "time_zone"
    }
  }

  private struct Role: StrictBody {
    var role: String

    enum CodingKeys: String, CodingKey, CaseIterable { case role }
  }

  func list(_ scope: RequestScope) async throws -> Response {
    .json(.ok, ["people": .array(try await people.people().map(\.json))])
  }

  func add(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(strict: Draft.self, limit: maxBodyBytes)
    let space: SpaceID? = try body.space.map { try scope.space(named: $0, param: "space") }
    let person = try await people.add(
      person: PersonDraft(
        name: body.name, password: body.password, space: space, language: body.language, timeZone: body.timeZone,
        isAdministrator: body.administrator ?? false))
    return .json(.created, person.json)
  }

  func change(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(strict: Change.self, limit: maxBodyBytes)
    let person = try await people.change(
      person: scope.parameters["name"] ?? "",
      PersonChange(
        password: body.password, language: body.language, timeZone: body.timeZone,
        isAdministrator: body.administrator))
    return .json(.ok, person.json)
  }

  func remove(_ scope: RequestScope) async throws -> Response {
    try await people.remove(person: scope.parameters["name"] ?? "")
    return Response(status: .noContent)
  }

  func setRole(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(strict: Role.self, limit: maxBodyBytes)
    guard let role = SpaceRole(rawValue: body.role) else {
      throw HTTPFailure.invalid("role", "The roles are reader, writer and owner.")
    }
    return try await set(role, scope)
  }

  func takeRole(_ scope: RequestScope) async throws -> Response { try await set(nil, scope) }

  private func set(_ role: SpaceRole?, _ scope: RequestScope) async throws -> Response {
    let space = try scope.space(named: scope.parameters["space"] ?? "", param: "space")
    let person = try await people.set(role: role, ofPerson: scope.parameters["name"] ?? "", in: space)
    return .json(.ok, person.json)
  }
}

extension Person {
  var json: JSON {
    let given = roles.sorted { $0.key.rawValue < $1.key.rawValue }
    return [
      "id": .string(id), "name": .string(name), "space": .string(space.rawValue), "language": .text(language),
      "time_zone": .text(timeZone), "administrator": .bool(isAdministrator), "created_at": .time(createdAt),
      "roles": .array(given.map { ["space": .string($0.key.rawValue), "role": .string($0.value.rawValue)] }),
    ]
  }
}
