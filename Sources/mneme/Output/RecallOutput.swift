import Foundation
import MnemeCore

/// How recalled items are shown in a terminal.
enum RecallOutput {
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
    let day = Output.day(hit.createdAt)
    let who = hit.speaker ?? hit.role?.rawValue
    let what = hit.source == .memory ? (hit.kind?.rawValue ?? "memory") : "said" + (who.map { " by \($0)" } ?? "")
    return "\(hit.content.oneLine)  (\(what.oneLine), \(day), score \(Output.number(hit.score)))"
  }

  private static func explanation(_ hit: RecallHit) -> [String] {
    guard let explanation = hit.explanation else { return [] }
    let ranks = explanation.ranks.sorted { $0.key < $1.key }.map { "\($0.key) #\($0.value)" }
    let parts = explanation.parts.map { "\($0.name) \(Output.number($0.value, digits: 4))" }
    return [(ranks + parts).joined(separator: ", "), explanation.verdict].filter { !$0.isEmpty }.map {
      "   \($0.oneLine)"
    }
  }
}
