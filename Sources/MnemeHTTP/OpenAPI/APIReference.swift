import MnemeCore

/// The part of docs/api.md that is made of the table: every operation with a line for curl, which a test runs.
package enum APIReference {
  package static let begin = "<!-- made of the table of operations: APITableTests writes it -->\n"
  package static let end = "<!-- end of what is made -->\n"

  /// `$MNEME` is the server's address; names in capitals stand for ids of things that were made before.
  package static var text: String {
    var lines: [String] = []
    for tag in APIOperation.Tag.allCases {
      let operations = APITable.all.filter { $0.tag == tag }
      lines += ["### \(tag.rawValue)", "", "| Route | What it does |", "|---|---|"]
      lines += operations.map { "| `\($0.method) \($0.template)` | \($0.summary) |" }
      lines += ["", "```sh"] + operations.map(curl) + ["```", ""]
    }
    return lines.joined(separator: "\n")
  }

  static func curl(_ operation: APIOperation) -> String {
    let example = operation.example
    var words = ["curl"]
    let sends = example?.body != nil
    if operation.method != (sends ? "POST" : "GET") { words.append("-X \(operation.method)") }
    if operation.streamType == nil, operation.answerType.contains("event-stream") { words.append("-m 1") }
    words.append("\"$MNEME\(address(operation))\(example?.query ?? "")\"")
    if let body = example?.body {
      words.append("-H 'Content-Type: \(operation.bodyTypes[0])'")
      if operation.path == "/mcp" { words.append("-H 'Accept: application/json, text/event-stream'") }
      words.append("-d '\(body.replacing("$MEM0", with: "'\"$MEM0\"'"))'")
    }
    if let status = example?.status, status != operation.status { words.append("# \(status)") }
    return words.joined(separator: " ")
  }

  private static func address(_ operation: APIOperation) -> String {
    "/"
      + operation.path.split(separator: "/").map { part -> String in
        part.hasPrefix(":") ? value(part.filter { $0 != ":" && $0 != "*" }, of: operation) : String(part)
      }.joined(separator: "/")
  }

  /// What stands for a parameter in an example: a name in capitals, or a value that every server has.
  private static func value(_ name: String, of operation: APIOperation) -> String {
    switch name {
    case "item": return "$ITEM"
    case "ordinal": return "$ENTITY"
    case "name": return operation.tag == .tools ? "recall" : operation.tag == .access ? "$PERSON" : "ada"
    case "space": return "shared"
    case "kind": return "user"
    case "label": return "human"
    case "block": return operation.id == "lettaDetach" ? "$OWN_BLOCK" : "$BLOCK"
    case "passage": return "$PASSAGE"
    default: break
    }
    let owners = [
      ("/v1/memories", "$MEMORY"), ("/v1/sessions", "$SESSION"), ("/v1/messages", "$MESSAGE"),
      ("/v1/responses", "$RESPONSE"), ("/v1/conversations", "$CONVERSATION"), ("/v1/models", "mneme"),
      ("/v1/schedule", "$TASK"), ("/v1/keys", "$KEY"), ("/mem0/v1/event", "$EVENT"), ("/mem0", "$MEM0"), ("/letta/v1/blocks", "$BLOCK"),
      ("/letta/v1/agents", "$AGENT"),
    ]
    return owners.first { operation.path.hasPrefix($0.0) }?.1 ?? "none"
  }
}
