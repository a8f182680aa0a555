import Foundation
import MnemeCore

/// How to do one thing well, written by the owner: a Markdown file with a head of fields.
///
///     ---
///     key: code-review
///     description: How we review changes
///     requires: read_file, search_code
///     ---
///     Read the whole change first. …
package struct Skill: Sendable, Hashable {
  /// 1…64 letters, digits, `-`, `_`.
  package let key: String
  /// What it is good for, in one line of at most 300 characters.
  package let summary: String
  package let emoji: String?
  /// Its body stands in every prompt.
  package let isAlwaysLoaded: Bool
  /// Tools without which it is not offered.
  package let requires: [String]
  package let body: String

  static let summaryCharacters = 300

  /// - Parameter folder: names the skill where the head does not.
  /// - Throws: `configuration` that says what is wrong.
  init(_ text: String, folder: String) throws(MnemeError) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.trimmingSuffix(while: { $0 == "\r" })
    }
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
      throw Self.wrong("begins with a head between two lines of ---")
    }
    var fields: [String: String] = [:]
    for line in lines[1..<end] where !line.allSatisfy(\.isWhitespace) && !line.hasPrefix("#") {
      guard let colon = line.firstIndex(of: ":") else { throw Self.wrong("has a head of lines such as key: value") }
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      fields[line[..<colon].trimmingCharacters(in: .whitespaces).lowercased()] = Self.unquoted(value)
    }
    key = fields["key"] ?? fields["name"] ?? folder
    guard ToolDescription.isName(key) else { throw Self.wrong("has a key of 1 to 64 letters, digits, - and _") }
    guard let summary = fields["description"], !summary.isEmpty, summary.count <= Self.summaryCharacters else {
      throw Self.wrong("has a description of at most \(Self.summaryCharacters) characters")
    }
    self.summary = summary
    emoji = fields["emoji"].flatMap { $0.isEmpty ? nil : String($0.prefix(4)) }
    let always = fields["always_load"]?.lowercased() ?? "false"
    guard ["true", "false", "yes", "no"].contains(always) else {
      throw Self.wrong("has an always_load of true or false")
    }
    isAlwaysLoaded = always == "true" || always == "yes"
    requires = (fields["requires"] ?? "").trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
      .split(separator: ",").map { Self.unquoted($0.trimmingCharacters(in: .whitespaces)) }.filter { !$0.isEmpty }
    body = lines[(end + 1)...].joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    guard !body.isEmpty else { throw Self.wrong("has a text below its head") }
  }

  private static func unquoted(_ text: String) -> String {
    for mark in ["\"", "'"] where text.count >= 2 && text.hasPrefix(mark) && text.hasSuffix(mark) {
      return String(text.dropFirst().dropLast())
    }
    return text
  }

  private static func wrong(_ what: String) -> MnemeError { MnemeError(.configuration, "A SKILL.md \(what).") }
}

extension Substring {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
    var text = self
    while let last = text.last, predicate(last) { text.removeLast() }
    return text
  }
}
