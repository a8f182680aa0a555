import Foundation
import MnemeCore

/// How language models are shown in a terminal.
enum ModelOutput {
  static func report(_ report: ModelReport) -> String {
    let width = report.models.map(\.name.count).max() ?? 0
    var lines = report.models.map { entry in
      let place = [entry.provider, entry.server, entry.isLocal ? "local" : nil].compactMap { $0 }.joined(
        separator: ", ")
      let mark = entry.name == report.chosen ? "*" : " "
      return "\(mark) \(Output.padded(entry.name.oneLine, to: width))  \(Output.padded(entry.state.rawValue, to: 8))  "
        + "\(place.oneLine)" + (entry.reason.map { "  \($0.oneLine)" } ?? "")
    }
    lines += ["", "\(report.chosen.oneLine) answers when no model is asked for. \(report.why.oneLine)"]
    if !report.notes.isEmpty { lines += [""] + report.notes.map(\.oneLine) }
    return Output.text(lines)
  }
}
