import Foundation
import MnemeCore

/// Servers with the same echo tool: ours, and the official Python SDK's.
struct MCPPeer {
  /// As in the table.
  let name: String
  private let program: URL
  private let arguments: @Sendable (_ transport: String, _ port: Int) -> [String]

  static func ours(tools: Int) throws -> MCPPeer {
    guard let own = Bundle.main.executableURL else {
      throw PeerProcess.Failure(description: "this program does not know where it is")
    }
    let program = own.deletingLastPathComponent().appendingPathComponent("mneme-conformance")
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw PeerProcess.Failure(description: "no program at \(program.path); build `mneme-conformance`")
    }
    return MCPPeer(name: "mneme", program: program) { transport, _ in
      ["server", transport, "--port", "0", "--echo", "\(tools)"]
    }
  }

  static func sdk(python: String, tools: Int) -> MCPPeer {
    let script = PeerProcess.script("mcp_echo.py").path
    return MCPPeer(name: "mcp sdk", program: URL(fileURLWithPath: python)) { transport, port in
      [script, transport, "\(port)", "\(tools)"]
    }
  }

  func pipe(_ lane: MCPMessages.Lane) throws -> MCPPipe {
    let pipe = try MCPPipe(program, arguments("stdio", 0), environment: MCPBench.environment)
    if lane == .sessions { try pipe.begin() }
    return pipe
  }

  /// - Returns: when it listens.
  func listen() async throws -> MCPListener {
    let port = 21_000 + Int(ProcessInfo.processInfo.processIdentifier) % 20_000
    return try await MCPListener(program, arguments("http", port), port: name == "mneme" ? nil : port)
  }
}

/// A child process that serves `/mcp`.
final class MCPListener {
  let port: Int
  private let process: RunningProcess

  /// - Parameter port: nil: it says on its standard output which one it took.
  init(_ program: URL, _ arguments: [String], port: Int?) async throws {
    var launch = ProcessLaunch(path: program.path, arguments: arguments, environment: MCPBench.environment)
    launch.output = .pipe
    process = try launch.start()
    guard let port else {
      var text = ""
      while !text.contains("\n") {
        guard let more = process.output?.availableData, !more.isEmpty else {
          throw PeerProcess.Failure(description: "the MCP server ended before it listened")
        }
        text += String(decoding: more, as: UTF8.self)
      }
      self.port = Int(text.split(whereSeparator: \.isWhitespace).last ?? "") ?? 0
      return
    }
    self.port = port
    for _ in 0..<600 {
      guard process.isRunning else { throw PeerProcess.Failure(description: "the MCP server ended by itself") }
      // It does not listen yet.
      if (try? MCPSocket(port: port)) != nil { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw PeerProcess.Failure(description: "the MCP server did not listen within a minute")
  }

  func stop() {
    process.signal(SIGTERM)
    _ = process.waitUntilEnd()
  }
}
