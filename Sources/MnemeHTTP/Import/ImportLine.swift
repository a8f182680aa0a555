import Foundation
import MnemeCore

/// One line of an import as it is sent; what is wrong with it is said in words.
struct ImportLine: Decodable {
  struct Problem: Error, Equatable {
    let reason: String
  }

  /// ISO 8601, or a number: seconds since 1970, or milliseconds where that makes more sense.
  enum Time: Decodable {
    case text(String)
    case number(Double)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      // Not a number: then it has to be a text, and that error is shown.
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    var date: Date? {
      switch self {
      case .text(let text): Date(input: text)
      case .number(let number): Date(timeIntervalSince1970: abs(number) < 1e11 ? number : number / 1000)
      }
    }
  }

  var externalID: String?
  var session: String?
  var time: Time?
  var role: String?
  var speaker: String?
  var text: String?

  enum CodingKeys: String, CodingKey {
    case externalID = "external_id"
    case session, time, role, speaker, text
  }

  /// - Returns: nil for a blank line.
  static func read(_ bytes: [UInt8], with decoder: JSONDecoder) throws(Problem) -> ImportedMessage? {
    if bytes.isBlankLine { return nil }
    if let flaw = JSONText.flaw(in: bytes) { throw Problem(reason: flaw.reason) }
    let line: ImportLine
    do {
      line = try decoder.decode(ImportLine.self, from: Data(bytes))
    } catch let error as DecodingError {
      let failure = HTTPFailure(error)
      throw Problem(reason: failure.param.map { "'\($0)' has the wrong type" } ?? "not a JSON object")
    } catch {
      throw Problem(reason: "not a JSON object")
    }
    return try line.message()
  }

  private func message() throws(Problem) -> ImportedMessage {
    let externalID = try name(externalID, "external_id")
    let session = try name(session, "session")
    guard let time else { throw Problem(reason: "'time' is missing") }
    guard let date = time.date, date.hasFourDigitYear else {
      throw Problem(reason: "'time' is not an ISO 8601 time")
    }
    guard let text else { throw Problem(reason: "'text' is missing") }
    guard text.contains(where: { !$0.isWhitespace }) else { throw Problem(reason: "'text' is empty") }
    guard text.unicodeScalars.count <= Limits.messageCharacters else {
      throw Problem(reason: "'text' is longer than \(Limits.messageCharacters) characters")
    }
    let (role, speaker) = try author()
    return ImportedMessage(
      externalID: externalID, session: session, time: date, role: role, speaker: speaker, text: text)
  }

  /// Without a role a speaker called like a role is that role; any other name is a person speaking.
  private func author() throws(Problem) -> (Role, String?) {
    let speaker = try speaker.flatMap { $0.isEmpty ? nil : $0 }.map { name throws(Problem) in
      try self.name(name, "speaker")
    }
    if let role {
      guard let role = Role(rawValue: role) else {
        throw Problem(reason: "'role' is user, assistant, system or tool")
      }
      return (role, speaker)
    }
    guard let speaker else { throw Problem(reason: "'role' or 'speaker' is missing") }
    if let role = Role(rawValue: speaker.lowercased()) { return (role, nil) }
    return (.user, speaker)
  }

  private func name(_ value: String?, _ field: String) throws(Problem) -> String {
    guard let value, !value.isEmpty else { throw Problem(reason: "'\(field)' is missing") }
    guard value.unicodeScalars.count <= Limits.nameCharacters else {
      throw Problem(reason: "'\(field)' is longer than \(Limits.nameCharacters) characters")
    }
    return value
  }
}
