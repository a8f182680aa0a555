/// Reads `.env` files: `NAME=value` lines, `#` comments, an optional `export`, single or double quotes.
package enum DotEnv {
  /// What stands in a file.
  package struct Contents: Sendable, Hashable {
    package var values: [String: String] = [:]
    /// Numbers of the lines that are no assignment, from 1.
    package var malformedLines: [Int] = []
  }

  /// The last assignment of a name counts. Quotes are taken off; inside double quotes `\n`, `\"`, `\\` are unescaped.
  /// A `#` after a blank starts a comment in an unquoted value.
  package static func parse(_ text: String) -> Contents {
    var contents = Contents()
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, line) in lines.enumerated() {
      var body = line.trimmingWhitespace()
      if index == 0, body.hasPrefix("\u{FEFF}") { body.removeFirst() }
      if body.isEmpty || body.hasPrefix("#") { continue }
      if body.hasPrefix("export ") { body = body.dropFirst(7).trimmingWhitespace() }
      guard let equals = body.firstIndex(of: "=") else {
        contents.malformedLines.append(index + 1)
        continue
      }
      let name = body[..<equals].trimmingWhitespace()
      guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }),
        let value = value(body[body.index(after: equals)...].trimmingWhitespace())
      else {
        contents.malformedLines.append(index + 1)
        continue
      }
      contents.values[name] = value
    }
    return contents
  }

  /// Nil when a quote is not closed.
  private static func value(_ text: String) -> String? {
    guard let quote = text.first, quote == "\"" || quote == "'" else {
      guard let comment = text.indices.first(where: { isCommentStart(at: $0, in: text) }) else { return text }
      return text[..<comment].trimmingWhitespace()
    }
    var value = ""
    var rest = text.dropFirst()
    while let character = rest.popFirst() {
      if character == quote { return value }
      if quote == "\"", character == "\\", let escaped = rest.popFirst() {
        value.append(escaped == "n" ? "\n" : escaped)
      } else {
        value.append(character)
      }
    }
    return nil
  }

  private static func isCommentStart(at index: String.Index, in text: String) -> Bool {
    guard text[index] == "#" else { return false }
    return index == text.startIndex || text[text.index(before: index)].isWhitespace
  }
}
