import Foundation
import MnemeCore
import MnemeMCP

/// The text of a program's settings: JSON in which comments and commas too many may stand. Changes one member of one
/// section and leaves every other character as it is.
struct SettingsText: Sendable, Equatable {
  struct Unreadable: Error {}

  private(set) var text: String

  init(_ text: String) { self.text = text.allSatisfy(\.isWhitespace) ? "{\n}\n" : text }

  /// Whether the section has this member.
  func has(_ name: String, in section: String) throws(Unreadable) -> Bool {
    try member(name, in: section) != nil
  }

  /// Adds or replaces the member.
  mutating func set(_ name: String, in section: String, to value: JSONValue) throws(Unreadable) {
    let root = try root()
    guard let found = root.members.first(where: { $0.key == section }) else {
      let text = SettingsText.text(["\(name)": value], indent: "  ")
      try insert(SettingsText.quoted(section) + ": " + text, into: root, indent: "  ")
      return
    }
    let object = try object(at: found.value.lowerBound)
    if let old = object.members.first(where: { $0.key == name }) {
      text.replaceSubrange(old.value, with: SettingsText.text(value, indent: "    "))
    } else {
      try insert(
        SettingsText.quoted(name) + ": " + SettingsText.text(value, indent: "    "), into: object, indent: "    ")
    }
  }

  /// Takes the member out; the section stays.
  mutating func remove(_ name: String, in section: String) throws(Unreadable) {
    guard let found = try member(name, in: section) else { return }
    var range = found.key.lowerBound..<found.value.upperBound
    var scan = Scanner(text, at: range.upperBound)
    try scan.skip()
    if scan.next == "," {
      range = range.lowerBound..<text.index(after: scan.place)
    } else if let before = text[..<range.lowerBound].lastIndex(where: { !$0.isWhitespace }), text[before] == "," {
      range = before..<range.upperBound
    }
    // With the line that it leaves empty.
    let start = text[..<range.lowerBound].lastIndex { !$0.isWhitespace || $0.isNewline } ?? text.startIndex
    if text[start].isNewline, text[range.upperBound...].first?.isNewline ?? false { range = start..<range.upperBound }
    text.removeSubrange(range)
    _ = try root()
  }

  // MARK: Reading

  private struct Member {
    let key: String
    let range: Range<String.Index>
    let value: Range<String.Index>
  }

  private struct Object {
    let open: String.Index
    let close: String.Index
    let members: [Member]
  }

  private func member(_ name: String, in section: String) throws(Unreadable) -> (
    key: Range<String.Index>, value: Range<String.Index>
  )? {
    guard let found = try root().members.first(where: { $0.key == section }),
      let member = try object(at: found.value.lowerBound).members.first(where: { $0.key == name })
    else { return nil }
    return (member.range, member.value)
  }

  private func root() throws(Unreadable) -> Object {
    var scan = Scanner(text, at: text.startIndex)
    try scan.skip()
    let object = try object(at: scan.place)
    scan.place = text.index(after: object.close)
    try scan.skip()
    guard scan.next == nil else { throw Unreadable() }
    return object
  }

  private func object(at start: String.Index) throws(Unreadable) -> Object {
    var scan = Scanner(text, at: start)
    guard scan.next == "{" else { throw Unreadable() }
    scan.step()
    var members: [Member] = []
    while true {
      try scan.skip()
      if scan.next == "}" { return Object(open: start, close: scan.place, members: members) }
      let begin = scan.place
      let key = try scan.string()
      let range = begin..<scan.place
      try scan.skip()
      guard scan.next == ":" else { throw Unreadable() }
      scan.step()
      try scan.skip()
      let value = scan.place
      try scan.value()
      members.append(Member(key: key, range: range, value: value..<scan.place))
      try scan.skip()
      if scan.next == "," { scan.step() } else if scan.next != "}" { throw Unreadable() }
    }
  }

  // MARK: Writing

  private mutating func insert(_ member: String, into object: Object, indent: String) throws(Unreadable) {
    guard let last = object.members.last else {
      let outer = String(indent.dropLast(2))
      let inside = text[text.index(after: object.open)..<object.close]
      let kept = inside.allSatisfy(\.isWhitespace) ? "" : String(inside)
      text.replaceSubrange(
        text.index(after: object.open)..<object.close, with: "\(kept)\n\(indent)\(member)\n\(outer)")
      return
    }
    var scan = Scanner(text, at: last.value.upperBound)
    try scan.skip()
    if scan.next == "," {
      text.insert(contentsOf: "\n\(indent)\(member)", at: text.index(after: scan.place))
    } else {
      text.insert(contentsOf: ",\n\(indent)\(member)", at: last.value.upperBound)
    }
  }

  private static func quoted(_ name: String) -> String {
    String(decoding: JSONWriter.bytes(.string(name)), as: UTF8.self)
  }

  /// Over several lines where it is an object.
  static func text(_ value: JSONValue, indent: String) -> String {
    guard case .object(let members) = value, !members.isEmpty else {
      return String(decoding: JSONWriter.bytes(value), as: UTF8.self)
    }
    let lines = members.sorted { $0.key < $1.key }.map { key, value in
      "\(indent)  \(quoted(key)): \(text(value, indent: indent + "  "))"
    }
    return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
  }
}

/// Steps through JSON with comments.
private struct Scanner {
  private let text: String
  var place: String.Index

  init(_ text: String, at place: String.Index) {
    self.text = text
    self.place = place
  }

  var next: Character? { place < text.endIndex ? text[place] : nil }
  mutating func step() { place = text.index(after: place) }

  /// White space and comments.
  mutating func skip() throws(SettingsText.Unreadable) {
    while let character = next {
      if character.isWhitespace || character == "\u{FEFF}" {
        step()
      } else if text[place...].hasPrefix("//") {
        while let character = next, !character.isNewline { step() }
      } else if text[place...].hasPrefix("/*") {
        guard let end = text[place...].range(of: "*/") else { throw SettingsText.Unreadable() }
        place = end.upperBound
      } else {
        return
      }
    }
  }

  mutating func string() throws(SettingsText.Unreadable) -> String {
    let start = place
    guard next == "\"" else { throw SettingsText.Unreadable() }
    step()
    while let character = next, character != "\"" {
      if character == "\\" {
        step()
        guard next != nil else { break }
      }
      step()
    }
    guard next == "\"" else { throw SettingsText.Unreadable() }
    step()
    guard let value = try? JSONReader.read(Array(text[start..<place].utf8)).string else {
      throw SettingsText.Unreadable()
    }
    return value
  }

  /// Steps over one value.
  mutating func value() throws(SettingsText.Unreadable) {
    switch next {
    case "\"": _ = try string()
    case "{", "[":
      var depth = 0
      repeat {
        try skip()
        switch next {
        case "{", "[":
          depth += 1
          step()
        case "}", "]":
          depth -= 1
          step()
        case "\"": _ = try string()
        case nil: throw SettingsText.Unreadable()
        default: step()
        }
      } while depth > 0
    default:
      let start = place
      while let character = next, !character.isWhitespace, !",}]/".contains(character) { step() }
      guard place > start, (try? JSONReader.read(Array(text[start..<place].utf8))) != nil else {
        throw SettingsText.Unreadable()
      }
    }
  }
}
