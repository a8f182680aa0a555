import Foundation
import MnemeCore
import MnemeMCP
import MnemeTestSupport
import Testing

/// The protocol's own schema files: every message seen in a test has to fit the one of its revision.
enum ProtocolSchema {
  static let folder: URL = {
    let given = ProcessInfo.processInfo.environment["MNEME_CONTRACTS"].map { URL(filePath: $0) }
    return given
      ?? URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../../shared/contracts")
      .standardized
  }()

  static let stateful = read("mcp-2025-11-25.schema.json")
  static let stateless = read("mcp-2026-07-28.schema.json")

  private static func read(_ name: String) -> JSONSchemaCheck? {
    guard let data = try? Data(contentsOf: folder.appending(path: name)), let json = try? JSONReader.read(Array(data))
    else {
      print("No \(name) in \(folder.path): messages are not checked against it.")
      return nil
    }
    return JSONSchemaCheck(document: json)
  }

  static func expect(_ message: JSONValue, fromServer: Bool, lane: MCPFixture.Lane, method: String? = nil) {
    guard let schema = lane == .stateful ? stateful : stateless else { return }
    for name in names(message, fromServer: fromServer, method: method) where schema.names.contains(name) {
      let flaws = schema.flaws(
        of: message["result"].map { name.hasPrefix("JSONRPC") ? message : $0 } ?? message, as: name)
      #expect(flaws.isEmpty, "\(method ?? message["method"]?.string ?? "")")
    }
  }

  private static func names(_ message: JSONValue, fromServer: Bool, method: String?) -> [String] {
    if message["error"] != nil { return ["JSONRPCErrorResponse"] }
    if message["result"] != nil {
      guard fromServer else { return ["JSONRPCResultResponse", "ClientResult"] }
      let isPartial = message["result"]?["resultType"] == "input_required"
      return ["JSONRPCResultResponse", isPartial ? "InputRequiredResult" : results[method ?? ""] ?? "EmptyResult"]
    }
    let side = fromServer ? "Server" : "Client"
    return message["id"] == nil
      ? ["JSONRPCNotification", side + "Notification"] : ["JSONRPCRequest", side + "Request"]
  }

  private static let results = [
    "initialize": "InitializeResult", "server/discover": "DiscoverResult", "tools/list": "ListToolsResult",
    "tools/call": "CallToolResult", "resources/list": "ListResourcesResult",
    "resources/templates/list": "ListResourceTemplatesResult", "resources/read": "ReadResourceResult",
    "prompts/list": "ListPromptsResult", "prompts/get": "GetPromptResult", "completion/complete": "CompleteResult",
    "subscriptions/listen": "SubscriptionsListenResult",
  ]
}
