import MnemeCore

extension ToolOutput {
  static let cutMarker = "\n[cut: the output is longer; ask for less at once]"
  /// Characters of a failure's message: `content` says all of it.
  static let messageCharacters = 4000

  /// Cuts texts from the first that is too much on, and the strings of the structured form likewise, which is left out where that
  /// does not make it small enough. O(length).
  mutating func cut(to limit: Int) {
    var left = limit
    content = content.map { part in
      guard case .text(let text) = part else { return part }
      guard text.utf8.count > left, text.count > left else {
        left -= min(left, text.count)
        return part
      }
      defer { left = 0 }
      return .text(String(text.prefix(left)) + Self.cutMarker)
    }
    if let structured, structured.text.utf8.count > limit {
      var left = limit
      let shorter = structured.cut(&left)
      self.structured = left < -limit ? nil : shorter
    }
    if let failure, failure.message.utf8.count > Self.messageCharacters {
      self.failure = ToolFailure(failure.code, String(failure.message.prefix(Self.messageCharacters)) + Self.cutMarker)
    }
  }
}

extension JSONValue {
  /// What each value costs beside its characters.
  private static let weight = 8

  /// - Parameter left: characters that there is room for; less than 0 by what would not go although strings are cut.
  fileprivate func cut(_ left: inout Int) -> JSONValue {
    left -= Self.weight
    switch self {
    case .string(let text):
      let room = max(0, left)
      let kept = text.utf8.count > room && text.count > room ? String(text.prefix(room)) : text
      left -= min(room, kept.count)
      return .string(kept)
    case .array(let items): return .array(items.map { $0.cut(&left) })
    case .object(let members):
      var result: [String: JSONValue] = [:]
      for (name, value) in members.sorted(by: { $0.key < $1.key }) {
        left -= name.utf8.count
        result[name] = value.cut(&left)
      }
      return .object(result)
    case .null, .bool, .integer, .number: return self
    }
  }
}
