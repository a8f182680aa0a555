import Foundation
import MnemeCore

/// A server at the other end of a pipe, asked by hand: nothing of a client's library is in the figures. Blocks its thread; not
/// thread-safe.
final class MCPPipe {
  private let process: RunningProcess
  private let input: FileHandle
  private let output: FileHandle
  private var received: [UInt8] = []
  private var number = 0

  init(_ program: URL, _ arguments: [String], environment: [String: String]) throws {
    var launch = ProcessLaunch(path: program.path, arguments: arguments, environment: environment)
    (launch.input, launch.output) = (.pipe, .pipe)
    signal(SIGPIPE, SIG_IGN)
    process = try launch.start()
    guard let input = process.input, let output = process.output else {
      throw PeerProcess.Failure(description: "the MCP server has no pipes")
    }
    (self.input, self.output) = (input, output)
  }

  var figures: ProcessFigures { ProcessFigures(identifier: process.id) }

  func nextNumber() -> Int {
    number += 1
    return number
  }

  func begin() throws {
    _ = try ask(MCPMessages.initialize(nextNumber()))
    try send(MCPMessages.initialized)
  }

  /// A round trip. Messages that are no answers are passed over.
  func ask(_ line: String) throws -> String {
    try send(line)
    return try answer()
  }

  func answer() throws -> String {
    while true {
      let line = try readLine()
      if line.contains("\"result\"") || line.contains("\"error\"") { return line }
    }
  }

  func send(_ line: String) throws {
    guard Self.put([line], to: inputDescriptor) else {
      throw PeerProcess.Failure(description: "the MCP server does not read any more")
    }
  }

  /// For a thread of its own: what many requests are answered with fits into no pipe.
  var inputDescriptor: Int32 { input.fileDescriptor }

  /// - Returns: false when nobody reads.
  @discardableResult
  static func put(_ lines: [String], to descriptor: Int32) -> Bool {
    for line in lines {
      let bytes = Array((line + "\n").utf8)
      var place = 0
      while place < bytes.count {
        let count = bytes[place...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { return false }
        place += count
      }
    }
    return true
  }

  private func readLine() throws -> String {
    var searched = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if let end = received[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: received[..<end], as: UTF8.self)
        received.removeSubrange(...end)
        return line
      }
      searched = received.count
      let count = read(output.fileDescriptor, &buffer, buffer.count)
      guard count > 0 else { throw PeerProcess.Failure(description: "the MCP server ended early") }
      received += buffer[..<count]
    }
  }

  /// Ends the input, which ends the server, and waits for that.
  /// - Returns: its exit status.
  @discardableResult
  func stop() -> Int32 {
    // Closing twice is the only way to fail, and harmless.
    try? input.close()
    return process.waitUntilEnd().status
  }
}
