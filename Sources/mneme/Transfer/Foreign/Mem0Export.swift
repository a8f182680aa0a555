import Foundation
import MnemeCore

/// Memories as mem0 lists and exports them: a list, or an object with one.
enum Mem0Export {
  static func records(_ value: JSONValue) throws(ForeignProblem) -> [JSONValue] {
    if case .array(let all) = value { return all }
    for name in ["results", "memories", "data"] { if case .array(let all)? = value[name] { return all } }
    throw ForeignProblem(reason: "the file holds no list of memories: 'results' is missing")
  }

  static func read(_ value: JSONValue, now: Date) throws(ForeignProblem) -> ForeignRecord {
    let text = ["memory", "text", "content", "data"].lazy.compactMap { ForeignFields.text(value[$0]) }.first
    guard let text else { throw ForeignProblem(reason: "it has no text") }
    guard let id = ForeignFields.text(value["id"]) ?? ForeignFields.text(value["hash"]) else {
      throw ForeignProblem(reason: "'id' is missing")
    }
    guard text.unicodeScalars.count <= Limits.memoryCharacters else {
      throw ForeignProblem(reason: "it is longer than \(Limits.memoryCharacters) characters")
    }
    var record = ForeignRecord()
    record.memories = [ForeignMemory(id: id, text: text, at: ForeignFields.time(value["created_at"]) ?? now)]
    return record
  }
}
