import Foundation

/// The messages of the measurements, written once and the same for every server.
enum MCPMessages {
  enum Lane: String {
    case sessions = "2025-11-25"
    case stateless = "2026-07-28"
  }

  static func initialize(_ id: Int) -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"initialize","params":{"protocolVersion":"\#(Lane.sessions.rawValue)","#
      + #""capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}"#
  }

  static let initialized = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#

  static func call(_ id: Int, _ tool: String, _ arguments: String, _ lane: Lane) -> String {
    request(id, "tools/call", #""name":"\#(tool)","arguments":\#(arguments)"#, lane)
  }

  static func list(_ id: Int, _ lane: Lane) -> String { request(id, "tools/list", "", lane) }

  private static func request(_ id: Int, _ method: String, _ members: String, _ lane: Lane) -> String {
    var params = [members]
    if lane == .stateless {
      params.append(
        #""_meta":{"io.modelcontextprotocol/protocolVersion":"\#(lane.rawValue)","#
          + #""io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},"#
          + #""io.modelcontextprotocol/clientCapabilities":{}}"#)
    }
    let text = params.filter { !$0.isEmpty }.joined(separator: ",")
    return #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":{\#(text)}}"#
  }

  /// What a request repeats in its headers over HTTP.
  static func headers(method: String, tool: String?, session: String?, _ lane: Lane) -> [(name: String, value: String)]
  {
    var headers = [
      (name: "Content-Type", value: "application/json"), (name: "Accept", value: "application/json, text/event-stream"),
    ]
    if lane == .stateless || session != nil { headers.append((name: "MCP-Protocol-Version", value: lane.rawValue)) }
    if lane == .stateless {
      headers.append((name: "Mcp-Method", value: method))
      if let tool { headers.append((name: "Mcp-Name", value: tool)) }
    }
    if let session { headers.append((name: "Mcp-Session-Id", value: session)) }
    return headers
  }
}
