import Foundation
import HTTPTypes
import MnemeCore

/// What is to be erased, as it is sent to `POST /v1/forget`: exactly one selection.
struct ForgetBody: StrictBody {
  var memory: String?
  var message: String?
  var session: String?
  var person: String?
  var from: String?
  var to: String?
  var everything: Bool?
  var withSources: Bool?
  var dryRun: Bool?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case memory, message, session, person, from, to, everything
    case withSources = "with_sources"
    case dryRun = "dry_run"
  }

  func selection() throws(HTTPFailure) -> ForgetSelection {
    var found: [ForgetSelection] = []
    if let id = try name(memory, "memory") { found.append(.memory(id, withSources: withSources ?? false)) }
    if let id = try name(message, "message") { found.append(.message(id)) }
    if let id = try name(session, "session") { found.append(.session(id)) }
    if let person = try name(person, "person") { found.append(.person(person)) }
    if from != nil || to != nil {
      let from = try time(from, "from")
      let to = try time(to, "to")
      guard from < to else { throw .emptyRange }
      found.append(.time(from: from, to: to))
    }
    if let everything {
      guard everything else { throw .invalid("everything", "'everything' is true, or left out.") }
      found.append(.everything)
    }
    guard let selection = found.first, found.count == 1 else {
      throw HTTPFailure(
        .badRequest, "invalid_selection",
        "Give exactly one of 'memory', 'message', 'session', 'person', 'from' with 'to', and 'everything'.")
    }
    guard memory != nil || withSources == nil else {
      throw .invalid("with_sources", "'with_sources' goes with 'memory'.")
    }
    return selection
  }

  private func name(_ value: String?, _ field: String) throws(HTTPFailure) -> String? {
    guard let value else { return nil }
    guard value.contains(where: { !$0.isWhitespace }), value.unicodeScalars.count <= Limits.nameCharacters else {
      throw .invalid(field, "'\(field)' has 1 to \(Limits.nameCharacters) characters.")
    }
    return value
  }

  private func time(_ value: String?, _ field: String) throws(HTTPFailure) -> Date {
    guard let value else {
      throw .invalid(field, "'\(field)' is missing: 'from' and 'to' go together.", code: "missing_field")
    }
    guard let date = Date(input: value) else { throw .noTime(field) }
    return date
  }
}
