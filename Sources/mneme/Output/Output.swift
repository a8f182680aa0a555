import Foundation
import MnemeCore

/// What all commands share in how they show things.
enum Output {
  /// In the shape of the HTTP API, for people to read too.
  static func json(_ value: some Encodable) throws(MnemeError) -> String {
    let encoder = JSONEncoder.api
    encoder.outputFormatting.insert(.prettyPrinted)
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw MnemeError(.internal, "The results cannot be written as JSON.", underlying: error)
    }
  }

  /// Writes an answer as programs or as people read it.
  static func write<Answer>(
    _ answer: Answer, asJSON: Bool, _ console: Console, json: (Answer) -> some Encodable, text: (Answer) -> String
  ) throws(MnemeError) {
    if asJSON { console.line(try Output.json(json(answer))) } else { console.write(text(answer)) }
  }

  /// One line of JSON.
  static func jsonLine(_ value: some Encodable, _ encoder: JSONEncoder = .api) throws(MnemeError) -> String {
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw MnemeError(.internal, "The results cannot be written as JSON.", underlying: error)
    }
  }

  /// In UTC, as all times that commands show.
  static func day(_ date: Date) -> String { date.formatted(Date.ISO8601FormatStyle().year().month().day()) }

  static func number(_ value: Double, digits: Int = 2) -> String {
    value.formatted(.number.precision(.fractionLength(digits)).locale(Locale(identifier: "en_US_POSIX")))
  }

  /// `1 message`, `2 messages`.
  static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
  }

  /// `1 message, 2 memories`; what is not there at all is left out.
  static func counts(_ counts: [(Int, String, String)]) -> String {
    counts.filter { $0.0 > 0 }.map { count($0.0, $0.1, $0.2) }.joined(separator: ", ")
  }

  /// Labels and values in two columns, indented; what has no value is left out.
  static func details(_ pairs: [(String, String?)]) -> [String] {
    let given = pairs.compactMap { label, value in value.map { (label, $0) } }
    let width = given.map(\.0.count).max() ?? 0
    return given.map { "  \(padded($0.0, to: width))  \($0.1.oneLine)" }
  }

  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// Lines, each ended by a line feed.
  static func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
}

extension String {
  /// Without line breaks and what steers a terminal: remembered text must not.
  var oneLine: String { String(String.UnicodeScalarView(unicodeScalars.map { $0.steers ? " " : $0 })) }

  /// Without what steers a terminal except line feeds and tabs.
  var terminalSafe: String {
    String(String.UnicodeScalarView(unicodeScalars.filter { $0 == "\n" || $0 == "\t" || !$0.steers }))
  }
}

extension Unicode.Scalar {
  /// Controls, line breaks, and what turns the direction of all that follows in the line (UAX #9: embeddings, overrides, isolates).
  fileprivate var steers: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
    }
  }
}
