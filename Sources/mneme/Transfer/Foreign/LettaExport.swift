import Foundation
import MnemeCore

/// Agents of a Letta agent file (`.af`): their conversations, what they know of the person, and their archive.
enum LettaExport {
  /// - Returns: one for each agent.
  static func records(_ value: JSONValue) throws(ForeignProblem) -> [JSONValue] {
    if case .array(let agents)? = value["agents"] {
      // Blocks stand beside the agents, which name them.
      return agents.map { agent in
        guard case .object(var members) = agent else { return agent }
        if members["core_memory"] == nil {
          let wanted = ForeignFields.array(members["block_ids"])
          let blocks = ForeignFields.array(value["blocks"])
          members["core_memory"] = .array(blocks.filter { wanted.isEmpty || wanted.contains($0["id"] ?? .null) })
        }
        return .object(members)
      }
    }
    guard value["messages"] != nil || value["core_memory"] != nil else {
      throw ForeignProblem(reason: "the file is no agent file: it has neither 'agents' nor 'messages'")
    }
    return [value]
  }

  static func read(_ value: JSONValue, now: Date) throws(ForeignProblem) -> ForeignRecord {
    guard let id = ForeignFields.text(value["id"]) ?? ForeignFields.text(value["name"]) else {
      throw ForeignProblem(reason: "the agent has neither 'id' nor 'name'")
    }
    var record = ForeignRecord()
    conversation(ForeignFields.array(value["messages"]), of: id, into: &record)
    for (place, block) in ForeignFields.array(value["core_memory"]).enumerated() {
      let label = ForeignFields.text(block["label"]) ?? "\(place)"
      // Who the agent is says nothing of the person.
      guard label != "persona", let text = ForeignFields.text(block["value"]) else { continue }
      add(text, id: "\(id)/\(label)", at: ForeignFields.time(value["created_at"]) ?? now, into: &record)
    }
    for name in ["passages", "archival_memory"] {
      for (place, passage) in ForeignFields.array(value[name]).enumerated() {
        guard let text = ForeignFields.text(passage["text"]) else { continue }
        let own = ForeignFields.text(passage["id"]) ?? "\(id)/\(place)"
        add(text, id: own, at: ForeignFields.time(passage["created_at"]) ?? now, into: &record)
      }
    }
    return record
  }

  private static func add(_ text: String, id: String, at: Date, into record: inout ForeignRecord) {
    guard text.unicodeScalars.count <= Limits.memoryCharacters else {
      record.problems.append("memory \(id) is longer than \(Limits.memoryCharacters) characters")
      return
    }
    record.memories.append(ForeignMemory(id: id, text: text, at: at))
  }

  private static func conversation(_ messages: [JSONValue], of agent: String, into record: inout ForeignRecord) {
    var last: Date?
    for (place, message) in messages.enumerated() {
      let name = ForeignFields.text(message["id"]) ?? "\(place)"
      guard let (role, text) = said(message) else { continue }
      guard let time = ForeignFields.time(message["created_at"]) ?? last?.addingTimeInterval(0.001) else {
        record.problems.append("message \(name) has no time")
        continue
      }
      last = time
      guard
        let kept = ImportedMessage(
          id: ForeignFields.name("letta", agent, name), session: ForeignFields.name("letta", agent), at: time,
          role: role,
          text: text)
      else {
        record.problems.append("message \(name) is longer than \(Limits.messageCharacters) characters")
        continue
      }
      record.messages.append(kept)
    }
  }

  /// What a person or the agent said; nil for what the program told itself.
  private static func said(_ message: JSONValue) -> (Role, String)? {
    let words = ForeignFields.words(message["content"]) ?? ForeignFields.text(message["text"])
    switch message["role"] {
    case "user":
      guard let words else { return nil }
      // The server packs what was said into an object, beside its own notices.
      guard let packed = try? JSONValue(parsing: words), case .object = packed else { return (.user, words) }
      guard packed["type"] == nil || packed["type"] == "user_message" else { return nil }
      return ForeignFields.text(packed["message"]).map { (.user, $0) }
    case "assistant":
      // Agents spoke by a tool; their own words beside it were thoughts.
      let spoken = ForeignFields.array(message["tool_calls"]).compactMap { call -> String? in
        guard call["function"]?["name"] == "send_message", case .string(let sent)? = call["function"]?["arguments"],
          let arguments = try? JSONValue(parsing: sent)
        else { return nil }
        return ForeignFields.text(arguments["message"])
      }
      if !spoken.isEmpty { return (.assistant, spoken.joined(separator: "\n")) }
      return ForeignFields.array(message["tool_calls"]).isEmpty ? words.map { (.assistant, $0) } : nil
    default: return nil
    }
  }
}
