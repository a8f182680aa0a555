import Foundation
import MnemeCore

/// How recalled items are shown in a terminal and as JSON.
enum RecallOutput {
  /// The shape of `POST /v1/memories/search`.
  static func json(_ result: RecallResult) throws(MnemeError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(WireRecallResult(result)), as: UTF8.self)
    } catch {
      throw MnemeError(.internal, "The results cannot be written as JSON.", underlying: error)
    }
  }

  /// One item per paragraph, best first; ends with a line feed.
  static func text(_ result: RecallResult) -> String {
    var lines: [String] = []
    if result.hits.isEmpty { lines.append("Nothing is remembered about this.") }
    for (index, hit) in result.hits.enumerated() {
      lines.append("\(index + 1). \(describe(hit))")
      lines += explanation(hit)
    }
    if !result.dropped.isEmpty {
      lines.append("Looked at and dropped:")
      for hit in result.dropped {
        lines.append("-  \(describe(hit))")
        lines += explanation(hit)
      }
    }
    if result.lexicalOnly {
      lines.append("(Found by words alone: the sentence encoder is not there. 'mneme doctor' says why.)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func describe(_ hit: RecallHit) -> String {
    let day = hit.createdAt.formatted(Date.ISO8601FormatStyle().year().month().day())
    let who = hit.speaker ?? hit.role?.rawValue
    let what = hit.source == .memory ? (hit.kind?.rawValue ?? "memory") : "said" + (who.map { " by \($0)" } ?? "")
    let score = hit.score.formatted(.number.precision(.fractionLength(2)).locale(Locale(identifier: "en_US_POSIX")))
    return "\(hit.content.oneLine)  (\(what), \(day), score \(score))"
  }

  private static func explanation(_ hit: RecallHit) -> [String] {
    guard let explanation = hit.explanation else { return [] }
    let ranks = explanation.ranks.sorted { $0.key < $1.key }.map { "\($0.key) #\($0.value)" }
    let parts = explanation.parts.map { part in
      let value = part.value.formatted(
        .number.precision(.fractionLength(4)).locale(Locale(identifier: "en_US_POSIX")))
      return "\(part.name) \(value)"
    }
    return [(ranks + parts).joined(separator: ", "), explanation.verdict].filter { !$0.isEmpty }.map { "   \($0)" }
  }
}

extension String {
  /// Without line breaks and control characters: remembered text must not steer the terminal.
  var oneLine: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }

  /// Without control characters except line feeds and tabs.
  var terminalSafe: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.filter { $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control }))
  }
}
