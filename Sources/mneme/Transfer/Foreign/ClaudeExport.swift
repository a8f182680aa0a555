import Foundation
import MnemeCore

/// Conversations of Claude's data export.
enum ClaudeExport {
  static func read(_ value: JSONValue) throws(ForeignProblem) -> ForeignRecord {
    guard case .array(let messages)? = value["chat_messages"] else {
      throw ForeignProblem(reason: "it is no conversation: 'chat_messages' is missing")
    }
    guard let id = ForeignFields.text(value["uuid"]) else { throw ForeignProblem(reason: "'uuid' is missing") }
    var record = ForeignRecord()
    var last = ForeignFields.time(value["created_at"])
    for (place, message) in messages.enumerated() {
      let name = ForeignFields.text(message["uuid"]) ?? "\(place)"
      let role: Role
      switch message["sender"] {
      case "human": role = .user
      case "assistant": role = .assistant
      default:
        record.problems.append("message \(name) has no sender that is known")
        continue
      }
      guard let text = ForeignFields.words(message["content"]) ?? ForeignFields.text(message["text"]) else { continue }
      guard let time = ForeignFields.time(message["created_at"]) ?? last?.addingTimeInterval(0.001) else {
        record.problems.append("message \(name) has no time")
        continue
      }
      last = time
      guard
        let kept = ImportedMessage(
          id: ForeignFields.name("claude", id, name), session: ForeignFields.name("claude", id), at: time, role: role,
          text: text)
      else {
        record.problems.append("message \(name) is longer than \(Limits.messageCharacters) characters")
        continue
      }
      record.messages.append(kept)
    }
    return record
  }
}
