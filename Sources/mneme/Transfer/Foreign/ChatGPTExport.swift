import Foundation
import MnemeCore

/// Conversations of ChatGPT's data export: a tree of messages each, of which the branch that was shown last is taken.
enum ChatGPTExport {
  static func read(_ value: JSONValue) throws(ForeignProblem) -> ForeignRecord {
    guard case .object(let nodes)? = value["mapping"] else {
      throw ForeignProblem(reason: "it is no conversation: 'mapping' is missing")
    }
    guard let id = ForeignFields.text(value["conversation_id"]) ?? ForeignFields.text(value["id"]) else {
      throw ForeignProblem(reason: "'conversation_id' is missing")
    }
    let started = ForeignFields.time(value["create_time"])
    var record = ForeignRecord()
    var last = started
    for node in branch(to: ForeignFields.text(value["current_node"]), in: nodes) {
      guard let message = nodes[node]?["message"], let role = role(message), let text = words(message) else { continue }
      // A message without a time was said after the one before it.
      guard let time = ForeignFields.time(message["create_time"]) ?? last?.addingTimeInterval(0.001) else {
        record.problems.append("message \(node) has no time")
        continue
      }
      last = time
      let name = ForeignFields.text(message["id"]) ?? node
      guard
        let kept = ImportedMessage(
          id: ForeignFields.name("chatgpt", id, name), session: ForeignFields.name("chatgpt", id), at: time, role: role,
          text: text)
      else {
        record.problems.append("message \(node) is longer than \(Limits.messageCharacters) characters")
        continue
      }
      record.messages.append(kept)
    }
    return record
  }

  /// From the first message to the one that was shown last.
  private static func branch(to end: String?, in nodes: [String: JSONValue]) -> [String] {
    var path: [String] = []
    var seen: Set<String> = []
    // Older exports do not say which was shown last: the newest leaf was.
    var node = end.flatMap { nodes[$0] == nil ? nil : $0 } ?? newestLeaf(nodes)
    while let current = node, seen.insert(current).inserted {
      path.append(current)
      node = ForeignFields.text(nodes[current]?["parent"])
    }
    return path.reversed()
  }

  private static func newestLeaf(_ nodes: [String: JSONValue]) -> String? {
    nodes.filter { ForeignFields.array($0.value["children"]).isEmpty }.max { a, b in
      let (x, y) = (time(a.value), time(b.value))
      return x == y ? a.key < b.key : x < y
    }?.key
  }

  private static func time(_ node: JSONValue) -> Double {
    ForeignFields.time(node["message"]?["create_time"])?.timeIntervalSince1970 ?? 0
  }

  private static func role(_ message: JSONValue) -> Role? {
    if message["metadata"]?["is_visually_hidden_from_conversation"] == true { return nil }
    return switch message["author"]?["role"] {
    case "user": .user
    case "assistant": .assistant
    default: nil
    }
  }

  private static func words(_ message: JSONValue) -> String? {
    switch message["content"]?["content_type"] {
    // Of the other kinds none is what somebody said: code that ran, its output, pages that were read.
    case "text", "multimodal_text", nil: ForeignFields.words(message["content"]?["parts"])
    default: nil
    }
  }
}
