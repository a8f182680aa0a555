import Foundation
import MnemeCore

/// Tools and calls as people read them.
enum ToolOutputText {
  static func tools(_ listings: [ToolListing]) -> String {
    let width = listings.map(\.description.name.count).max() ?? 0
    return Output.text(
      listings.map { listing in
        let state = listing.isReady ? "" : " (needs settings)"
        let first = listing.description.summary.prefix { $0 != "." && $0 != "\n" }
        return
          "\(Output.padded(listing.description.name.oneLine, to: width))  \(Output.padded(listing.category.rawValue, to: 8))"
          + "  \(String(first).oneLine)\(state)"
      })
  }

  static func output(_ output: ToolOutput) -> String {
    var text = output.text.terminalSafe
    if let failure = output.failure { text = "[\(failure.code.rawValue)] " + text }
    return text.hasSuffix("\n") ? text : text + "\n"
  }

  static func audit(_ entries: [ToolAuditEntry]) -> String {
    if entries.isEmpty { return "No tool was called.\n" }
    return Output.text(
      entries.map { entry in
        let outcome = entry.outcome.map { " \($0.rawValue)" } ?? ""
        let code = entry.code.map { " \($0.rawValue)" } ?? ""
        return
          "\(entry.at.iso8601)  \(entry.caller.oneLine)  \(entry.tool.oneLine)  \(entry.decision.rawValue)\(outcome)\(code)"
          + "  \(entry.milliseconds) ms  \(entry.reason.oneLine)"
      })
  }

  static func approvals(_ approvals: [Approval]) -> String {
    if approvals.isEmpty { return "Nothing waits for your approval.\n" }
    return approvals.map(approval).joined(separator: "\n")
  }

  static func approval(_ approval: Approval) -> String {
    Output.text(
      ["\(approval.id)  \(approval.tool.oneLine)  \(approval.state.rawValue)"]
        + Output.details([
          ("arguments", approval.arguments.text.revealed()), ("why", approval.reason),
          ("asked by", "\(approval.caller) at \(approval.createdAt.iso8601)"),
          ("until", approval.state == .pending ? approval.expiresAt.iso8601 : nil),
        ])) + (approval.result.map { $0.terminalSafe + "\n" } ?? "")
  }
}
