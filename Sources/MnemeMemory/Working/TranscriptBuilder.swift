import Foundation
import MnemeCore

/// The lines of a transcript while they are being fitted, with their cost.
struct TranscriptBuilder {
  /// Tokens of an abridged message of the person, and of anyone else: what people say of themselves is kept longer.
  static let abridgedUserTokens = 125
  static let abridgedOtherTokens = 75
  static let firstSentenceTokens = 40
  static let gistTokens = 12

  private struct Line {
    var detail: TranscriptDetail
    var text: String
    var rendered: String
    var tokens: Int
  }

  private let messages: [Message]
  private let ages: [RelativeAge]
  private let style: TranscriptStyle
  private let shortener: TextShortener
  private var lines: [Line] = []
  /// Split when a message is shortened for the first time.
  private var beginnings: [TextShortener.Beginning?]
  private(set) var tokens = 0

  init(_ messages: [Message], now: Date, style: TranscriptStyle, estimator: TokenEstimator) {
    self.messages = messages
    self.style = style
    shortener = TextShortener(estimator: estimator)
    ages = messages.map { RelativeAge(of: $0.createdAt, at: now, in: style.timeZone) }
    beginnings = Array(repeating: nil, count: messages.count)
    lines.reserveCapacity(messages.count)
    for index in messages.indices {
      let line = line(index, .whole)
      lines.append(line)
      tokens += line.tokens
    }
  }

  func detail(of index: Int) -> TranscriptDetail { lines[index].detail }

  mutating func shorten(_ index: Int, to detail: TranscriptDetail) {
    tokens -= lines[index].tokens
    lines[index] = line(index, detail)
    tokens += lines[index].tokens
  }

  var transcript: Transcript {
    let kept = lines.indices.filter { lines[$0].detail != .omitted }
    return Transcript(
      lines: kept.map { index in
        Transcript.Line(
          message: messages[index].id, role: messages[index].role, name: style.name(of: messages[index]),
          age: ages[index], detail: lines[index].detail, text: lines[index].text, rendered: lines[index].rendered)
      },
      omitted: lines.count - kept.count, tokens: tokens)
  }

  private mutating func line(_ index: Int, _ detail: TranscriptDetail) -> Line {
    if detail == .omitted { return Line(detail: detail, text: "", rendered: "", tokens: 0) }
    let message = messages[index]
    let text =
      switch detail {
      case .whole, .omitted: message.text
      case .abridged: beginning(index).cut(tokens: Self.abridgedTokens(of: message))
      case .firstSentence: beginning(index).cut(tokens: Self.firstSentenceTokens, sentences: 1)
      case .gist: shortener.words(of: message.text, tokens: Self.gistTokens)
      }
    if style.isBare {
      return Line(
        detail: detail, text: text, rendered: text,
        tokens: shortener.estimator.tokens(in: text) + TranscriptStyle.messageFrame)
    }
    var time = ages[index].text(in: style.language)
    if detail == .whole {
      let clock = CivilTime.components(of: message.createdAt, in: style.timeZone).clock
      time += " | \(CivilTime.twoDigits(clock.hour)):\(CivilTime.twoDigits(clock.minute))"
    }
    // Later lines of a message are indented: no text can pass itself off as another speaker's line.
    let body = text.unicodeScalars.contains(where: Self.isLineBreak) ? Self.indented(text) : text
    let rendered = "[\(time)] \(style.name(of: message)): \(body)"
    // One more for the line break after it.
    return Line(detail: detail, text: text, rendered: rendered, tokens: shortener.estimator.tokens(in: rendered) + 1)
  }

  private static func abridgedTokens(of message: Message) -> Int {
    message.role == .user ? abridgedUserTokens : abridgedOtherTokens
  }

  private mutating func beginning(_ index: Int) -> TextShortener.Beginning {
    if let beginning = beginnings[index] { return beginning }
    let beginning = TextShortener.Beginning(
      of: messages[index].text, tokens: Self.abridgedTokens(of: messages[index]), by: shortener)
    beginnings[index] = beginning
    return beginning
  }

  /// The scalars that `Character.isNewline` is about; asked of scalars because characters are many times slower.
  private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  private static func indented(_ text: String) -> String {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).joined(separator: "\n  ")
  }
}
