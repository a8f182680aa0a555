import HTTPTypes
import Hummingbird
import MnemeCore

/// What an owner does with conversations: look at one message, give a title, branch off.
struct SessionController: Sendable {
  let conversations: any ConversationStore
  let identifiers: any IdentifierSource
  let maxBodyBytes: Int

  static let titleCharacters = 200

  private struct Renaming: StrictBody {
    var title: String?
    enum CodingKeys: String, CodingKey, CaseIterable { case title }
  }

  private struct Branching: StrictBody {
    var message: String?
    enum CodingKeys: String, CodingKey, CaseIterable { case message }
  }

  func message(_ scope: RequestScope) async throws -> Response {
    guard let message = try await conversations.message(id(scope), in: try scope.space()) else {
      throw MnemeError(.notFound, "There is no message with this id in this space.")
    }
    return .json(.ok, message.json)
  }

  /// A title that is null or blank brings back the one that is made of the messages.
  func rename(_ scope: RequestScope) async throws -> Response {
    let space = try scope.space()
    let body = try await scope.decode(strict: Renaming.self, limit: maxBodyBytes)
    let title = body.title.map { String($0.split(whereSeparator: \.isNewline).joined(separator: " ")) }
      .flatMap { $0.contains { !$0.isWhitespace } ? $0 : nil }
    if let title, title.unicodeScalars.count > Self.titleCharacters || title.unicodeScalars.contains("\0") {
      throw HTTPFailure.invalid("title", "'title' has at most \(Self.titleCharacters) characters.")
    }
    return .json(.ok, try await conversations.rename(session: id(scope), to: title, in: space).json)
  }

  func branch(_ scope: RequestScope) async throws -> Response {
    let space = try scope.space()
    let body = try await scope.decode(strict: Branching.self, limit: maxBodyBytes, isOptional: true)
    let branch = try await conversations.branch(
      session: id(scope), after: body.message, as: identifiers.next(), in: space)
    return .json(.created, branch.json)
  }

  private func id(_ scope: RequestScope) -> String { scope.parameters["id"] ?? "" }
}
