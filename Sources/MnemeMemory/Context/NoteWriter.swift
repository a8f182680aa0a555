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
  package func line(_ hit: RecallHit) -> String {
    let date = (hit.validFrom ?? hit.createdAt).formatted(style)
    let who =
      switch hit.trust {
      case .user: "user"
      case .other: hit.speaker.map { "\($0), not the user" } ?? "someone else"
      case .assistant: "you"
      case .tool: "a tool, unverified"
      case .web: "the web, unverified"
      }
    return "- [\(date), \(who)] \(Self.plain(hit.content))"
  }

  static func plain(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
      .replacing("</memory>", with: "").replacing("<memory>", with: "")
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
