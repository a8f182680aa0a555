import Foundation
import HTTPTypes
import Hummingbird
import MnemeCore

/// `/v1/login`, `/v1/logout`, `/v1/me` and what a page asks first.
struct LoginController: Sendable {
  let directory: AccessDirectory
  let policy: AccessPolicy
  let clock: any WallClock
  /// The port speaks HTTPS.
  let isSecure: Bool
  let maxBodyBytes: Int

  private struct Login: StrictBody {
    var name: String
    var password: String

    enum CodingKeys: String, CodingKey, CaseIterable { case name, password }
  }

  private struct Change: StrictBody {
    var password: String?
    var newPassword: String?
    var language: String?
    var timeZone: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case password, language
      case newPassword = "new_password"
      case timeZone = "time_zone"
    }
  }

  /// What is asked of who comes: nothing, a key, or that they log in. Open: a page has to know before it has either.
  func show(_ scope: RequestScope) async throws -> Response {
    .json(.ok, ["key_required": .bool(policy.needsCredentials), "people": .bool(directory.hasPeople)])
  }

  func logIn(_ scope: RequestScope) async throws -> Response {
    try policy.checkAttempts(scope.client)
    let body = try await scope.decode(strict: Login.self, limit: maxBodyBytes)
    guard body.password.unicodeScalars.count <= PersonDraft.passwords.upperBound,
      let login = try await directory.logIn(body.name, body.password)
    else {
      policy.noteFailure(scope.client)
      throw HTTPFailure(.unauthorized, "invalid_login", "The name or the password is not right.")
    }
    let seconds = max(0, Int(login.end.timeIntervalSince(clock.now()).rounded(.up)))
    return .json(
      .ok, login.person.json,
      headers: [.setCookie: SessionCookie.header(login.token, seconds: seconds, isSecure: isSecure)])
  }

  /// Whoever asks: without a login there is nothing to end.
  func logOut(_ scope: RequestScope) async throws -> Response {
    try scope.refuseForm()
    if let token = SessionCookie.token(scope.headers) { try await directory.logOut(token) }
    return Response(
      status: .noContent, headers: [.setCookie: SessionCookie.header("", seconds: 0, isSecure: isSecure)])
  }

  /// Who the caller is and what they may do.
  func me(_ scope: RequestScope) async throws -> Response { .json(.ok, scope.caller.json) }

  /// A person's own settings. Another password needs the present one.
  func change(_ scope: RequestScope) async throws -> Response {
    guard let person = scope.caller.person else {
      throw HTTPFailure(.forbidden, "no_person", "Only who is logged in has settings of their own.")
    }
    let body = try await scope.decode(strict: Change.self, limit: maxBodyBytes)
    if body.newPassword != nil {
      try policy.checkAttempts(scope.client)
      guard await PasswordHash.matches(body.password ?? "", directory.person(person.id)?.password) else {
        policy.noteFailure(scope.client)
        throw HTTPFailure(.forbidden, "invalid_login", "The present password is not right.")
      }
    }
    let changed = try await directory.change(
      person: person.id,
      PersonChange(password: body.newPassword, language: body.language, timeZone: body.timeZone))
    return .json(.ok, changed.json)
  }
}

extension Caller {
  var json: JSON {
    func names(_ scopes: Set<AccessScope>) -> JSON { .array(scopes.sorted().map { .string($0.rawValue) }) }
    var members: [(String, JSON)] = [("id", .string(id)), ("space", .string(home.rawValue))]
    switch reach {
    case .everywhere(let scopes): members += [("everywhere", true), ("scopes", names(scopes))]
    case .spaces(let bound):
      let spaces = bound.sorted { $0.key.rawValue < $1.key.rawValue }
      members += [
        ("everywhere", false),
        ("spaces", .array(spaces.map { ["space": .string($0.key.rawValue), "scopes": names($0.value)] })),
      ]
    }
    members.append(("person", person?.json ?? .null))
    return .object(members)
  }
}
