import Foundation
import MnemeCore

/// One conversation, agent or memory of another program's export.
struct ForeignRecord: Sendable {
  var messages: [ImportedMessage] = []
  var memories: [ForeignMemory] = []
  /// Things of it that were left out, by what they are and never by what they hold.
  var problems: [String] = []
}

struct ForeignMemory: Sendable {
  /// As the other program names it.
  let id: String
  let text: String
  let at: Date
}

/// What is wrong with a record: names it, and never what it says.
struct ForeignProblem: Error {
  let reason: String
}

/// Ids and times as other programs write them.
enum ForeignFields {
  static func text(_ value: JSONValue?) -> String? {
    guard case .string(let text)? = value, text.contains(where: { !$0.isWhitespace }) else { return nil }
    return text
  }

  /// ISO 8601, with or without offset and with any number of decimals, or seconds since 1970.
  static func time(_ value: JSONValue?) -> Date? {
    switch value {
    case .integer(let seconds): return sane(Date(timeIntervalSince1970: Double(seconds)))
    case .number(let seconds): return sane(Date(timeIntervalSince1970: seconds))
    case .string(let text):
      for candidate in [text, text + "Z", text.replacing(" ", with: "T"), text.replacing(" ", with: "T") + "Z"] {
        if let date = Date(iso8601: candidate) { return sane(date) }
      }
      return nil
    default: return nil
    }
  }

  /// Years 1 to 9999: what can be written again.
  private static func sane(_ date: Date) -> Date? {
    (-62_135_596_800..<253_402_300_800).contains(date.timeIntervalSince1970) ? date : nil
  }

  /// A name that can be stored; longer ones keep their end, in which ids differ.
  static func name(_ parts: String...) -> String {
    String(String.UnicodeScalarView(parts.joined(separator: ":").unicodeScalars.suffix(Limits.nameCharacters)))
  }

  static func array(_ value: JSONValue?) -> [JSONValue] { if case .array(let values)? = value { values } else { [] } }

  /// The words of a content: a text, or a list of texts and of parts with a text.
  static func words(_ value: JSONValue?) -> String? {
    switch value {
    case .string: return text(value)
    case .array(let parts):
      let lines = parts.compactMap { part -> String? in
        if case .string = part { return text(part) }
        guard part["type"] == nil || part["type"] == "text" else { return nil }
        return text(part["text"])
      }
      return lines.isEmpty ? nil : lines.joined(separator: "\n")
    default: return nil
    }
  }
}

extension ImportedMessage {
  /// - Returns: nil where the words are longer than a message may be.
  init?(id: String, session: String, at: Date, role: Role, text: String) {
    guard text.unicodeScalars.count <= Limits.messageCharacters else { return nil }
    self.init(externalID: id, session: session, time: at, role: role, speaker: nil, text: text)
  }
}
