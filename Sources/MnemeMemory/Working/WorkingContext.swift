package import Foundation
package import MnemeCore

/// A conversation as it stands at one moment: an immutable snapshot.
package struct WorkingContext: Sendable {
  /// Ascending in order of arrival; the newest of the session, bounded.
  package let messages: [Message]
  /// The silence before what comes next.
  package let pause: PauseHint
  /// When the snapshot was taken.
  package let now: Date

  /// Messages of the same time on other branches (answers that were tried again, questions that were edited).
  package let abandoned: [String]
  /// The message that it comes before is the only one of its session.
  package let opensSession: Bool

  package init(
    messages: [Message], pause: PauseHint, now: Date, abandoned: [String] = [], opensSession: Bool = false
  ) {
    self.opensSession = opensSession
    self.messages = messages
    self.pause = pause
    self.now = now
    self.abandoned = abandoned
  }

  /// Two messages each; one more is not a whole turn.
  package var turnCount: Int { messages.count / 2 }

  /// As `progressive`, but with every turn whole where all of them fit: as long as they do, what comes before stays the same
  /// from turn to turn, and a model's server need not read it again.
  package func fitted(
    budget: Int, fullTurns: Int, style: TranscriptStyle, estimator: TokenEstimator = TokenEstimator()
  ) -> Transcript {
    let whole = TranscriptBuilder(messages, now: now, style: style, estimator: estimator)
    if whole.tokens <= budget { return whole.transcript }
    return progressive(budget: budget, fullTurns: fullTurns, style: style, estimator: estimator)
  }

  /// The conversation as lines of text that cost at most `budget` tokens together, line breaks included, as
  /// `TokenEstimator` counts.
  ///
  /// The newest `fullTurns` turns are whole and older ones abridged. When that is too much, the older ones are made
  /// shorter step by step, each step from the oldest on, and at last left out; only then the same is done to the newest.
  /// So a line is never shorter in kind than one before it. Empty when not even the newest fits.
  package func progressive(
    budget: Int, fullTurns: Int, style: TranscriptStyle, estimator: TokenEstimator = TokenEstimator()
  ) -> Transcript {
    var builder = TranscriptBuilder(messages, now: now, style: style, estimator: estimator)
    let older = max(0, messages.count - 2 * max(0, fullTurns))
    for index in 0..<older { builder.shorten(index, to: .abridged) }
    for group in [0..<older, older..<messages.count] {
      for detail in TranscriptDetail.allCases.dropFirst() {
        for index in group {
          if builder.tokens <= budget { return builder.transcript }
          if builder.detail(of: index) < detail { builder.shorten(index, to: detail) }
        }
      }
    }
    return builder.transcript
  }
}

/// How much of a message a transcript keeps, from most to least.
package enum TranscriptDetail: Int, Sendable, CaseIterable, Comparable {
  case whole
  /// Its first sentences.
  case abridged
  case firstSentence
  /// A few words.
  case gist
  case omitted

  package static func < (a: TranscriptDetail, b: TranscriptDetail) -> Bool { a.rawValue < b.rawValue }
}

/// How a transcript is worded.
package struct TranscriptStyle: Sendable, Hashable {
  /// Names of the roles where a message names no speaker.
  package var names: [Role: String]
  package var language: WorkingLanguage
  package var timeZone: TimeZone
  /// Lines are messages of a chat: their text alone, with neither time nor name.
  package var isBare: Bool

  /// Tokens that a chat template puts around a message, at least.
  static let messageFrame = 4

  package init(
    names: [Role: String] = [.user: "User", .assistant: "Assistant", .system: "System", .tool: "Tool"],
    language: WorkingLanguage = .english, timeZone: TimeZone = .gmt, isBare: Bool = false
  ) {
    self.names = names
    self.language = language
    self.timeZone = timeZone
    self.isBare = isBare
  }

  /// On one line, so that a name cannot begin another speaker's.
  func name(of message: Message) -> String {
    let name = message.speaker ?? names[message.role] ?? message.role.rawValue
    return name.contains(where: \.isNewline) ? name.split(whereSeparator: \.isNewline).joined(separator: " ") : name
  }
}

/// A conversation made to fit a budget.
package struct Transcript: Sendable, Hashable {
  package struct Line: Sendable, Hashable {
    package let message: String
    package let role: Role
    package let name: String
    package let age: RelativeAge
    package let detail: TranscriptDetail
    /// What is kept of the message.
    package let text: String
    /// The line as it is shown to the model.
    package let rendered: String
  }

  /// Oldest first.
  package let lines: [Line]
  /// Older messages that did not fit.
  package let omitted: Int
  /// Estimated tokens of `text`, at least.
  package let tokens: Int

  package var text: String { lines.map(\.rendered).joined(separator: "\n") }
}
