import Foundation

/// Reads one line of an import: `{external_id, session, time, speaker|role, text}`.
package enum ImportLine {
  /// Bytes of one line: the longest text with every character escaped, and its names.
  package static let byteLimit = 2 << 20

  /// The message of a line, or nil for a blank one.
  /// - Throws: `invalidInput` or `tooLarge` with a reason that names the field and quotes nothing.
  package static func parse(_ bytes: [UInt8]) throws(MnemeError) -> ImportedMessage? {
    guard bytes.contains(where: { $0 > 0x20 }) else { return nil }
    let object: Any
    do {
      object = try JSONSerialization.jsonObject(with: Data(bytes))
    } catch {
      throw MnemeError(.invalidInput, "This is not JSON.", underlying: error)
    }
    guard let fields = object as? [String: Any] else {
      throw MnemeError(.invalidInput, "This is not a JSON object.")
    }
    let externalID = try name("external_id", in: fields)
    let session = try name("session", in: fields)
    let time = try time(fields["time"])
    let (role, speaker) = try voice(fields)
    guard let text = fields["text"] as? String else {
      throw MnemeError(.invalidInput, "'text' is missing or not text.")
    }
    guard text.contains(where: { !$0.isWhitespace }) else { throw MnemeError(.invalidInput, "'text' is empty.") }
    guard text.unicodeScalars.count <= Limits.messageCharacters else {
      throw MnemeError(.tooLarge, "'text' has more than \(Limits.messageCharacters) characters.")
    }
    return ImportedMessage(
      externalID: externalID, session: session, time: time, role: role, speaker: speaker, text: text)
  }

  private static func name(_ key: String, in fields: [String: Any]) throws(MnemeError) -> String {
    guard let name = fields[key] as? String, !name.isEmpty else {
      throw MnemeError(.invalidInput, "'\(key)' is missing or not text.")
    }
    try check(name, key)
    return name
  }

  private static func check(_ name: String, _ key: String) throws(MnemeError) {
    guard name.unicodeScalars.count <= Limits.nameCharacters,
      name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else {
      throw MnemeError(
        .invalidInput, "'\(key)' has at most \(Limits.nameCharacters) characters, none of them control characters.")
    }
  }

  private static func time(_ value: Any?) throws(MnemeError) -> Date {
    guard let text = value as? String, let time = Date(iso8601: text) else {
      throw MnemeError(.invalidInput, "'time' must be ISO 8601, such as 2026-05-08T13:56:00Z.")
    }
    return time
  }

  /// A speaker without a role is a person; a role without a speaker is the owner or the assistant.
  private static func voice(_ fields: [String: Any]) throws(MnemeError) -> (Role, String?) {
    var speaker: String?
    if let value = fields["speaker"], !(value is NSNull) {
      guard let text = value as? String, !text.isEmpty else {
        throw MnemeError(.invalidInput, "'speaker' must be a name.")
      }
      try check(text, "speaker")
      speaker = text
    }
    guard let value = fields["role"], !(value is NSNull) else {
      guard speaker != nil else { throw MnemeError(.invalidInput, "'speaker' or 'role' is missing.") }
      return (.user, speaker)
    }
    guard let text = value as? String, let role = Role(rawValue: text) else {
      throw MnemeError(.invalidInput, "'role' must be one of \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return (role, speaker)
  }
}
