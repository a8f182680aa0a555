import Foundation

/// One HTTP connection, asked by hand as ``MCPPipe`` is. Blocks its thread; not thread-safe.
final class MCPSocket {
  struct Answer {
    let status: Int
    /// By lower-case name.
    let headers: [String: String]
    let body: String
  }

  private let descriptor: Int32
  private let port: Int
  private var received: [UInt8] = []

  init(port: Int) throws {
    self.port = port
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard descriptor >= 0, result == 0 else {
      throw PeerProcess.Failure(description: "nobody listens on port \(port)")
    }
    var isOn: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
  }

  deinit { close(descriptor) }

  func ask(_ method: String, _ headers: [(name: String, value: String)], _ body: String = "") throws -> Answer {
    let lines = headers.map { "\($0.name): \($0.value)\r\n" }.joined()
    let text =
      "\(method) /mcp HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    let bytes = Array(text.utf8)
    var place = 0
    while place < bytes.count {
      let count = bytes[place...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw PeerProcess.Failure(description: "the MCP server closed the connection") }
      place += count
    }
    return try answer()
  }

  private func answer() throws -> Answer {
    let lines = try line(endingWith: "\r\n\r\n").components(separatedBy: "\r\n")
    let status = Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
    }
    var body: [UInt8] = []
    if headers["transfer-encoding"]?.lowercased() == "chunked" {
      while true {
        let head = try line(endingWith: "\r\n")
        let length = Int(head.prefix { $0 != ";" }, radix: 16) ?? 0
        body += try take(length)
        _ = try take(2)
        if length == 0 { break }
      }
    } else if let length = headers["content-length"].flatMap({ Int($0) }) {
      body = try take(length)
    }
    return Answer(status: status, headers: headers, body: String(decoding: body, as: UTF8.self))
  }

  private func line(endingWith end: String) throws -> String {
    let end = Array(end.utf8)
    while true {
      if let place = received.firstRange(of: end) {
        let text = String(decoding: received[..<place.lowerBound], as: UTF8.self)
        received.removeSubrange(..<place.upperBound)
        return text
      }
      try more()
    }
  }

  private func take(_ count: Int) throws -> [UInt8] {
    while received.count < count { try more() }
    defer { received.removeSubrange(..<count) }
    return Array(received[..<count])
  }

  private func more() throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(descriptor, &buffer, buffer.count)
    guard count > 0 else { throw PeerProcess.Failure(description: "the MCP server closed the connection") }
    received += buffer[..<count]
  }
}

/// A session, or none, over one connection.
final class MCPHTTPClient {
  let lane: MCPMessages.Lane
  private let socket: MCPSocket
  private(set) var session: String?
  private var number = 0

  init(port: Int, _ lane: MCPMessages.Lane) throws {
    self.lane = lane
    socket = try MCPSocket(port: port)
    if lane == .sessions { try begin() }
  }

  private func begin() throws {
    number += 1
    let headers = MCPMessages.headers(method: "initialize", tool: nil, session: nil, lane)
    let answer = try socket.ask("POST", headers, MCPMessages.initialize(number))
    guard answer.status == 200, let id = answer.headers["mcp-session-id"] else {
      throw PeerProcess.Failure(description: "initialize was answered with \(answer.status)")
    }
    session = id
    _ = try socket.ask(
      "POST", MCPMessages.headers(method: "notifications/initialized", tool: nil, session: id, lane),
      MCPMessages.initialized)
  }

  func call(_ tool: String, _ arguments: String) throws -> String {
    number += 1
    return try ask("tools/call", tool, MCPMessages.call(number, tool, arguments, lane))
  }

  func list() throws -> String {
    number += 1
    return try ask("tools/list", nil, MCPMessages.list(number, lane))
  }

  private func ask(_ method: String, _ tool: String?, _ body: String) throws -> String {
    let answer = try socket.ask(
      "POST", MCPMessages.headers(method: method, tool: tool, session: session, lane), body)
    guard answer.status == 200 else { throw PeerProcess.Failure(description: "\(method): \(answer.status)") }
    return answer.body
  }

  func end() throws {
    _ = try socket.ask("DELETE", MCPMessages.headers(method: "", tool: nil, session: session, lane))
  }
}
