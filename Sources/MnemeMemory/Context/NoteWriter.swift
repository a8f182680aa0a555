package import Foundation
package import MnemeCore

/// Recalled items as lines of a prompt.
package struct NoteWriter: Sendable {
  private let style: Date.ISO8601FormatStyle

  /// - Parameter timeZone: the owner's, in which dates are told.
  package init(timeZone: TimeZone) {
    style = Date.ISO8601FormatStyle(timeZone: timeZone).year().month().day()
  }

  /// One line: date, who said it, how far it is trusted, the text without line breaks and without our fence.
  /// - Parameter isPast: a newer statement replaced it.
  package func line(_ hit: RecallHit, isPast: Bool = false) -> String {
    let date = (hit.validFrom ?? hit.createdAt).formatted(style)
    let who =
      switch hit.trust {
      case .user: "user"
      case .other: hit.speaker.map { "\(Self.name($0)), not the user" } ?? "someone else"
      case .assistant: "you"
      case .tool: "a tool, unverified"
      case .web: "the web, unverified"
      }
    return "- [\(date), \(who)\(isPast ? ", no longer so" : "")] \(Self.plain(hit.content))"
  }

  /// On one line, and without anything that looks like our fence.
  static func plain(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    guard line.contains("<") else { return line }
    var result = ""
    var rest = Substring(line)
    while let place = rest.firstIndex(of: "<") {
      result += rest[..<place]
      let after = rest[rest.index(after: place)...]
      let tag = after.drop { $0 == "/" || $0.isWhitespace }.prefix(6).lowercased()
      result += tag == "memory" ? "\u{2039}" : "<"
      rest = after
    }
    return result + rest
  }

  /// Unicode scalars of a speaker's name that are told.
  private static let nameScalars = 80

  private static func name(_ speaker: String) -> String {
    plain(String(String.UnicodeScalarView(speaker.unicodeScalars.prefix(nameScalars))))
  }

  static func heading(of layer: ContextLayer) -> String {
    switch layer {
    case .workingMemory: "This conversation:"
    case .longTerm: "What you know:"
    case .graph: "Who and what belong together:"
    case .archive: "Said in earlier conversations:"
    case .time: "From the time that is asked about:"
    }
  }
}
