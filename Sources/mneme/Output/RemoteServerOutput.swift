import Foundation
import MnemeCore
import MnemeMCP
import Synchronization

/// How servers of other programs are shown in a terminal.
enum RemoteServerOutput {
  static func list(_ report: RemoteServerReport) -> String {
    let servers = report.servers
    let width = servers.map(\.name.count).max() ?? 0
    var lines = servers.map { server in
      "\(Output.padded(server.name.oneLine, to: width))  \(Output.padded(server.kind, to: 5))  \(server.state.rawValue)"
        + (server.lastError.map { server.state == .ready ? "" : "  (\($0.oneLine))" } ?? "")
    }
    if servers.isEmpty { lines.append("No servers are configured; add one with: mneme mcp servers add") }
    return Output.text(lines + report.notes.map(\.oneLine))
  }

  static func trial(_ trial: RemoteServerTrial) -> [String] {
    var lines = ["\(trial.health.name.oneLine)  \(trial.error == nil ? "ok" : "FAIL")"]
    lines += Output.details([
      ("program", trial.health.program), ("revision", trial.health.revision),
      ("tools", trial.error == nil ? String(trial.tools.count) : nil),
      ("refused", trial.health.refusedTools > 0 ? String(trial.health.refusedTools) : nil), ("error", trial.error),
    ])
    lines += trial.tools.map { "    \($0.name)  \($0.summary.oneLine.prefix(100))" }
    for report in trial.progress {
      lines.append("  … \(Output.number(report.done))\(report.message.map { " " + $0.oneLine } ?? "")")
    }
    if let output = trial.output {
      lines.append(output.succeeded ? "  result:" : "  the tool failed:")
      lines += output.text.terminalSafe.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
    }
    return lines
  }
}

/// Progress in the order in which it was told.
final class ProgressLog: Sendable {
  private let reports = Mutex<[ToolProgress]>([])

  func add(_ report: ToolProgress) { reports.withLock { $0.append(report) } }
  var all: [ToolProgress] { reports.withLock { $0 } }
}

struct WireRemoteServers: Encodable {
  let servers: [WireRemoteServer]
  let notes: [String]

  init(_ report: RemoteServerReport) {
    servers = report.servers.map { WireRemoteServer($0) }
    notes = report.notes
  }
}

/// As the HTTP API writes it.
struct WireRemoteServer: Encodable {
  let name: String
  let kind: String
  let state: String
  let since: String?
  let revision: String?
  let program: String?
  let tools: Int
  let refused_tools: Int
  let connections: Int
  let last_error: String?
  let last_error_at: String?

  init(_ health: RemoteServerHealth) {
    name = health.name
    kind = health.kind
    state = health.state.rawValue
    since = health.since > Date(timeIntervalSince1970: 0) ? health.since.iso8601 : nil
    revision = health.revision
    program = health.program
    tools = health.tools
    refused_tools = health.refusedTools
    connections = health.connections
    last_error = health.lastError
    last_error_at = health.lastErrorAt?.iso8601
  }
}

struct WireTrials: Encodable { let servers: [WireTrial] }

struct WireTrial: Encodable {
  struct Tool: Encodable {
    let name: String
    let description: String
    let parameters: JSONValue
  }

  struct Result: Encodable {
    let is_error: Bool
    let text: String
    let structured: JSONValue?
    let parts: [String]
  }

  let server: WireRemoteServer
  let tools: [Tool]
  let progress: [Double]
  let result: Result?
  let error: String?

  init(_ trial: RemoteServerTrial) {
    server = WireRemoteServer(trial.health)
    tools = trial.tools.map { Tool(name: $0.name, description: $0.summary, parameters: $0.parameters) }
    progress = trial.progress.map(\.done)
    error = trial.error
    result = trial.output.map { output in
      Result(
        is_error: !output.succeeded, text: output.text, structured: output.structured,
        parts: output.content.map { part in
          switch part {
          case .text: "text"
          case .image: "image"
          case .audio: "audio"
          case .link: "link"
          case .resource: "resource"
          }
        })
    }
  }
}
